package iotsafe.client.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every key there is, with its default. The sample {@code config/agent.yaml} explains each; a test keeps the two together. */
enum ConfigKey {
    ENDPOINT("endpoint", false),
    CARD_READER("card.reader", true),
    CARD_APPLET("card.applet", false),
    CARD_PSK_FORM("card.psk-form", "key"),
    CARD_PSK_TEST("card.psk-test", false),
    BOOTSTRAP_URI("bootstrap.uri", true),
    BOOTSTRAP_PSK_IDENTITY("bootstrap.psk-identity", false),
    BOOTSTRAP_KEY("bootstrap.key", "iotsafe:type=private;id=01"),
    BOOTSTRAP_CERTIFICATE("bootstrap.certificate", "iotsafe:type=file;id=02"),
    BOOTSTRAP_TRUST("bootstrap.trust", "iotsafe:type=file;id=03"),
    BOOTSTRAP_SERVER_NAME("bootstrap.server-name", false),
    BOOTSTRAP_FROM_CARD("bootstrap.from-card", "false"),
    ENROLMENT_ACCOUNTS("enrolment.accounts", "mode-4"),
    ENROLMENT_KEY("enrolment.key", "iotsafe:type=private;id=05"),
    ENROLMENT_SUBJECT("enrolment.subject", false),
    ENROLMENT_SUBJECT_ALT_NAMES("enrolment.subject-alt-names", false),
    ENROLMENT_PATH("enrolment.path", false),
    ENROLMENT_WAIT_AT_MOST("enrolment.wait-at-most", "1h"),
    ENROLMENT_OVER_PSK("enrolment.over-psk", "false"),
    ENROLMENT_URI("enrolment.uri", false),
    ENROLMENT_LABEL("enrolment.label", false),
    ENROLMENT_TRUST("enrolment.trust", false),
    ENROLMENT_FINGERPRINT("enrolment.fingerprint", false),
    ENROLMENT_USER("enrolment.user", false),
    ENROLMENT_PASSWORD_FILE("enrolment.password-file", false),
    RENEWAL_FROM_LIFETIME("renewal.from-lifetime", "80%"),
    RENEWAL_BEFORE_EXPIRY("renewal.before-expiry", "30d"),
    RENEWAL_ATTEMPTS("renewal.attempts", "10"),
    RENEWAL_FACTORY_IDENTITY("renewal.factory-identity", "true"),
    MANAGEMENT_URI("management.uri", false),
    MANAGEMENT_SHORT_SERVER_ID("management.short-server-id", "1"),
    MANAGEMENT_LIFETIME("management.lifetime", "1d"),
    MANAGEMENT_TRUST("management.trust", false),
    MANAGEMENT_SERVER_NAME("management.server-name", false),
    MANAGEMENT_PSK_IDENTITY("management.psk-identity", false),
    MANAGEMENT_KEY("management.key", false),
    LWM2M_REQUEST_TIMEOUT("lwm2m.request-timeout", "2m"),
    LWM2M_BOOTSTRAP_SESSION_TIMEOUT("lwm2m.bootstrap-session-timeout", "247s"),
    LWM2M_DEREGISTER_AT_STOP("lwm2m.deregister-at-stop", "false"),
    LWM2M_QUEUE_MODE("lwm2m.queue-mode", "false"),
    LWM2M_AWAKE("lwm2m.awake", "93s"),
    DATA_SEND("data.send", false),
    DATA_SEND_EVERY("data.send-every", "1h"),
    DATA_SEND_FORMAT("data.send-format", "cbor"),
    DATA_STORE_AT_MOST("data.store-at-most", "1000"),
    DATA_WHEN_FULL("data.when-full", "drop-oldest"),
    DEVICE_MANUFACTURER("device.manufacturer", false),
    DEVICE_MODEL("device.model", false),
    DEVICE_SERIAL_NUMBER("device.serial-number", false),
    DEVICE_DEVICE_TYPE("device.device-type", false),
    DEVICE_HARDWARE_VERSION("device.hardware-version", false),
    DEVICE_FIRMWARE_VERSION("device.firmware-version", false),
    DEVICE_SOFTWARE_VERSION("device.software-version", false),
    DEVICE_REBOOT("device.reboot", false),
    DEVICE_FACTORY_RESET("device.factory-reset", false),
    FIRMWARE_INSTALL("firmware.install", false),
    FIRMWARE_INSTALL_LIMIT("firmware.install-limit", "30m"),
    FIRMWARE_CONFIRM("firmware.confirm", false),
    FIRMWARE_DESCRIBE("firmware.describe", false),
    FIRMWARE_TRUST("firmware.trust", false),
    FIRMWARE_UNSIGNED("firmware.unsigned", "false"),
    FIRMWARE_LARGEST("firmware.largest", "64MiB"),
    FIRMWARE_HTTPS_TRUST("firmware.https-trust", false),
    LOCATION_FILE("location.file", false),
    LOCATION_COMMAND("location.command", false),
    OBJECTS("objects", false),
    STATE_DIR("state.dir", "/var/lib/iotsafe-agent"),
    STATE_SEAL("state.seal", "auto"),
    STATE_SEAL_KEY("state.seal-key", false),
    CLOCK_TOLERANCE("clock.tolerance", "5m"),
    HTTP_LISTEN("http.listen", false),
    HTTP_GRACE("http.grace", "5m"),
    LOG_LEVEL("log.level", "info"),
    LOG_FORMAT("log.format", "auto"),
    LOG_CARD_TRACE("log.card-trace", "false");

