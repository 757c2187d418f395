package iotsafe.client.config;

import iotsafe.bootstrap.lwm2m.data.WhenFull;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.CredentialUri.OnCard;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.PskForm;
import iotsafe.est.Fingerprint;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.security.auth.x500.X500Principal;

/** Understands the settings: each key has its one parser here. */
final class Binder {
    private static final int MOST_CONTAINERS = 2;
    private static final int MOST_ATTEMPTS = 1000;
    private static final int HIGHEST_SHORT_SERVER_ID = 65534;
    private static final int MOST_STORED = 100_000;

    private final Settings settings;
    private final Problems problems;

    Binder(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** Reads every value before it judges, so that one report has all mistakes. */
    AgentConfig bind() throws ConfigException {
        Optional<String> endpoint = one(ConfigKey.ENDPOINT, Values::endpoint);
        Optional<ReaderAddress> reader = one(ConfigKey.CARD_READER, ReaderAddress::parse);
        Optional<Bytes> applet = one(ConfigKey.CARD_APPLET, Values::applet);
        Optional<PskForm> pskForm = one(ConfigKey.CARD_PSK_FORM, Values.oneOf(PskForm.class));
        Optional<OnCard> pskTest = one(ConfigKey.CARD_PSK_TEST, Values::secret);
        Optional<URI> uri = one(ConfigKey.BOOTSTRAP_URI, Values::coapsUri);
        Optional<String> pskIdentity = one(ConfigKey.BOOTSTRAP_PSK_IDENTITY, Values::pskIdentity);
        boolean psk = settings.get(ConfigKey.BOOTSTRAP_PSK_IDENTITY).isPresent();
        Optional<OnCard> bootstrapKey =
                psk && settings.get(ConfigKey.BOOTSTRAP_KEY).isEmpty()
                        ? Optional.of(Values.secret(PskRules.DEFAULT_KEY))
                        : one(ConfigKey.BOOTSTRAP_KEY, psk ? Values::secret : PskRules::privateKey);
        List<CredentialUri> certificate = all(ConfigKey.BOOTSTRAP_CERTIFICATE, Values::publicData);
        List<CredentialUri> trust = all(ConfigKey.BOOTSTRAP_TRUST, Values::publicData);
        Optional<String> serverName = one(ConfigKey.BOOTSTRAP_SERVER_NAME, Values::hostName);
        Optional<Boolean> fromCard = one(ConfigKey.BOOTSTRAP_FROM_CARD, Values::flag);
        Optional<AgentConfig.Accounts> accounts =
                one(ConfigKey.ENROLMENT_ACCOUNTS, Values.oneOf(AgentConfig.Accounts.class));
        List<OnCard> enrolmentKeys = all(ConfigKey.ENROLMENT_KEY, Values::privateKey);
        Optional<X500Principal> subject = one(ConfigKey.ENROLMENT_SUBJECT, SubjectName::parse);
        List<String> alternativeNames = all(ConfigKey.ENROLMENT_SUBJECT_ALT_NAMES, SubjectName::alternative);
        Optional<String> path = one(ConfigKey.ENROLMENT_PATH, Values::uriPath);
        Optional<AgentConfig.Https> https = https();
        Optional<Duration> waitAtMost = one(ConfigKey.ENROLMENT_WAIT_AT_MOST, Values.duration("1s", "7d"));
        Optional<Boolean> overPsk = one(ConfigKey.ENROLMENT_OVER_PSK, Values::flag);
        Optional<AgentConfig.FactoryServer> factoryServer = factoryServer();
        Optional<String> managementIdentity = one(ConfigKey.MANAGEMENT_PSK_IDENTITY, Values::pskIdentity);
        Optional<OnCard> managementKey = one(ConfigKey.MANAGEMENT_KEY, Values::secret);
        Optional<Double> fromLifetime = one(ConfigKey.RENEWAL_FROM_LIFETIME, Values::percentage);
        Optional<Duration> beforeExpiry = one(ConfigKey.RENEWAL_BEFORE_EXPIRY, Values.duration("0s", "3650d"));
        Optional<Integer> attempts = one(ConfigKey.RENEWAL_ATTEMPTS, Values.number(1, MOST_ATTEMPTS));
        Optional<Boolean> factoryIdentity = one(ConfigKey.RENEWAL_FACTORY_IDENTITY, Values::flag);
        Optional<Duration> requestTimeout = one(ConfigKey.LWM2M_REQUEST_TIMEOUT, Values.duration("1s", "1h"));
        Optional<Duration> sessionTimeout = one(ConfigKey.LWM2M_BOOTSTRAP_SESSION_TIMEOUT, Values.duration("1s", "1h"));
        Optional<Boolean> deregister = one(ConfigKey.LWM2M_DEREGISTER_AT_STOP, Values::flag);
        Optional<AgentConfig.Data> data = data();
        Optional<String> manufacturer = one(ConfigKey.DEVICE_MANUFACTURER, Values::deviceText);
        Optional<String> model = one(ConfigKey.DEVICE_MODEL, Values::deviceText);
        Optional<String> serialNumber = one(ConfigKey.DEVICE_SERIAL_NUMBER, Values::deviceText);
        Optional<String> deviceType = one(ConfigKey.DEVICE_DEVICE_TYPE, Values::deviceText);
        Optional<String> hardwareVersion = one(ConfigKey.DEVICE_HARDWARE_VERSION, Values::deviceText);
        Optional<String> firmwareVersion = one(ConfigKey.DEVICE_FIRMWARE_VERSION, Values::deviceText);
        Optional<String> softwareVersion = one(ConfigKey.DEVICE_SOFTWARE_VERSION, Values::deviceText);
        Optional<Path> stateDir = one(ConfigKey.STATE_DIR, Values::path);
        Optional<AgentConfig.Seal.Policy> sealPolicy =
                one(ConfigKey.STATE_SEAL, Values.oneOf(AgentConfig.Seal.Policy.class));
        List<OnCard> sealKey = all(ConfigKey.STATE_SEAL_KEY, Values::sealKey);
        Optional<Duration> tolerance = one(ConfigKey.CLOCK_TOLERANCE, Values.duration("0s", "1d"));
        Optional<InetSocketAddress> listen = one(ConfigKey.HTTP_LISTEN, Values::loopback);
        Optional<Duration> grace = one(ConfigKey.HTTP_GRACE, Values.duration("0s", "7d"));
        Optional<AgentConfig.Log.Level> level = one(ConfigKey.LOG_LEVEL, Values.oneOf(AgentConfig.Log.Level.class));
        Optional<AgentConfig.Log.Format> format = one(ConfigKey.LOG_FORMAT, Values.oneOf(AgentConfig.Log.Format.class));
        Optional<Boolean> cardTrace = one(ConfigKey.LOG_CARD_TRACE, Values::flag);
        ManagedObjects objects = new ManagedObjectsBinder(this, settings, problems).bind();
        requireOtherContainers(bootstrapKey, enrolmentKeys);
        subject.ifPresent(name -> new SubjectName(settings, problems).check(name, endpoint));
        new PskRules(settings, problems).check(reader);
        sealPolicy.ifPresent(policy -> new SealRules(settings, problems).check(policy, sealKey, enrolmentKeys));
        reader.ifPresent(address -> new TokenRules(settings, problems).check(address));
        if (!problems.none()) {
            throw problems.toException();
        }
        return new AgentConfig(
                endpoint,
                new AgentConfig.Card(reader.orElseThrow(), applet, pskForm.orElseThrow(), pskTest),
                new AgentConfig.Bootstrap(
                        uri.orElseThrow(),
                        pskIdentity,
                        bootstrapKey.orElseThrow(),
                        certificate,
                        trust,
                        serverName,
                        fromCard.orElseThrow()),
                new AgentConfig.Enrolment(
                        accounts.orElseThrow(),
                        enrolmentKeys,
                        subject,
                        alternativeNames,
                        path,
                        waitAtMost.orElseThrow(),
                        overPsk.orElseThrow(),
                        https),
                new AgentConfig.Renewal(
                        fromLifetime.orElseThrow(),
                        beforeExpiry.orElseThrow(),
                        attempts.orElseThrow(),
                        factoryIdentity.orElseThrow()),
                factoryServer,
                managementIdentity.flatMap(
                        identity -> managementKey.map(key -> new AgentConfig.Management(identity, key))),
                new AgentConfig.Lwm2m(
                        requestTimeout.orElseThrow(), sessionTimeout.orElseThrow(), deregister.orElseThrow()),
                data.orElseThrow(),
                new AgentConfig.Device(
                        manufacturer,
                        model,
                        serialNumber,
                        deviceType,
                        hardwareVersion,
                        firmwareVersion,
                        softwareVersion),
                objects,
                stateDir.orElseThrow(),
                new AgentConfig.Seal(sealPolicy.orElseThrow(), sealKey),
                tolerance.orElseThrow(),
                new AgentConfig.Http(listen, grace.orElseThrow()),
                new AgentConfig.Log(level.orElseThrow(), format.orElseThrow(), cardTrace.orElseThrow()));
    }

    /** Empty only with a problem. */
    private Optional<AgentConfig.Data> data() {
        List<String> send = all(ConfigKey.DATA_SEND, Values::lwm2mPath);
        Optional<Duration> every = one(ConfigKey.DATA_SEND_EVERY, Values.duration("1s", "366d"));
        Optional<AgentConfig.SendFormat> format =
                one(ConfigKey.DATA_SEND_FORMAT, Values.oneOf(AgentConfig.SendFormat.class));
        Optional<Integer> storeAtMost = one(ConfigKey.DATA_STORE_AT_MOST, Values.number(0, MOST_STORED));
        Optional<WhenFull> whenFull = one(ConfigKey.DATA_WHEN_FULL, Values.oneOf(WhenFull.class));
        Optional<Boolean> queueMode = one(ConfigKey.LWM2M_QUEUE_MODE, Values::flag);
        Optional<Duration> awake = one(ConfigKey.LWM2M_AWAKE, Values.duration("1s", "1d"));
        if (every.isEmpty() || format.isEmpty() || storeAtMost.isEmpty() || whenFull.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AgentConfig.Data(
                send,
                every.get(),
                format.get(),
                storeAtMost.get(),
                whenFull.get(),
                awake.filter(any -> queueMode.orElse(false))));
    }

    /** Enrolment at a server of its own, if one is named; the other keys have no meaning without it. */
    private Optional<AgentConfig.Https> https() {
        Optional<URI> uri = one(ConfigKey.ENROLMENT_URI, Values::httpsUri);
        Optional<String> label = one(ConfigKey.ENROLMENT_LABEL, Values::estLabel);
        List<CredentialUri> trust = all(ConfigKey.ENROLMENT_TRUST, Values::publicData);
        Optional<Fingerprint> fingerprint = one(ConfigKey.ENROLMENT_FINGERPRINT, Values::fingerprint);
        Optional<String> user = one(ConfigKey.ENROLMENT_USER, Values::httpUser);
        Optional<Path> passwordFile = one(ConfigKey.ENROLMENT_PASSWORD_FILE, Values::path);
        if (settings.get(ConfigKey.ENROLMENT_URI).isEmpty()) {
            for (ConfigKey key : List.of(
                    ConfigKey.ENROLMENT_LABEL,
                    ConfigKey.ENROLMENT_TRUST,
                    ConfigKey.ENROLMENT_FINGERPRINT,
                    ConfigKey.ENROLMENT_USER,
                    ConfigKey.ENROLMENT_PASSWORD_FILE)) {
                without(key, ConfigKey.ENROLMENT_URI);
            }
            return Optional.empty();
        }
        without(ConfigKey.ENROLMENT_USER, ConfigKey.ENROLMENT_PASSWORD_FILE);
        without(ConfigKey.ENROLMENT_PASSWORD_FILE, ConfigKey.ENROLMENT_USER);
        if (settings.get(ConfigKey.ENROLMENT_TRUST).isEmpty()
                && settings.get(ConfigKey.ENROLMENT_FINGERPRINT).isEmpty()) {
            problems.add(
                    settings.get(ConfigKey.ENROLMENT_URI).orElseThrow().place(),
                    "enrolment.uri names a server, and nothing tells it from an impostor",
                    "name the anchors of its certificate in enrolment.trust, or its CA's fingerprint in enrolment.fingerprint");
        }
        return uri.filter(server -> !trust.isEmpty() || fingerprint.isPresent())
                .map(server -> new AgentConfig.Https(
                        server,
                        label,
                        trust,
                        fingerprint,
                        user.flatMap(name -> passwordFile.map(file -> new AgentConfig.Password(name, file)))));
    }

    /** A management server that needs no bootstrap, if one is named. */
    private Optional<AgentConfig.FactoryServer> factoryServer() {
        Optional<URI> uri = one(ConfigKey.MANAGEMENT_URI, Values::coapsUri);
        Optional<Integer> shortServerId =
                one(ConfigKey.MANAGEMENT_SHORT_SERVER_ID, Values.number(1, HIGHEST_SHORT_SERVER_ID));
        Optional<Duration> lifetime = one(ConfigKey.MANAGEMENT_LIFETIME, Values.duration("1s", "3650d"));
        List<CredentialUri> trust = all(ConfigKey.MANAGEMENT_TRUST, Values::publicData);
        Optional<String> serverName = one(ConfigKey.MANAGEMENT_SERVER_NAME, Values::hostName);
        without(ConfigKey.MANAGEMENT_TRUST, ConfigKey.MANAGEMENT_URI);
        without(ConfigKey.MANAGEMENT_SERVER_NAME, ConfigKey.MANAGEMENT_URI);
        return uri.flatMap(server -> shortServerId.flatMap(
                id -> lifetime.map(seconds -> new AgentConfig.FactoryServer(server, id, seconds, trust, serverName))));
    }

    void without(ConfigKey written, ConfigKey needed) {
        if (settings.get(written).isPresent() && settings.get(needed).isEmpty()) {
            problems.add(
                    settings.get(written).get().place(),
                    "%s has no meaning without %s".formatted(written.path(), needed.path()),
                    "add %s, or remove %s".formatted(needed.path(), written.path()));
        }
    }

    /** To generate a key pair where the bootstrap key is would destroy the identity the device was made with. */
    private void requireOtherContainers(Optional<OnCard> bootstrapKey, List<OnCard> enrolmentKeys) {
        settings.get(ConfigKey.ENROLMENT_KEY).ifPresent(written -> {
            if (written.items().size() > MOST_CONTAINERS) {
                problems.add(
                        written.place(),
                        "enrolment.key is a list of %d; two containers take turns"
                                .formatted(written.items().size()),
                        "name one or two");
            } else if (enrolmentKeys.size() == MOST_CONTAINERS
                    && enrolmentKeys.get(0).equals(enrolmentKeys.get(1))) {
                problems.add(
                        written.place(),
                        "enrolment.key names %s twice; two containers take turns".formatted(enrolmentKeys.get(0)),
                        "name one, or another");
            }
        });
        if (bootstrapKey.isPresent() && enrolmentKeys.contains(bootstrapKey.get())) {
            ConfigKey written = settings.get(ConfigKey.ENROLMENT_KEY).isPresent()
                    ? ConfigKey.ENROLMENT_KEY
                    : ConfigKey.BOOTSTRAP_KEY;
            problems.add(
                    settings.get(written).map(Setting::place).orElseGet(() -> settings.placeOfAbsent(written)),
                    "bootstrap.key and enrolment.key are both %s; a new key pair would destroy the bootstrap key"
                            .formatted(bootstrapKey.get()),
                    "name another container in enrolment.key");
        }
    }

    <T> Optional<T> one(ConfigKey key, Function<String, T> parser) {
        Optional<Setting> setting = settings.get(key);
        if (setting.isEmpty()) {
            return absent(key).map(parser);
        }
        if (setting.get().list()) {
            problems.add(setting.get().place(), key.path() + " is a list; it takes one value");
            return Optional.empty();
        }
        return parse(key, setting.get().items().get(0), parser);
    }

    <T> List<T> all(ConfigKey key, Function<String, T> parser) {
        Optional<Setting> setting = settings.get(key);
        if (setting.isEmpty()) {
            return absent(key).map(parser).stream().toList();
        }
        if (setting.get().items().isEmpty()) {
            problems.add(setting.get().place(), key.path() + " is an empty list; it needs at least one value");
        }
        List<T> values = new ArrayList<>();
        for (Setting.Item item : setting.get().items()) {
            parse(key, item, parser).ifPresent(values::add);
        }
        return values;
    }

    private Optional<String> absent(ConfigKey key) {
        if (key.isRequired() && !settings.isRefused(key)) {
            problems.add(
                    settings.placeOfAbsent(key),
                    key.path() + " is missing; it has no default",
                    "write %s, or set %s".formatted(example(key), key.variable()));
        }
        return key.byDefault();
    }

    private static String example(ConfigKey key) {
        return key == ConfigKey.CARD_READER
                ? "\"reader: 'pcsc:'\" below \"card:\""
                : "\"uri: coaps://HOST:5684\" below \"bootstrap:\"";
    }

    private <T> Optional<T> parse(ConfigKey key, Setting.Item item, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(item.text()));
        } catch (BadValueException e) {
            report(key, item, e, e.hint());
        } catch (IllegalArgumentException e) { // from the parsers of other packages, whose messages are sentences too
            report(key, item, e, Optional.empty());
        }
        return Optional.empty();
    }

    private void report(ConfigKey key, Setting.Item item, IllegalArgumentException e, Optional<String> hint) {
        problems.add(
                item.place(),
                "%s is %s; %s"
                        .formatted(
                                key.path(), Printable.quote(item.text()), Printable.of(String.valueOf(e.getMessage()))),
                hint.orElse(null));
    }
}
