package iotsafe.credentials.jca;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * The JCA provider of keys on IoT SAFE cards: {@code SHA256withECDSA} and {@code NONEwithECDSA} for a {@link CardPrivateKey}.
 *
 * <p>It stands before SunEC and passes every other key on to it; {@link RoutingSignature} says why.
 */
public final class IotSafeProvider extends Provider {
    private static final long serialVersionUID = 1L;

    /** The provider's name. */
    public static final String NAME = "IotSafe";

    static final String SIGNS_MESSAGES = "SHA256withECDSA";
    private static final String SIGNS_HASHES = "NONEwithECDSA";
    private static final String KEY_CLASSES = String.join(
            "|",
            CardPrivateKey.class.getName(),
            "java.security.interfaces.ECPublicKey",
            "java.security.interfaces.ECPrivateKey");

    /** Makes the provider; it holds no card: each key brings its own. */
    public IotSafeProvider() {
        super(NAME, "1", "EC keys held on an IoT SAFE card");
        for (String algorithm : List.of(SIGNS_MESSAGES, SIGNS_HASHES)) {
            putService(new SignatureService(this, algorithm));
        }
    }

    /**
     * Puts the provider before SunEC, once, and proves that the order holds. Call it before any class of Scandium or Californium loads.
     *
     * @throws IllegalStateException if another provider takes ECDSA first, so that no card key could ever sign
     */
    public static void install() {
        synchronized (IotSafeProvider.class) {
            if (Security.getProvider(NAME) == null) {
                Security.insertProviderAt(new IotSafeProvider(), positionOfSunEc());
            }
        }
        selfTest();
    }

    private static int positionOfSunEc() {
        List<String> names =
                Arrays.stream(Security.getProviders()).map(Provider::getName).toList();
        int index = names.indexOf("SunEC");
        return index < 0 ? 1 : index + 1;
    }

    /** What Scandium does in one handshake: one object verifies for a peer's key, then signs for a card's. */
    private static void selfTest() {
        try {
            KeyPair pair = newKeyPair();
            Signature same = Signature.getInstance(SIGNS_MESSAGES);
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
                            .formatted(e.getMessage(), NAME),
                    e);
        }
    }

    private static KeyPair newKeyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static Bytes signInSoftware(KeyPair pair, Bytes hash) {
        try {
            Signature platform = Signature.getInstance(SIGNS_HASHES, "SunEC");
            platform.initSign(pair.getPrivate());
            platform.update(hash.toArray());
            BigInteger order = P256.parameters().getOrder();
            BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(order, platform.sign());
            return Bytes.of(PlainDSAEncoding.INSTANCE.encode(order, rs[0], rs[1]));
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("ECDSA self-test: SunEC cannot sign", e);
        }
    }

    private static final class SignatureService extends Service {
        SignatureService(Provider provider, String algorithm) {
            super(
                    provider,
                    "Signature",
                    algorithm,
                    RoutingSignature.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", KEY_CLASSES));
        }

        @Override
        public Object newInstance(Object unused) {
            return new RoutingSignature(getAlgorithm());
        }
    }
}
