package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.est.coap.TlsUnique;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.option.BlockOption;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Files of CoAP servers, a block at a time (RFC 7959), so that one that is large is never in memory as a whole. Over {@code coaps} the
 * device shows what it shows to the management server, with the key on the card, and the file server is judged as that server is, but for
 * its name.
 */
public final class CoapFiles {
    private static final int BLOCK = 1024;

    private final ServerLine line;
    private final WatchedLine watched;
    private final Duration patience;

    CoapFiles(ServerLine line, WatchedLine watched, Duration patience) {
        this.line = line;
        this.watched = watched;
        this.patience = patience;
    }

    /**
     * A block, or what came in its place.
     *
     * @param code the answer's, such as 205 for 2.05
     * @param offset of the first byte
     * @param last whether the file ends with it
     * @param size of the file, if the server tells
     * @param tag of the representation in hexadecimal, empty if it has none
     */
    public record Block(int code, Bytes content, long offset, boolean last, OptionalLong size, String tag) {}

    /** One server and one file. Closing it closes the association. */
    public interface Opened extends AutoCloseable {
        /**
         * Asks for the block that begins there.
         *
         * @param offset a multiple of 1024, or the end of the block before
         * @throws ServerException if no answer came
         */
        Block block(long offset) throws ServerException, InterruptedException;

        @Override
        void close();
    }

    /**
     * Opens an association of its own, for which the card signs; over {@code coap} there is none.
     *
     * @throws CardException if the card did not sign
     * @throws ServerException if the server cannot be reached, or one side refused the other
     */
    public Opened open(URI uri) throws CardException, ServerException, InterruptedException {
        boolean secure = "coaps".equalsIgnoreCase(uri.getScheme());
        URI server = URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + port(uri, secure));
        EndpointContext peer = new AddressEndpointContext(
                Hosts.address(server), Hosts.name(server).orElse(null), null);
        Configuration configuration = configuration();
        Connector connector =
                secure ? secured(server, configuration) : new UDPConnector(new InetSocketAddress(0), configuration);
        CoapEndpoint endpoint = CoapEndpoint.builder()
                .setConfiguration(configuration)
                .setConnector(connector)
                .build();
        boolean open = false;
        try {
            endpoint.start();
            if (secure) {
                DtlsOpening.handshake(connector, peer, server, patience);
            }
            open = true;
            return new OfServer(endpoint, peer, uri);
        } catch (IOException e) {
            throw new ServerException.Unreachable(server, "no UDP socket: " + e.getMessage(), e);
        } finally {
            if (!open) {
                endpoint.destroy();
            }
        }
    }

    private DTLSConnector secured(URI server, Configuration configuration) throws ServerException {
        Party party = line.party()
                .orElseThrow(() -> new ServerException.Unreachable(
                        server, "the device is not registered, so it has nothing to show to it", null));
        return DtlsOpening.connector(party.at(Hosts.host(server)), configuration, new TlsUnique(), watched);
    }

    private static int port(URI uri, boolean secure) {
        int usual = secure ? CoAP.DEFAULT_COAP_SECURE_PORT : CoAP.DEFAULT_COAP_PORT;
        return uri.getPort() < 0 ? usual : uri.getPort();
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration(
                CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, DtlsConfig.DEFINITIONS, SystemConfig.DEFINITIONS);
        configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 0); // the library would put the blocks together in memory
        configuration.set(CoapConfig.MAX_MESSAGE_SIZE, BLOCK);
        configuration.set(CoapConfig.PROTOCOL_STAGE_THREAD_COUNT, 1);
        configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
        configuration.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1);
        return configuration;
    }

    private final class OfServer implements Opened {
        private final CoapEndpoint endpoint;
        private final EndpointContext peer;
        private final URI uri;
        /** What the server answers with, at most what was asked for. */
        private int size = BLOCK;

        OfServer(CoapEndpoint endpoint, EndpointContext peer, URI uri) {
            this.endpoint = endpoint;
            this.peer = peer;
            this.uri = uri;
        }

        @Override
        public Block block(long offset) throws ServerException, InterruptedException {
            Request request = Request.newGet();
            request.setDestinationContext(peer);
            Hosts.name(uri).ifPresent(request.getOptions()::setUriHost);
            if (uri.getPath() != null && uri.getPath().length() > 1) {
                request.getOptions().setUriPath(uri.getPath().substring(1));
            }
            if (uri.getQuery() != null) {
                request.getOptions().setUriQuery(uri.getQuery());
            }
            request.getOptions().setBlock2(BlockOption.size2Szx(size), false, Math.toIntExact(offset / size));
            endpoint.sendRequest(request);
            return read(offset, request.waitForResponse(patience.toMillis()));
        }

        private Block read(long offset, @Nullable Response response) throws ServerException {
            if (response == null) {
                throw new ServerException.Unreachable(
                        uri, "no answer to the request for the block at %d".formatted(offset), null);
            }
            byte[] payload = response.getPayload() == null ? new byte[0] : response.getPayload();
            BlockOption block = response.getOptions().getBlock2();
            Integer total = response.getOptions().getSize2();
            byte[] tag = response.getOptions().getResponseEtag();
            if (block != null) {
                size = block.getSize();
            }
            return new Block(
                    response.getCode().codeClass * 100 + response.getCode().codeDetail,
                    Bytes.of(payload),
                    block == null ? 0 : block.getOffset(),
                    block == null || !block.isM(),
                    total == null ? OptionalLong.empty() : OptionalLong.of(total),
                    tag == null ? "" : HexFormat.of().formatHex(tag));
        }

        @Override
        public void close() {
            endpoint.destroy();
        }
    }
}
