package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * A private key that stays on its card: a name, and a way to ask for signatures. It has no encoding; the JCA's own way to say so is a null
 * from {@link #getEncoded()} and {@link #getFormat()}.
 */
abstract sealed class KeyOnCard implements PrivateKey permits CardPrivateKey, CardRsaPrivateKey {
    private static final long serialVersionUID = 1L;

    private final transient CredentialUri.OnCard uri;

    KeyOnCard(CredentialUri.OnCard uri) {
        this.uri = uri;
    }

    /** The container. */
    public CredentialUri.OnCard uri() {
        return uri;
    }

    /**
     * Asks the card, once.
     *
     * @param hash 32 bytes of SHA-256
     * @return a signature in the form that TLS and X.509 write
     * @throws IOException if what the card gave is no signature
     */
    abstract byte[] signature(Bytes hash) throws CardException, IOException;

    @Override
    public @Nullable String getFormat() {
        return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    /** The container's URI; there is nothing secret here to print. */
    @Override
    public String toString() {
        return uri.toString();
    }

    Object writeReplace() throws ObjectStreamException {
        throw new NotSerializableException("a key on a card cannot leave it");
    }
}
