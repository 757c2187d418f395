package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.security.interfaces.ECKey;
import java.security.spec.ECParameterSpec;

/**
 * A P-256 private key that stays on its card: a name, a way to ask for signatures and one to ask for shared secrets. Not an
 * {@code ECPrivateKey}, which would have to show its number.
 */
public final class CardPrivateKey extends KeyOnCard implements ECKey {
    private static final long serialVersionUID = 1L;

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
        super(uri);
        this.signer = signer;
        this.agreement = agreement;
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
    byte[] signature(Bytes hash) throws CardException, IOException {
        return EcdsaSignatures.toDer(signer.sign(hash));
    }

    @Override
    public String getAlgorithm() {
        return "EC";
    }

    /** The P-256 domain parameters. */
    @Override
    public ECParameterSpec getParams() {
        return P256.parameters();
    }
}
