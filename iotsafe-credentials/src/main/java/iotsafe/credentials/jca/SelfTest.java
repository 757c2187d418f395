package iotsafe.credentials.jca;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** Proves, without a card, that this JVM's signatures reach {@link RoutingSignature}. */
final class SelfTest {
    private static final String PLATFORM = "SunEC";
    private static final CredentialUri.OnCard NOBODY =
            CredentialUri.OnCard.byLabel(ObjectType.PRIVATE, Bytes.of((byte) '?'));
    private static final byte[] MESSAGE = {1, 2, 3};
    private static final int RSA_BITS = 2048;

    private SelfTest() {}

    /**
     * What Scandium does in one handshake: one object verifies for a peer's key, then signs for a card's.
     *
     * @throws IllegalStateException if another provider takes ECDSA or RSA first, so that no card key could ever sign
     */
    static void run() {
        try {
            ecdsa();
            rsa();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "signature self-test failed (%s): another JCA provider stands before %s; remove it from java.security or CALIFORNIUM_JCE_PROVIDER"
                            .formatted(e.getMessage(), IotSafeProvider.NAME),
                    e);
        }
    }

    private static void ecdsa() throws GeneralSecurityException {
        KeyPair pair = newKeyPair();
        Signature same = Signature.getInstance(SignatureKind.ECDSA.algorithm());
        same.initSign(pair.getPrivate());
        same.update(MESSAGE);
        byte[] peers = same.sign();
        same.initVerify(pair.getPublic());
        same.update(MESSAGE);
        boolean verified = same.verify(peers);
        same.initSign(new CardPrivateKey(NOBODY, hash -> signInSoftware(pair, hash)));
        same.update(MESSAGE);
        byte[] cards = same.sign();
        same.initVerify(pair.getPublic());
        same.update(MESSAGE);
        if (!verified || !same.verify(cards)) {
            throw new IllegalStateException(
                    "ECDSA self-test: a signature of " + same.getProvider() + " does not verify");
        }
    }

    /** Of the way alone, since a key pair takes a device seconds: any number can be a peer's key, which no signature of zeros is by. */
    private static void rsa() throws GeneralSecurityException {
        BigInteger modulus = BigInteger.ONE.setBit(RSA_BITS - 1);
        PublicKey peer = KeyFactory.getInstance("RSA", SignatureKind.RSA.platform())
                .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537)));
        byte[] cards = new byte[RSA_BITS / Byte.SIZE];
        Signature same = Signature.getInstance(SignatureKind.RSA.algorithm());
        same.initVerify(peer);
        same.update(MESSAGE);
        boolean verified = same.verify(cards);
        same.initSign(new CardRsaPrivateKey(NOBODY, modulus, hash -> Bytes.of(cards)));
        same.update(MESSAGE);
        if (verified || !Arrays.equals(same.sign(), cards)) {
            throw new IllegalStateException("RSA self-test: " + same.getProvider()
                    + " verifies what nobody signed, or does not give what the card does");
        }
    }

    private static KeyPair newKeyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PLATFORM);
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static Bytes signInSoftware(KeyPair pair, Bytes hash) {
        try {
            Signature platform = Signature.getInstance(SignatureKind.ECDSA_OF_HASH.algorithm(), PLATFORM);
            platform.initSign(pair.getPrivate());
            platform.update(hash.toArray());
            BigInteger order = P256.parameters().getOrder();
            BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(order, platform.sign());
            return Bytes.of(PlainDSAEncoding.INSTANCE.encode(order, rs[0], rs[1]));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("ECDSA self-test: SunEC cannot sign", e);
        }
    }
}
