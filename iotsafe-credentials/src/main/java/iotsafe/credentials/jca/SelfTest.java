package iotsafe.credentials.jca;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** Proves, without a card, that this JVM's signatures reach {@link RoutingSignature}. */
final class SelfTest {
    private static final String PLATFORM = "SunEC";

    private SelfTest() {}

    /**
     * What Scandium does in one handshake: one object verifies for a peer's key, then signs for a card's.
     *
     * @throws IllegalStateException if another provider takes ECDSA first, so that no card key could ever sign
     */
    static void run() {
        try {
            KeyPair pair = newKeyPair();
            Signature same = Signature.getInstance(IotSafeProvider.SIGNS_MESSAGES);
            byte[] message = {1, 2, 3};
            same.initSign(pair.getPrivate());
            same.update(message);
            byte[] peers = same.sign();
            same.initVerify(pair.getPublic());
            same.update(message);
            boolean verified = same.verify(peers);
            same.initSign(new CardPrivateKey(
                    CredentialUri.OnCard.byLabel(ObjectType.PRIVATE, Bytes.of((byte) '?')),
                    hash -> signInSoftware(pair, hash)));
            same.update(message);
            byte[] cards = same.sign();
            same.initVerify(pair.getPublic());
            same.update(message);
            if (!verified || !same.verify(cards)) {
                throw new IllegalStateException(
                        "ECDSA self-test: a signature of " + same.getProvider() + " does not verify");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "ECDSA self-test failed (%s): another JCA provider stands before %s; remove it from java.security or CALIFORNIUM_JCE_PROVIDER"
                            .formatted(e.getMessage(), IotSafeProvider.NAME),
                    e);
        }
    }

    private static KeyPair newKeyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PLATFORM);
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static Bytes signInSoftware(KeyPair pair, Bytes hash) {
        try {
            Signature platform = Signature.getInstance(IotSafeProvider.SIGNS_HASHES, PLATFORM);
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
