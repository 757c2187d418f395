package iotsafe.credentials.jca;

import iotsafe.credentials.SecureElement;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The JCA provider of keys on IoT SAFE cards.
 *
 * <ul>
 *   <li>{@code Signature} SHA256withECDSA and NONEwithECDSA, {@code KeyAgreement} ECDH, {@code KeyPairGenerator} EC: a {@link CardPrivateKey} or
 *       {@link CardKeyGenParameterSpec} goes to the card, all else to SunEC.
 *   <li>{@code Signature} SHA256withRSA: a {@link CardRsaPrivateKey} goes to the card, all else to SunRsaSign. The provider can so stand
 *       before both, which {@link RoutingSignature} says who needs.
 *   <li>{@code KeyStore} IoTSAFE: the card's keys and certificates, for reading.
 *   <li>{@code SecureRandom} IotSafe, if a card was named: a generator in this JVM, seeded from the card.
 * </ul>
 *
 * <p>Which card: the argument after the name in {@code java.security}, or of {@link #configure(String)}; or an open one, by
 * {@link #of(SecureElement)} or {@link CardLoadStoreParameter}. A key knows its own card, so signing needs none.
 */
public final class IotSafeProvider extends Provider {
    private static final long serialVersionUID = 1L;

    /** The provider's name. */
    public static final String NAME = "IotSafe";
    /** The type of key store that a card is. */
    public static final String KEY_STORE = "IoTSAFE";

    private static final String AGREEING_KEYS =
            CardPrivateKey.class.getName() + "|java.security.interfaces.ECPrivateKey";
    private static final String KEY_CLASSES = "SupportedKeyClasses";

    /** A provider that was told no card, as {@code java.security} and {@code keytool} make it before they configure it. */
    public IotSafeProvider() {
        this(Optional.empty());
    }

    private IotSafeProvider(Optional<CardSource> named) {
        super(NAME, "1", "EC and RSA keys held on an IoT SAFE card");
        CardSource card = named.orElseGet(CardSource::none);
        for (SignatureKind kind : SignatureKind.values()) {
            offer(
                    "Signature",
                    kind.algorithm(),
                    RoutingSignature.class,
                    Map.of(KEY_CLASSES, kind.keyClasses()),
                    () -> new RoutingSignature(kind));
        }
        offer(
                "KeyAgreement",
                RoutingKeyAgreement.ALGORITHM,
                RoutingKeyAgreement.class,
                Map.of(KEY_CLASSES, AGREEING_KEYS),
                RoutingKeyAgreement::new);
        offer(
                "KeyPairGenerator",
                "EC",
                RoutingKeyPairGenerator.class,
                Map.of(),
                () -> new RoutingKeyPairGenerator(card));
        offer("KeyStore", KEY_STORE, CardKeyStore.class, Map.of(), () -> new CardKeyStore(card));
        if (named.isPresent()) {
            Supplier<CardSeededRandom> random = new SharedRandom(card);
            offer(
                    "SecureRandom",
                    NAME,
                    CardSecureRandom.class,
                    Map.of("ThreadSafe", "true"),
                    () -> new CardSecureRandom(random));
        }
    }

    /** A provider of a card that the program holds already, and closes. */
    public static IotSafeProvider of(SecureElement card) {
        return new IotSafeProvider(Optional.of(() -> card));
    }

    /**
     * A provider of the card that {@code argument} names; nothing is opened before the card is needed, and it is closed when the JVM ends.
     *
     * @param argument a reader's address, such as {@code pcsc:}, or the path of a properties file with {@code reader=pcsc:} and, optionally,
     *     {@code applet=} and an AID in hexadecimal. A wrong one is reported by whoever uses the card: Java itself would drop the
     *     provider without a word
     */
    @Override
    public Provider configure(String argument) {
        return new IotSafeProvider(Optional.of(new ConfiguredCard(argument)));
    }

    /**
     * Puts the provider before SunRsaSign and SunEC, once, and proves that the order holds. Call it before any class of Scandium or Californium loads.
     *
     * @throws IllegalStateException if another provider takes ECDSA or RSA first, so that no card key could ever sign
     */
    public static void install() {
        synchronized (IotSafeProvider.class) {
            if (Security.getProvider(NAME) == null) {
                Security.insertProviderAt(new IotSafeProvider(), positionOfPlatform());
            }
        }
        SelfTest.run();
    }

    private static int positionOfPlatform() {
        List<String> names =
                Arrays.stream(Security.getProviders()).map(Provider::getName).toList();
        return Arrays.stream(SignatureKind.values())
                        .mapToInt(kind -> names.indexOf(kind.platform()))
                        .map(index -> Math.max(index, 0))
                        .min()
                        .orElse(0)
                + 1;
    }

    private void offer(
            String type, String algorithm, Class<?> spi, Map<String, String> attributes, Supplier<Object> maker) {
        putService(new MadeService(this, type, algorithm, spi, attributes, maker));
    }

    /** A service that is given what it needs, where Java would call a constructor without arguments. */
    private static final class MadeService extends Service {
        private final Supplier<Object> maker;

        MadeService(
                Provider provider,
                String type,
                String algorithm,
                Class<?> spi,
                Map<String, String> attributes,
                Supplier<Object> maker) {
            super(provider, type, algorithm, spi.getName(), List.of(), attributes);
            this.maker = maker;
        }

        @Override
        public Object newInstance(Object unused) {
            return maker.get();
        }
    }

    /** The one generator of a provider, made when the first number is drawn: a provider is made while Java reads its configuration. */
    private static final class SharedRandom implements Supplier<CardSeededRandom> {
        private static final Duration PATIENCE = Duration.ofSeconds(2);

        private final CardSource card;
        private @Nullable CardSeededRandom made;

        SharedRandom(CardSource card) {
            this.card = card;
        }

        @Override
        public synchronized CardSeededRandom get() {
            CardSeededRandom known = made;
            if (known == null) {
                known = new CardSeededRandom(
                        card,
                        PATIENCE,
                        System::nanoTime,
                        SharedRandom::inBackground,
                        LoggerFactory.getLogger(CardSeededRandom.class));
                made = known;
            }
            return known;
        }

        private static void inBackground(Runnable seeding) {
            Thread thread = new Thread(seeding, "iotsafe-seed");
            thread.setDaemon(true);
            thread.start();
        }
    }
}
