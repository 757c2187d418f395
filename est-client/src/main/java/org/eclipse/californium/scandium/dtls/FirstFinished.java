package org.eclipse.californium.scandium.dtls;

import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/**
 * The verify_data of a handshake's first Finished, which Scandium computes and keeps to itself. In Scandium's package, for what it is
 * computed from is visible there only; checked at compile time, which reflection would not be.
 */
@NullMarked
public final class FirstFinished {
    private FirstFinished() {}

    /**
     * To be called from {@link SessionListener#contextEstablished} of a client: the list of messages is complete then, and the master
     * secret still there.
     *
     * @return 12 bytes: of the client's Finished in a full handshake, of the server's in an abbreviated one; empty for a server, and for
     *     an abbreviated handshake without extended master secret, where a man in the middle can make two connections share the value
     * @see "RFC 5929 §3.1; RFC 5246 §7.4.9; RFC 6347 §4.2.6; RFC 7627 §1"
     */
    public static Optional<byte[]> verifyData(Handshaker handshaker) {
        if (!handshaker.isClient()) {
            return Optional.empty();
        }
        byte[] hash = handshaker.getHandshakeMessageDigest().digest();
        boolean full = handshaker.handshakeMessages.stream()
                .anyMatch(message -> message.getMessageType() == HandshakeType.SERVER_HELLO_DONE);
        if (full) {
            return Optional.of(handshaker.createFinishedMessage(hash).fragmentToByteArray());
        }
        DTLSSession session = handshaker.getSession();
        if (!session.useExtendedMasterSecret()) {
            return Optional.empty();
        }
        Finished servers = new Finished(
                session.getCipherSuite().getThreadLocalPseudoRandomFunctionMac(),
                session.getMasterSecret(),
                false,
                hash);
        return Optional.of(servers.fragmentToByteArray());
    }
}
