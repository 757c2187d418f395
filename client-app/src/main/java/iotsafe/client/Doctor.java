package iotsafe.client;

import iotsafe.bootstrap.DeviceClock;
import iotsafe.bootstrap.FactoryIdentity;
import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.StateException;
import iotsafe.bootstrap.lwm2m.LwM2mSettings;
import iotsafe.bootstrap.lwm2m.ServerProbe;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ConfigException;
import iotsafe.client.config.ReaderAddress;
import iotsafe.client.objects.MappedObjects;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.credentials.dtls.PskAbility;
import iotsafe.credentials.dtls.PskForm;
import iotsafe.est.ValidityClock;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Goes the way that the agent will go, from the reader to the bootstrap server, and changes nothing: no key, no file, no account. */
public final class Doctor implements AutoCloseable {
    private final AgentConfig config;
    private final BiConsumer<String, String> finding;
    private final SecureElement card;
    private final ValidityClock clock;

    /**
     * Prepares an examination.
     *
     * @param finding is told what was looked at, and what was found to be in order
     */
    public Doctor(AgentConfig config, BiConsumer<String, String> finding) {
        this.config = config;
        this.finding = finding;
        this.card = CardAccess.secureElement(config.card());
        DeviceClock time = new DeviceClock(Clock.systemUTC(), AgentVersion.built());
        this.clock = new ValidityClock(time, config.clockTolerance(), time::isUnset);
    }

    /** Looks at everything in turn; throws at the first obstacle, whose message says what to do. */
    public void examine()
            throws CardException, ConfigException, ServerException, StateException, UnusableFileException,
                    InterruptedException {
        examineMappedObjects();
        Settings settings = AgentSettings.flow(config);
        LwM2mSettings lwm2m = AgentSettings.lwm2m(config);
        card.connect();
        finding.accept(
                isToken() ? "token" : "applet",
                "%s answers at %s"
                        .formatted(
                                isToken() ? "a PKCS#11 token" : "an IoT SAFE applet",
                                config.card().reader()));
        List<CardObject> objects = card.objects();
        CardObject key =
                requireContainer(objects, "bootstrap.key", config.bootstrap().key(), true);
        if (config.bootstrap().fromCard()) {
            examineBootstrapFile();
        }
        ServerProbe probe = new ServerProbe(lwm2m, clock);
        Optional<PskName> psk = settings.bootstrapPsk();
        String suite = psk.isPresent() ? examine(probe, settings, psk.get()) : examine(probe, settings, objects, key);
        finding.accept(
                "server", "%s shook hands (%s)".formatted(config.bootstrap().uri(), suite));
        finding.accept("card", card.exchanges() + " exchanges in all");
    }

    private void examineMappedObjects() throws ConfigException {
        int count = config.objects().mapped().size();
        if (count > 0) {
            new MappedObjects(config.objects().mapped()).close();
            finding.accept("models", "%d for the objects of the configuration".formatted(count));
        }
    }

    private String examine(ServerProbe probe, Settings settings, List<CardObject> objects, CardObject factoryKey)
            throws CardException, ServerException, StateException, InterruptedException {
        examineContainers(objects, factoryKey);
        FactoryIdentity factory = FactoryIdentity.read(card, settings);
        examineDates(factory.identity().certificate());
        finding.accept("endpoint", factory.endpoint());
        examineState();
        return probe.handshake(factory.identity(), factory.anchors());
    }

    private String examine(ServerProbe probe, Settings settings, PskName psk)
            throws CardException, ServerException, StateException, InterruptedException {
        CardPsks psks = AgentSettings.cardPsks(config.card(), card);
        PskAbility ability = psks.ability(psk.key());
        finding.accept(
                "psk",
                "%s holds a %s; suites: PSK%s"
                        .formatted(
                                psk.key(),
                                ability.form() == PskForm.KEY ? "key" : "pre-master secret",
                                ability.ecdhe() ? " and ECDHE_PSK" : ""));
        finding.accept("endpoint", settings.endpoint().orElse(psk.identity()));
        examineState();
        return probe.handshake(psk, psks);
    }

    private void examineBootstrapFile() throws CardException {
        finding.accept(
                "smartcard",
                card.bootstrapFile()
                        .map(file -> "%d bytes of bootstrap data beside the applet".formatted(file.length()))
                        .orElse("no bootstrap data beside the applet"));
    }

    private void examineState() throws StateException {
        StateFile state = new StateFile(config.stateDir(), StateAccess.seal(config, card));
        state.requireWritable();
        boolean provisioned = state.peek().managed().isPresent();
        finding.accept("state folder", config.stateDir() + (provisioned ? "" : ", nothing saved yet"));
    }

    private void examineContainers(List<CardObject> objects, CardObject factory) throws CardException {
        if (isToken()) { // it makes room for a new key pair when one is generated
            finding.accept("objects", objects.size() + " on the token; the key for bootstrap is among them");
            return;
        }
        for (CredentialUri.OnCard key : config.enrolment().keys()) {
            if (factory.equals(requireContainer(objects, "enrolment.key", key, false))) {
                throw new CardException.Refused(
                        "bootstrap.key and enrolment.key name one container, %s: a key generated there would destroy the factory key"
                                .formatted(factory.uri()));
            }
        }
        finding.accept("containers", objects.size() + " on the card; those for bootstrap and enrolment are among them");
    }

    private boolean isToken() {
        return config.card().reader() instanceof ReaderAddress.Pkcs11;
    }

    private static CardObject requireContainer(
            List<CardObject> objects, String key, CredentialUri.OnCard wanted, boolean filled) throws CardException {
        CardObject found = objects.stream()
                .filter(object -> object.isNamed(wanted))
                .findFirst()
                .orElseThrow(() -> new CardException.Refused(
                        "%s: the card has no %s; card inspect shows what it has".formatted(key, wanted)));
        if (filled && !found.filled().orElse(true)) {
            throw new CardException.Refused(
                    "%s: %s is empty; its key has to be there when the SIM is made".formatted(key, wanted));
        }
        return found;
    }

    private void examineDates(X509Certificate certificate) throws CardException {
        Instant now = clock.clock().instant();
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.plus(clock.lag()).isBefore(begin) || now.isAfter(end)) {
            throw new CardException.Refused(
                    "bootstrap.certificate is valid from %s to %s, and the clock here says %s; set the clock, or have the SIM renewed"
                            .formatted(begin, end, now));
        }
        finding.accept(
                "certificate",
                "\"%s\" until %s"
                        .formatted(certificate.getSubjectX500Principal().getName(), end));
    }

    @Override
    public void close() {
        card.close();
    }
}
