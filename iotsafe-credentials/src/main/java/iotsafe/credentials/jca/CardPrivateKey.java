package iotsafe.credentials.jca;

import iotsafe.credentials.CredentialUri;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.spec.ECParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A P-256 private key that stays on its card: a name, a way to ask for signatures and one to ask for shared secrets. It has no encoding; the JCA's own way to say so is a
 * null from {@link #getEncoded()} and {@link #getFormat()}. Not an {@code ECPrivateKey}, which would have to show its number.
 */
public final class CardPrivateKey implements PrivateKey, ECKey {
    private static final long serialVersionUID = 1L;

    private final transient CredentialUri.OnCard uri;
    private final transient CardSigner signer;
    private final transient CardAgreement agreement;

    /**
     * Names a key that signs and agrees on nothing.
     *
     * @param uri the container, for messages
     * @param signer asked once for each signature
     */
    public CardPrivateKey(CredentialUri.OnCard uri, CardSigner signer) {
        this(uri, signer, CardAgreement.none(uri));
    }

    /**
     * Names a key.
     *
     * @param uri the container, for messages
     * @param signer asked once for each signature
     * @param agreement asked once for each shared secret
     */
    public CardPrivateKey(CredentialUri.OnCard uri, CardSigner signer, CardAgreement agreement) {
        this.uri = uri;
        this.signer = signer;
        this.agreement = agreement;
    }

    /** The container. */
    public CredentialUri.OnCard uri() {
        return uri;
    }

    /** Where signatures come from. */
    public CardSigner signer() {
        return signer;
    }

    /** Where shared secrets come from. */
    public CardAgreement agreement() {
        return agreement;
    }

    @Override
    public String getAlgorithm() {
        return "EC";
    }

    @Override
    public @Nullable String getFormat() {
        return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    /** The P-256 domain parameters. */
    @Override
    public ECParameterSpec getParams() {
        return P256.parameters();
    }

    /** The container's URI; there is nothing secret here to print. */
    @Override
    public String toString() {
        return uri.toString();
    }

    private Object writeReplace() throws ObjectStreamException {
        throw new NotSerializableException("a key on a card cannot leave it");
    }
}
