package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.Bytes;
import java.math.BigInteger;
import java.security.interfaces.RSAKey;

/**
 * An RSA private key that stays on its card: a name and a way to ask for signatures by RSASSA-PKCS1-v1_5 with SHA-256, the only scheme that
 * a card has for it. Not an {@code RSAPrivateKey}, which would have to show its exponent: so no provider of the platform takes it, and
 * RSASSA-PSS, which TLS 1.3 wants, is not tried.
 */
public final class CardRsaPrivateKey extends KeyOnCard implements RSAKey {
    private static final long serialVersionUID = 1L;

    private final transient BigInteger modulus;
    private final transient CardRsaSigner signer;

    /**
     * Names a key.
     *
     * @param uri the container, for messages
     * @param modulus from the certificate: TLS chooses by its length
     * @param signer asked once for each signature
     */
    public CardRsaPrivateKey(CredentialUri.OnCard uri, BigInteger modulus, CardRsaSigner signer) {
        super(uri);
        this.modulus = modulus;
        this.signer = signer;
    }

    @Override
    byte[] signature(Bytes hash) throws CardException {
        return signer.sign(hash).toArray();
    }

    @Override
    public String getAlgorithm() {
        return "RSA";
    }

    @Override
    public BigInteger getModulus() {
        return modulus;
    }
}
