package iotsafe.credentials.dtls;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.ClientIdentity;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no handshake goes on without the card's signature. Scandium swallows a failed signature and sends an empty
 * CertificateVerify, which makes a dead card look like a refusing server; this remembers what was promised and why it was not kept.
 */
public final class SigningGuard {
    private final CredentialUri.OnCard uri;
    private final X500Principal subject;
    private final CardPrivateKey key;
    private boolean owed;
    private @Nullable CardException failure;

    /** Guards the use of one identity by one connector. */
    public SigningGuard(ClientIdentity identity) {
        this.uri = identity.key().uri();
        this.subject = identity.certificate().getSubjectX500Principal();
        this.key = new CardPrivateKey(
                uri, hash -> sign(identity.key(), identity.certificate().getPublicKey(), hash));
    }

    /** The identity's key, guarded. */
    CardPrivateKey key() {
        return key;
    }

    /** A server has asked for the client's certificate: from here a signature must follow. */
    synchronized void owe() {
        owed = true;
        failure = null;
    }

    /** A handshake begins: what an earlier one left unpaid, cut off by a server or a network that went away, is over. */
    synchronized void forget() {
        owed = false;
        failure = null;
    }

    /**
     * To be called before a flight is sent. Throws once: the handshake is then broken off, and the next one starts without debt.
     *
     * @throws IOException if the flight lacks the signature it should carry; its message is the card's own reason
     */
    synchronized void requirePaid() throws IOException {
        if (!owed) {
            return;
        }
        CardException cause = failure;
        forget();
        if (cause == null) {
            throw new IOException(
                    "%s was not asked for the handshake's signature: the server accepts no ECDSA on P-256 with SHA-256"
                            .formatted(uri));
        }
        throw new SigningFailedException(cause);
    }

    private Bytes sign(CardPrivateKey unguarded, PublicKey expected, Bytes hash) throws CardException {
        try {
            Bytes raw = unguarded.signer().sign(hash);
            requireMatch(raw, expected, hash);
            paid();
            return raw;
        } catch (CardException e) {
            failed(e);
            throw e;
        }
    }

    private synchronized void paid() {
        owed = false;
    }

    private synchronized void failed(CardException cause) {
        failure = cause;
    }

    /** Costs a millisecond and no exchange with the card, and tells another SIM from a refusing server. */
    private void requireMatch(Bytes raw, PublicKey expected, Bytes hash) throws CardException.Refused {
        try {
            Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
            verifier.initVerify(expected);
            verifier.update(hash.toArray());
            if (verifier.verify(raw.toArray())) {
                return;
            }
        } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException e) {
            throw new CardException.Refused(
                    "%s: its certificate is not over a P-256 key: %s".formatted(uri, e.getMessage()));
        }
        throw new CardException.Refused(
                "%s is not the key of the certificate %s: another SIM is in the reader, or the certificate file belongs to another key"
                        .formatted(uri, subject));
    }
}
