package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.credentials.jca.IotSafeProvider;
import iotsafe.est.RequestedNames;
import iotsafe.est.ValidityClock;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything outside of the flow, in memory and scripted: by default a card that works and servers that say yes. */
public final class World {
    public static final CredentialUri.OnCard FACTORY_KEY = onCard("iotsafe:type=private;id=01");
    public static final CredentialUri.OnCard FACTORY_CERTIFICATE = onCard("iotsafe:type=file;id=01");
    public static final CredentialUri.OnCard ENROLMENT_KEY = onCard("iotsafe:type=private;id=02");
    public static final CredentialUri.OnCard SECOND_KEY = onCard("iotsafe:type=private;id=03");
    public static final URI BOOTSTRAP_URI = URI.create("coaps://bs.example:5684");
    public static final URI SERVER_URI = URI.create("coaps://lwm2m.example:5684");
    /** One account in certificate mode with EST. */
    public static final ServerAccount EST_ACCOUNT = new ServerAccount(123, SERVER_URI, ServerAccount.Mode.EST);

    public static final ServerAccount CERTIFICATE_ACCOUNT =
            new ServerAccount(123, SERVER_URI, ServerAccount.Mode.CERTIFICATE);

    static {
        IotSafeProvider.install();
    }

    final Events events = new Events();
    final TestCa ca = TestCa.root("CN=Operator CA");
    final SoftCard card = new SoftCard(events);
    final ScriptedBootstrap bootstrap = new ScriptedBootstrap(this);
    final ScriptedManagement management = new ScriptedManagement(this);
    final ScriptedEnrolment enrolment = new ScriptedEnrolment(this);
    final MemoryStore store = new MemoryStore(events);
    final Told told = new Told();
    final List<Duration> pauses = new ArrayList<>();
    final SettableClock clock = new SettableClock(TestCa.NOW);
    boolean ordered;
    Settings settings = new Settings(
            Optional.of("dev1"),
            BOOTSTRAP_URI,
            FACTORY_KEY,
            List.of(CertificateSource.onCard(FACTORY_CERTIFICATE)),
            List.of(CertificateSource.known(List.of(ca.certificate()))),
            List.of(ENROLMENT_KEY),
            EnrolmentPolicy.MODE_4,
            Duration.ofHours(1),
            RenewalPolicy.USUAL);

    World() {
        makeFactoryIdentity("CN=dev1");
    }

    /** A new factory key with a certificate for {@code subject}. */
    void makeFactoryIdentity(String subject) {
        try {
            card.put(
                    FACTORY_CERTIFICATE,
                    ca.client(subject, card.put(FACTORY_KEY)).getEncoded());
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    /** Leaves the endpoint name to the factory certificate. */
    World namedByTheCertificate() {
        settings = new Settings(
                Optional.empty(),
                settings.bootstrapServer(),
                settings.factoryKey(),
                settings.factoryCertificate(),
                settings.bootstrapAnchors(),
                settings.enrolmentKeys(),
                settings.enrolment(),
                settings.patience(),
                settings.renewal());
        return this;
    }

    World enrolling(EnrolmentPolicy policy) {
        settings = new Settings(
                settings.endpoint(),
                settings.bootstrapServer(),
                settings.factoryKey(),
                settings.factoryCertificate(),
                settings.bootstrapAnchors(),
                settings.enrolmentKeys(),
                policy,
                settings.patience(),
                settings.renewal());
        return this;
    }

    /** With names from the configuration. */
    World naming(RequestedNames names) {
        settings = new Settings(
                settings.endpoint(),
                settings.bootstrapServer(),
                settings.factoryKey(),
                settings.factoryCertificate(),
                settings.bootstrapAnchors(),
                settings.enrolmentKeys(),
                settings.enrolment(),
                settings.patience(),
                settings.renewal(),
                settings.bootstrapPsk(),
                settings.enrolmentOverPsk(),
                names);
        return this;
    }

    /** With these containers for new keys. */
    World withContainers(CredentialUri.OnCard... containers) {
        return with(settings.renewal(), containers);
    }

    World with(RenewalPolicy renewal, CredentialUri.OnCard... containers) {
        settings = new Settings(
                settings.endpoint(),
                settings.bootstrapServer(),
                settings.factoryKey(),
                settings.factoryCertificate(),
                settings.bootstrapAnchors(),
                List.of(containers),
                settings.enrolment(),
                settings.patience(),
                renewal);
        return this;
    }

    Outside outside() {
        return new Outside(
                card,
                bootstrap,
                management,
                store,
                settings,
                new ValidityClock(clock, Duration.ofMinutes(5)),
                duration -> {
                    events.add("pause");
                    pauses.add(duration);
                    clock.advance(duration);
                    if (Thread.interrupted()) {
                        throw new InterruptedException("in a pause");
                    }
                },
                enrolment,
                () -> {
                    boolean now = ordered;
                    ordered = false;
                    return now;
                });
    }

    /** A flow at its beginning, as after a start of the process. */
    Flow flow() {
        return new Flow(outside(), told, Told.TINY);
    }

    /** Brings a new device to Managed and forgets how it got there. */
    Managed managed() throws Exception {
        Managed managed = flow().onceUntilManaged();
        events.clear();
        told.clear();
        return managed;
    }

    /** What a DTLS handshake asks of the card: a signature that fits the certificate. */
    static void handshake(ClientIdentity identity) throws CardException {
        try {
            Bytes hash = Bytes.of(MessageDigest.getInstance("SHA-256").digest(new byte[] {1, 2, 3}));
            Bytes signature = identity.key().signer().sign(hash);
            Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
            verifier.initVerify(identity.certificate());
            verifier.update(hash.toArray());
            if (!verifier.verify(signature.toArray())) {
                throw new CardException.Refused(identity.key() + " is not the key of the certificate");
            }
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String name(CredentialUri.OnCard key) {
        return Map.of(FACTORY_KEY, "factory", ENROLMENT_KEY, "enrolled", SECOND_KEY, "second")
                .getOrDefault(key, key.toString());
    }

    static List<String> subjects(List<X509Certificate> chain) {
        return chain.stream()
                .map(each -> each.getSubjectX500Principal().getName())
                .toList();
    }

    static CredentialUri.OnCard onCard(String uri) {
        return (CredentialUri.OnCard) CredentialUri.parse(uri);
    }

    static Instant afterNow(Duration duration) {
        return TestCa.NOW.plus(duration);
    }
}