    /** What every environment variable of the agent starts with. */
    static final String VARIABLE_PREFIX = "IOTSAFE_";

    private final String path;
    private final boolean required;
    private final Optional<String> byDefault;

    ConfigKey(String path, boolean required) {
        this.path = path;
        this.required = required;
        this.byDefault = Optional.empty();
    }

    ConfigKey(String path, String byDefault) {
        this.path = path;
        this.required = false;
        this.byDefault = Optional.of(byDefault);
    }

    /** Section and key: {@code card.reader}. */
    String path() {
        return path;
    }

    /** The part before the dot; empty for a key at the top of the file. */
    String section() {
        return path.substring(0, Math.max(0, path.indexOf('.')));
    }

    /** The part after the dot, as it stands in the file. */
    String word() {
        return path.substring(path.indexOf('.') + 1);
    }

    boolean isRequired() {
        return required;
    }

    /** Whether it takes several values, in which case one alone may stand without brackets. */
    boolean isList() {
        return this == BOOTSTRAP_CERTIFICATE
                || this == BOOTSTRAP_TRUST
                || this == ENROLMENT_KEY
                || this == ENROLMENT_SUBJECT_ALT_NAMES
                || this == ENROLMENT_TRUST
                || this == MANAGEMENT_TRUST
                || this == STATE_SEAL_KEY
                || this == DEVICE_REBOOT
                || this == DEVICE_FACTORY_RESET
                || this == FIRMWARE_INSTALL
                || this == FIRMWARE_CONFIRM
                || this == FIRMWARE_DESCRIBE
                || this == FIRMWARE_TRUST
                || this == FIRMWARE_HTTPS_TRUST
                || this == LOCATION_COMMAND
                || this == DATA_SEND;
    }

    /** What stands for an absent value, in the words of the file; empty if the key is required, or absent is a value of its own. */
    Optional<String> byDefault() {
        return byDefault;
    }

    /** The environment variable that overrides it: {@code IOTSAFE_CARD_READER}. */
    String variable() {
        return VARIABLE_PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The key of this word in this section, if there is one. */
    static Optional<ConfigKey> find(String section, String word) {
        return in(section).stream().filter(key -> key.word().equals(word)).findFirst();
    }

    /** The keys of a section, in the order of the file; the empty section is the top of the file. */
    static List<ConfigKey> in(String section) {
        return Arrays.stream(values())
                .filter(key -> key.section().equals(section))
                .toList();
    }

    /** All sections, in the order of the file. */
    static List<String> sections() {
        return Arrays.stream(values())
                .map(ConfigKey::section)
                .filter(section -> !section.isEmpty())
                .distinct()
                .toList();
    }
}
