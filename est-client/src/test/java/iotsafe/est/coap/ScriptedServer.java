package iotsafe.est.coap;

import iotsafe.est.EstContentType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.config.DtlsConfig;

/** A CoAP server that does, path by path, what a test tells it; anything else is 4.04. */
final class ScriptedServer implements AutoCloseable {
    /** What a resource does with one request. */
    interface Act {
        void on(Exchange exchange);
    }

    static final String DISCOVERY = ".well-known/core";

    private final CoapServer server;
    private final CoapEndpoint endpoint;
    private final Map<String, Deque<Act>> script = new ConcurrentHashMap<>();
    private final List<CoapEndpoint> clients = new ArrayList<>();
    private final List<Request> seen = new CopyOnWriteArrayList<>();

    ScriptedServer() {
        this(CoapEndpoint.builder()
                .setConfiguration(configuration())
                .setInetSocketAddress(loopback())
                .build());
    }

    ScriptedServer(CoapEndpoint endpoint) {
        this.endpoint = endpoint;
        server = new CoapServer(endpoint.getConfig());
        server.addEndpoint(endpoint);
        server.setMessageDeliverer(new MessageDeliverer() {
            @Override
            public void deliverRequest(Exchange exchange) {
                if (!isUnscriptedDiscovery(exchange.getRequest())) {
                    seen.add(exchange.getRequest());
                }
                next(exchange.getRequest().getOptions().getUriPathString()).on(exchange);
            }

            @Override
            public void deliverResponse(Exchange exchange, Response response) {
                exchange.getRequest().setResponse(response);
            }
        });
        server.start();
    }

    /** Acts of successive requests to one path; the last one stays. */
    ScriptedServer on(String path, Act... acts) {
        script.put(path, new ArrayDeque<>(Arrays.asList(acts)));
        return this;
    }

    /** Most tests are of servers that do not tell where EST is. */
    private boolean isUnscriptedDiscovery(Request request) {
        return request.getOptions().getUriPathString().equals(DISCOVERY) && !script.containsKey(DISCOVERY);
    }

    private Act next(String path) {
        Deque<Act> acts = script.get(path);
        if (acts == null) {
            return answer(ResponseCode.NOT_FOUND);
        }
        synchronized (acts) {
            return acts.size() > 1 ? acts.remove() : acts.element();
        }
    }

    /** The requests that reached a resource, repetitions of the message layer left out. */
    List<Request> seen() {
        return seen;
    }

    CoapEndpoint endpoint() {
        return endpoint;
    }

    InetSocketAddress address() {
        return endpoint.getAddress();
    }

    URI uri() {
        return URI.create("%s://127.0.0.1:%d"
                .formatted(endpoint.getUri().getScheme(), address().getPort()));
    }

    /** Of a client, started; it ends with the server. */
    CoapEndpoint client() throws IOException {
        CoapEndpoint client = CoapEndpoint.builder()
                .setConfiguration(configuration())
                .setInetSocketAddress(loopback())
                .build();
        client.start();
        clients.add(client);
        return client;
    }

    static Act answer(ResponseCode code) {
        return exchange -> exchange.sendResponse(new Response(code));
    }

    static Act answer(ResponseCode code, EstContentType type, byte[] body) {
        return answer(code, type.coapFormat(), body);
    }

    static Act answer(ResponseCode code, int format, byte[] body) {
        return exchange -> exchange.sendResponse(response(code, format, body));
    }

    static Response response(ResponseCode code, int format, byte[] body) {
        Response response = new Response(code);
        response.getOptions().setContentFormat(format);
        response.setPayload(body);
        return response;
    }

    static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Small blocks, so that everything of interest is block-wise; quick retransmission, so that loss costs little. */
    static Configuration configuration() {
        return new Configuration(
                        CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, SystemConfig.DEFINITIONS, DtlsConfig.DEFINITIONS)
                .set(CoapConfig.MAX_MESSAGE_SIZE, 256)
                .set(CoapConfig.PREFERRED_BLOCK_SIZE, 256)
                .set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 100_000)
                .set(CoapConfig.ACK_TIMEOUT, 250, TimeUnit.MILLISECONDS)
                .set(CoapConfig.PROTOCOL_STAGE_THREAD_COUNT, 1)
                .set(DtlsConfig.DTLS_VERIFY_SERVER_CERTIFICATES_SUBJECT, false);
    }

    @Override
    public void close() {
        clients.forEach(CoapEndpoint::destroy);
        server.destroy();
    }
}
