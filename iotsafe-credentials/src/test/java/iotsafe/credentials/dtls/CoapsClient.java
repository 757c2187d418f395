package iotsafe.credentials.dtls;

import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.MessageCallback;
import org.eclipse.californium.elements.RawData;
import org.eclipse.californium.scandium.DTLSConnector;

/** One GET through a connector, without a CoAP library: the few bytes that it takes are in sight. */
public final class CoapsClient {
    /** RFC 7252 3: version 1, confirmable, no token; GET; message id 1; no option, which is the path /. */
    private static final byte[] GET = HexFormat.of().parseHex("40010001");

    private CoapsClient() {}

    /**
     * What came back.
     *
     * @param code such as 2.05
     * @param context of the association that it came through
     */
    public record Answer(String code, EndpointContext context) {}

    /**
     * Shakes hands and asks.
     *
     * @param connector not yet started; destroyed afterwards
     * @throws Exception what the connector says when there is no handshake, or a timeout after 10 s
     */
    public static Answer get(DTLSConnector connector, InetSocketAddress server) throws Exception {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        connector.setRawDataReceiver(
                data -> answer.complete(new Answer(code(data.getBytes()), data.getEndpointContext())));
        connector.start();
        try {
            connector.send(RawData.outbound(GET, new AddressEndpointContext(server), new FailureTo(answer), false));
            return answer.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            connector.destroy();
        }
    }

    /** RFC 7252 3: three bits of class, five of detail. */
    private static String code(byte[] message) {
        return "%d.%02d".formatted((message[1] & 0xFF) >> 5, message[1] & 0x1F);
    }

    private record FailureTo(CompletableFuture<Answer> answer) implements MessageCallback {
        @Override
        public void onConnecting() {}

        @Override
        public void onDtlsRetransmission(int flight) {}

        @Override
        public void onContextEstablished(EndpointContext context) {}

        @Override
        public void onSent() {}

        @Override
        public void onError(Throwable error) {
            answer.completeExceptionally(error);
        }
    }
}
