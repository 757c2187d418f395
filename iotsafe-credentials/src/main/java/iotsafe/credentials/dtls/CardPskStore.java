package iotsafe.credentials.dtls;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.Secret;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.PskPublicInformation;
import org.eclipse.californium.scandium.dtls.PskSecretResult;
import org.eclipse.californium.scandium.dtls.pskstore.PskStore;
import org.eclipse.californium.scandium.util.SecretUtil;
import org.eclipse.californium.scandium.util.ServerNames;
import org.jspecify.annotations.Nullable;

/**
 * The one pre-shared key that a connector has: the card computes the master secret, the key stays there. Answered at once, on the
 * handshake's own thread: Scandium has no way to be told of a failure later, and would wait 34 s for nothing.
 */
final class CardPskStore implements PskStore {
    private static final String HMAC_SHA_256 = "HmacSHA256";
    /** RFC 5246 section 8.1. */
    private static final int MASTER_SECRET_LENGTH = 48;

    private final PskPublicInformation identity;
    private final CredentialUri.OnCard key;
    private final SecureElement card;
    private final boolean ecdhe;
    private final Runnable afterFailure;

    CardPskStore(String identity, CredentialUri.OnCard key, SecureElement card, boolean ecdhe, Runnable afterFailure) {
        this.identity = new PskPublicInformation(identity);
        this.key = key;
        this.card = card;
        this.ecdhe = ecdhe;
        this.afterFailure = afterFailure;
    }

    @Override
    public boolean hasEcdhePskSupported() {
        return ecdhe;
    }

    /** Whatever the server's hint (RFC 4279 section 5.2): a device has one identity for one server. */
    @Override
    public PskPublicInformation getIdentity(InetSocketAddress peerAddress, ServerNames virtualHost) {
        return identity;
    }

    @Override
    public PskSecretResult requestPskSecretResult(
            ConnectionId cid,
            ServerNames serverName,
            PskPublicInformation asked,
            String hmacAlgorithm,
            @Nullable SecretKey otherSecret,
            byte[] seed,
            boolean useExtendedMasterSecret) {
        if (!hmacAlgorithm.equals(HMAC_SHA_256)) {
            throw new IllegalStateException("a suite with %s was not offered".formatted(hmacAlgorithm));
        }
        String label = useExtendedMasterSecret ? "extended master secret" : "master secret";
        Bytes labelAndSeed = Bytes.concat(Bytes.of(label.getBytes(StandardCharsets.US_ASCII)), Bytes.of(seed));
        try (Secret master = derive(otherSecret, labelAndSeed)) {
            byte[] copy = master.toArray();
            try {
                return new PskSecretResult(
                        cid, asked, SecretUtil.create(copy, PskSecretResult.ALGORITHM_MAC), true, true);
            } finally {
                Arrays.fill(copy, (byte) 0);
            }
        } catch (CardException e) {
            afterFailure.run();
            throw new PskFailedException(e);
        }
    }

    /** The other secret of RFC 4279 section 2: zeros, which the card adds by itself, or the shared secret of RFC 5489 section 2. */
    private Secret derive(@Nullable SecretKey otherSecret, Bytes labelAndSeed) throws CardException {
        if (otherSecret == null) {
            return card.prf(key, Optional.empty(), labelAndSeed, MASTER_SECRET_LENGTH);
        }
        byte[] copy = otherSecret.getEncoded();
        try (Secret shared = Secret.of(copy)) {
            return card.prf(key, Optional.of(shared), labelAndSeed, MASTER_SECRET_LENGTH);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    @Override
    public void setResultHandler(HandshakeResultHandler resultHandler) {
        // the answer is given at once, never later
    }
}
