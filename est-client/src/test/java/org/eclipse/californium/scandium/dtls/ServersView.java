package org.eclipse.californium.scandium.dtls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;

/** The first Finished of each handshake as a server knows it, by a pseudo-random function of our own (RFC 5246 §5, §7.4.9). */
public final class ServersView implements SessionListener {
    private final List<byte[]> verifyData = new CopyOnWriteArrayList<>();

    /** One entry for each handshake, in order. */
    public List<byte[]> verifyData() {
        return verifyData;
    }

    @Override
    public void contextEstablished(Handshaker handshaker, DTLSContext context) {
        boolean full = handshaker.handshakeMessages.stream().anyMatch(message -> message instanceof ClientKeyExchange);
        byte[] label = (full ? "client finished" : "server finished").getBytes(StandardCharsets.US_ASCII);
        byte[] hash = handshaker.getHandshakeMessageDigest().digest();
        byte[] seed = Arrays.copyOf(label, label.length + hash.length);
        System.arraycopy(hash, 0, seed, label.length, hash.length);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(handshaker.getSession().getMasterSecret());
            byte[] a1 = mac.doFinal(seed);
            mac.update(a1);
            verifyData.add(Arrays.copyOf(mac.doFinal(seed), 12));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void handshakeStarted(Handshaker handshaker) {}

    @Override
    public void handshakeCompleted(Handshaker handshaker) {}

    @Override
    public void handshakeFailed(Handshaker handshaker, Throwable error) {}

    @Override
    public void handshakeFlightRetransmitted(Handshaker handshaker, int flight) {}
}
