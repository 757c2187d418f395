package iotsafe.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake, with the very block that a person reads. */
class ConfigMistakesTest {
    private static final String LEAST = """
            card:
              reader: "pcsc:"
            bootstrap:
              uri: coaps://boot.example.com
            """;

    @Test
    void all_mistakes_are_told_at_once_in_the_order_of_the_lines() {
        assertThat(mistakesIn("""
                card:
                  raeder: simulator:x
                bootstrap:
                  uri: coap://boot.example.com
                  key: iotsafe:typ=private;id=01
                log:
                  level: inf
                  level: warn
                """)).isEqualTo("""
                agent.yaml:1:1: error: card.reader is missing; it has no default
                    1 | card:
                        ^^^^
                hint: write "reader: 'pcsc:'" below "card:", or set IOTSAFE_CARD_READER
                agent.yaml:2:3: error: "raeder" is no key of card
                    2 |   raeder: simulator:x
                          ^^^^^^
                hint: did you mean "reader"?
                agent.yaml:4:8: error: bootstrap.uri is "coap://boot.example.com"; its scheme must be coaps
                    4 |   uri: coap://boot.example.com
                               ^^^^^^^^^^^^^^^^^^^^^^^
                hint: did you mean "coaps://boot.example.com"?
                agent.yaml:5:8: error: bootstrap.key is "iotsafe:typ=private;id=01"; attribute "typ" is unknown; there are "type", "id" and "label"
                    5 |   key: iotsafe:typ=private;id=01
                               ^^^^^^^^^^^^^^^^^^^^^^^^^
                agent.yaml:7:10: error: log.level is "inf"; it can be "error", "warn", "info", "debug" or "trace"
                    7 |   level: inf
                                 ^^^
                hint: did you mean "info"?
                agent.yaml:8:3: error: log.level stands twice; the first is in line 7
                    8 |   level: warn
                          ^^^^^
                hint: remove one of them""");
    }

    @Test
    void an_EST_server_needs_something_to_tell_it_from_an_impostor_and_its_keys_need_a_server() {
        String rest = "card: {reader: 'simulator:x'}\nbootstrap: {uri: 'coaps://b.example'}\n";
        assertThat(mistakesIn(rest + "enrolment: {uri: 'https://est.example'}"))
                .contains("enrolment.uri names a server, and nothing tells it from an impostor");
        assertThat(mistakesIn(rest + "enrolment: {uri: 'http://est.example', fingerprint: ab, label: cacerts}"))
                .contains("it must be https", "is neither SHA-256", "is the name of an operation");
        assertThat(mistakesIn(rest + "enrolment: {label: ca, user: me}"))
                .contains("enrolment.label has no meaning without enrolment.uri")
                .contains("enrolment.user has no meaning without enrolment.uri");
        assertThat(mistakesIn(rest + "enrolment: {uri: 'https://est.example', trust: 'file:/ca.pem', user: me}"))
                .contains("enrolment.user has no meaning without enrolment.password-file");
    }

    @Test
    void names_for_requests_must_be_names() {
        assertThat(mistakesIn(LEAST + "enrolment:\n  subject: Meters\n  subject-alt-names: [dns:a b, dev1]\n"))
                .isEqualTo("""
                agent.yaml:6:12: error: enrolment.subject is "Meters"; it is no distinguished name (Incorrect AVA format)
                    6 |   subject: Meters
                                   ^^^^^^
                hint: write it as in RFC 4514, for example OU=Meters,O=Example
                agent.yaml:7:23: error: enrolment.subject-alt-names is "dns:a b"; "a b" is not a host name
                    7 |   subject-alt-names: [dns:a b, dev1]
                                              ^^^^^^^
                hint: for example dns:dev1.example.com, uri:urn:imei:490154203237518 or ip:192.0.2.1
                agent.yaml:7:32: error: enrolment.subject-alt-names is "dev1"; it must begin with dns:, uri:, ip: or email:
                    7 |   subject-alt-names: [dns:a b, dev1]
                                                       ^^^^
                hint: for example dns:dev1.example.com, uri:urn:imei:490154203237518 or ip:192.0.2.1""");
    }

    @Test
    void a_common_name_in_the_subject_must_be_the_endpoint_name() {
        String subject = "enrolment: {subject: 'CN=dev1,O=Example'}\n";
        assertThat(mistakesIn(LEAST + subject))
                .contains("agent.yaml:5:22: error: enrolment.subject has a CN, and endpoint is not set to it")
                .contains("hint: leave the CN out: the endpoint name is added");
        assertThat(mistakesIn(LEAST + "endpoint: dev2\n" + subject))
                .contains("agent.yaml:6:22: error: enrolment.subject has another CN than endpoint");
    }

    @Test
    void a_section_that_is_missing_is_missed_at_the_start_of_the_file() {
        assertThat(mistakesIn("# mine\nlog: {}\n")).isEqualTo("""
                agent.yaml:2:1: error: card.reader is missing; it has no default
                    2 | log: {}
                        ^
                hint: write "reader: 'pcsc:'" below "card:", or set IOTSAFE_CARD_READER
                agent.yaml:2:1: error: bootstrap.uri is missing; it has no default
                    2 | log: {}
                        ^
                hint: write "uri: coaps://HOST:5684" below "bootstrap:", or set IOTSAFE_BOOTSTRAP_URI""");
    }

    @Test
    void a_required_key_without_a_value_is_missing_where_it_stands() {
        assertThat(mistakesIn("card: {reader: }\nbootstrap: {uri: coaps://b}\n"))
                .isEqualTo("""
                agent.yaml:1:8: error: card.reader is missing; it has no default
                    1 | card: {reader: }
                               ^^^^^^
                hint: write "reader: 'pcsc:'" below "card:", or set IOTSAFE_CARD_READER""");
    }

    @Test
    void an_unknown_key_that_is_known_elsewhere_is_sent_there() {
        assertThat(mistakesIn(LEAST + "reader: 'pcsc:'\n")).isEqualTo("""
                agent.yaml:5:1: error: "reader" is no key
                    5 | reader: 'pcsc:'
                        ^^^^^^
                hint: it belongs below "card:\"""");
    }

    @Test
    void an_unknown_key_like_no_other_gets_the_list() {
        assertThat(mistakesIn(LEAST + "clock: {ntp-server: a}\n")).isEqualTo("""
                agent.yaml:5:9: error: "ntp-server" is no key of clock
                    5 | clock: {ntp-server: a}
                                ^^^^^^^^^^
                hint: clock has tolerance""");
    }

    @Test
    void a_value_where_a_section_should_be() {
        assertThat(mistakesIn("card: 'pcsc:'\nbootstrap: {uri: coaps://b}\n")).isEqualTo("""
                agent.yaml:1:7: error: card is a single value; it must be a section with keys below it
                    1 | card: 'pcsc:'
                              ^^^^^^^
                hint: card has reader, applet, psk-form, psk-test""");
    }

    @Test
    void a_section_or_a_list_where_a_value_should_be() {
        assertThat(mistakesIn(LEAST + "endpoint: {a: b}\nstate: {dir: [/a, /b]}\nclock:\n  tolerance: [[5m]]\n"))
                .isEqualTo("""
                agent.yaml:5:11: error: endpoint holds a mapping; it must be a value
                    5 | endpoint: {a: b}
                                  ^^^^^^
                agent.yaml:6:14: error: state.dir is a list; it takes one value
                    6 | state: {dir: [/a, /b]}
                                     ^^^^^^^^
                agent.yaml:8:15: error: clock.tolerance holds a list; it must be a value
                    8 |   tolerance: [[5m]]
                                      ^^^^""");
    }

    @Test
    void a_list_that_must_not_be_empty() {
        assertThat(mistakesIn("card: {reader: 'pcsc:'}\nbootstrap: {uri: coaps://b, trust: []}\n"))
                .isEqualTo("""
                agent.yaml:2:36: error: bootstrap.trust is an empty list; it needs at least one value
                    2 | bootstrap: {uri: coaps://b, trust: []}
                                                           ^^""");
    }

    @Test
    void a_key_that_is_no_word() {
        assertThat(mistakesIn(LEAST + "? [a]\n: b\n")).isEqualTo("""
                agent.yaml:5:3: error: a key must be a word, not a list
                    5 | ? [a]
                          ^^^""");
    }

    @Test
    void a_tag() {
        assertThat(mistakesIn(LEAST + "endpoint: !java.net.URL http://x\n")).isEqualTo("""
                agent.yaml:5:11: error: endpoint has the tag "!java.net.URL"; tags have no meaning here
                    5 | endpoint: !java.net.URL http://x
                                  ^^^^^^^^^^^^^^^^^^^^^^
                hint: remove it""");
    }

    @Test
    void the_same_container_for_the_bootstrap_key_and_the_new_key() {
        assertThat(mistakesIn(LEAST + "enrolment:\n  key: iotsafe:type=private;id=01\n"))
                .isEqualTo("""
                agent.yaml:6:8: error: bootstrap.key and enrolment.key are both iotsafe:type=private;id=01; a new key pair would destroy the bootstrap key
                    6 |   key: iotsafe:type=private;id=01
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^
                hint: name another container in enrolment.key""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            card.reader | 'simulator:' | after "simulator:" comes the file of the SIM's memory | the software SIM's own command "create" makes one; ./demo shows the whole way
            card.reader | serial:/dev/ttyUSB2 | it starts with "pcsc:", "modem:", "pkcs11:" or "simulator:" | "pcsc:" takes the first reader whose card has the applet, "modem:/dev/ttyUSB2" the SIM in a modem, "simulator:FILE" is the built-in software SIM
            card.reader | modm:/dev/ttyUSB2 | it starts with "pcsc:", "modem:", "pkcs11:" or "simulator:" | did you mean "modem:"?
            card.reader | psc:Alcor | it starts with "pcsc:", "modem:", "pkcs11:" or "simulator:" | did you mean "pcsc:"?
            card.reader | pcsc | it starts with "pcsc:", "modem:", "pkcs11:" or "simulator:" | did you mean "pcsc:"?
            card.reader | modem:ttyUSB2 | a modem's port is an absolute path, such as /dev/ttyUSB2 | for example modem:/dev/ttyUSB2?baud=115200&access=auto
            card.reader | modem:/dev/ttyUSB2?bauds=9600 | "bauds" is no setting of a modem; there are "baud" and "access" | for example modem:/dev/ttyUSB2?baud=115200&access=auto
            card.reader | modem:/dev/ttyUSB2?access=at | access can be "auto", "ccho" or "csim" | for example modem:/dev/ttyUSB2?baud=115200&access=auto
            card.reader | simulator:~/sim | "~" has no meaning here | write the path in full
            card.reader | pkcs11:lib.so | after "pkcs11:" comes the absolute path of the PKCS#11 library | for example pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=LABEL&pin-file=/etc/iotsafe-agent/pin
            card.reader | pkcs11:token=T;type=private | after "pkcs11:" comes the absolute path of the PKCS#11 library | for example pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=LABEL&pin-file=/etc/iotsafe-agent/pin
            card.reader | pkcs11:/l.so?token=a b | it is no URI: illegal character in query at character 21 | write a blank as %20, and a percent sign as %25
            card.reader | pkcs11:/l.so?tokn=T | "tokn" is not known; there are "token", "slot-list-index", "pin-file" and "pin-env" | did you mean "token"?
            card.reader | pkcs11:/l.so?slot=1 | "slot" is not known here: a slot's number may be new at each start | write token=LABEL, or slot-list-index=N, which counts from 0
            card.reader | pkcs11:/l.so?slot-list-index=x | "slot-list-index" is a number from 0 | slot-list-index=0 is the first
            card.reader | pkcs11:/l.so?token=a&slot-list-index=0 | "token" and "slot-list-index" both choose the token | remove one of them
            card.reader | pkcs11:/l.so?token=a&token=b | "token" stands twice | remove one of them
            card.reader | pkcs11:/l.so?token= | "token" has no value | for example pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=LABEL&pin-file=/etc/iotsafe-agent/pin
            card.reader | pkcs11:/l.so?token=a.label.of.far.more.than.32.bytes.in.all | the label of a token has 1 to 32 bytes; here are 40 |
            card.applet | A0000005 | an application identifier is 5 to 16 bytes, two hexadecimal digits each | leave it empty to probe the known ones
            bootstrap.uri | boot.example.com | its scheme must be coaps | for example coaps://bootstrap.example.com:5684
            bootstrap.uri | coaps://boot .example.com | it is no URI: illegal character in authority at character 9 | for example coaps://bootstrap.example.com:5684
            bootstrap.uri | coaps://b:70000 | it must name a host and, if not 5684, a port from 1 to 65535 | for example coaps://bootstrap.example.com:5684
            bootstrap.uri | coaps://me@b | it must name a host and, if not 5684, a port from 1 to 65535 | for example coaps://bootstrap.example.com:5684
            bootstrap.uri | coaps://b:5684/bs?ep=x | nothing can follow host and port | write coaps://b:5684
            bootstrap.key | iotsafe:type=file;id=01 | it must name a private key on the card | for example iotsafe:type=private;id=01
            bootstrap.key | file:/etc/key.pem | it must name a private key on the card | for example iotsafe:type=private;id=01
            bootstrap.key | iotsafe:type=private;id=0 | id "0" is not hexadecimal, two digits a byte |
            bootstrap.trust | ca.pem | a credential starts with "iotsafe:", "pkcs11:" or "file:" |
            bootstrap.certificate | iotsafe:type=private;id=01 | it must name a file, on the card or not | for example iotsafe:type=file;id=02 or file:/etc/iotsafe-agent/ca.pem
            bootstrap.server-name | coaps://b | it must be a host name as in a certificate | for example bootstrap.example.com
            enrolment.accounts | mode4 | it can be "mode-4" or "all" | did you mean "mode-4"?
            enrolment.path | est/ | it must be a path that begins with a slash and does not end in one | for example /.well-known/est
            enrolment.wait-at-most | 8d | it can be from 1s to 7d |
            lwm2m.request-timeout | 93 | a duration is numbers with units, such as 90s or 1h30m | did you mean "93s"?
            lwm2m.request-timeout | 5 min | a duration is numbers with units, such as 90s or 1h30m | units are d, h, m, s and ms, the largest first
            lwm2m.request-timeout | 999ms | it can be from 1s to 1h |
            state.dir | ~/state | "~" has no meaning here | write the path in full
            log.format | jsno | it can be "auto", "text" or "json" | did you mean "json"?
            log.card-trace | yes | it can be true or false | write true
            """)
    void a_value_that_cannot_be(String key, String value, String message, String hint) {
        ConfigException mistakes = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigReader.read("agent.yaml", LEAST, Map.of(variable(key), value.replace("'", ""))));
        String shown = key + " is \"" + value.replace("'", "") + "\"; " + message;
        assertThat(mistakes).hasMessage(variable(key) + ": error: " + shown + (hint == null ? "" : "\nhint: " + hint));
    }

    @Test
    void a_text_that_is_too_long_blank_or_not_for_a_terminal() {
        assertThat(mistakesIn(LEAST + "endpoint: \"" + "x".repeat(253) + "\"\n"))
                .startsWith("agent.yaml:5:11: error: endpoint is \"" + "x".repeat(80)
                        + "…\"; it has 253 bytes; it can have at most 252\n");
        assertThat(mistakesIn(LEAST + "endpoint: ' '\n")).isEqualTo("""
                agent.yaml:5:11: error: endpoint is " "; it cannot be blank
                    5 | endpoint: ' '
                                  ^^^
                hint: remove the key if you have no value for it""");
        assertThat(mistakesIn(LEAST + "endpoint: \"\\e[2J\"\n")).isEqualTo("""
                agent.yaml:5:11: error: endpoint is "\uFFFD[2J"; it holds a control character
                    5 | endpoint: "\\e[2J"
                                  ^^^^^^^^""".replace("^^^^^^^^", "^^^^^^^"));
    }

    @Test
    void a_long_line_is_shown_around_the_mistake() {
        String block = mistakesIn(LEAST + "device: {manufacturer: " + "m".repeat(255) + ", modle: x}\n");
        assertThat(block.lines().toList().get(1)).hasSizeLessThan(130).contains("modle: x}");
        assertThat(block.lines().toList().get(2).indexOf('^'))
                .isEqualTo(block.lines().toList().get(1).indexOf("modle"));
    }

    @Test
    void a_file_with_no_setting() {
        assertThat(mistakesIn("")).isEqualTo("""
                agent.yaml:1:1: error: the file holds no setting
                hint: config/agent.yaml explains every key""");
        assertThat(mistakesIn("# later\n"))
                .startsWith("agent.yaml:1:1: error: the file holds no setting\n    1 | # later\n");
    }

    @Test
    void a_file_that_is_no_mapping() {
        assertThat(mistakesIn("- card\n- bootstrap\n")).startsWith("""
                agent.yaml:1:1: error: the file holds a list; it must hold sections such as "card:"
                    1 | - card
                        ^^^^^^
                hint: config/agent.yaml explains every key""");
    }

    @Test
    void a_value_that_ends_in_a_colon() {
        assertThat(mistakesIn("card:\n  reader: pcsc:\n")).isEqualTo("""
                agent.yaml:2:15: error: not YAML: mapping values are not allowed here
                    2 |   reader: pcsc:
                                      ^
                hint: a value that ends in a colon needs quotation marks, such as "pcsc:\"""");
    }

    @Test
    void a_tab_shown_as_an_arrow() {
        assertThat(mistakesIn("card:\n\treader: x\n")).isEqualTo("""
                agent.yaml:2:1: error: not YAML: a tab indents this line
                    2 | →reader: x
                        ^
                hint: indent with spaces""");
    }

    @Test
    void an_open_quotation_mark() {
        assertThat(mistakesIn("endpoint: 'dev\ncard:\n")).isEqualTo("""
                agent.yaml:3:1: error: not YAML: found unexpected end of stream (while scanning a quoted scalar, begun in line 1)""");
    }

    @Test
    void a_character_that_yaml_forbids() {
        assertThat(mistakesIn("card:\n  reader: \u0007\n")).isEqualTo("""
                agent.yaml:2:11: error: not YAML: the character U+0007 is not allowed
                    2 |   reader: \uFFFD
                                  ^""");
    }

    @Test
    void two_documents() {
        assertThat(mistakesIn("card:\n---\nlog:\n")).startsWith("agent.yaml:2:1: error: not YAML: but found another");
    }

    @Test
    void another_version_of_yaml() {
        assertThat(mistakesIn("%YAML 3.0\n---\ncard:\n")).startsWith("agent.yaml:1:1: error: not YAML 1.2: ");
    }

    @Test
    void nesting_and_aliases_have_bounds() {
        assertThat(mistakesIn("a: " + "[".repeat(100_000)))
                .startsWith("agent.yaml:1:19: error: nested more than 16 deep");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int level = 1; level < 40; level++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(level, level, level - 1, level - 1));
        }
        assertThat(mistakesIn(bomb.toString())).startsWith("agent.yaml:34:12: error: more than 64 aliases");
        assertThat(mistakesIn("card: &c {reader: *c}\n")).contains("card.reader holds a mapping");
    }

    @Test
    void a_file_that_cannot_be_read(@TempDir Path dir) throws IOException {
        Path large = Files.write(dir.resolve("large"), new byte[256 * 1024 + 1]);
        Path latin = Files.write(dir.resolve("latin"), "endpoint: dév".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(mistakesIn(dir.resolve("none")))
                .isEqualTo(
                        dir + "/none: error: there is no such file\nhint: config/agent.yaml is a sample to start from");
        assertThat(mistakesIn(large)).startsWith(large + ": error: it is larger than 256 KiB\nhint: ");
        assertThat(mistakesIn(latin)).isEqualTo(latin + ": error: it is not UTF-8\nhint: save it in UTF-8");
        assertThat(mistakesIn(dir)).startsWith(dir + ": error: it cannot be read: ");
    }

    private static String variable(String key) {
        return ConfigKey.find(key.substring(0, key.indexOf('.')), key.substring(key.indexOf('.') + 1))
                .orElseThrow()
                .variable();
    }

    private static String mistakesIn(String text) {
        return String.valueOf(
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.read("agent.yaml", text, Map.of()))
                        .getMessage());
    }

    private static String mistakesIn(Path file) {
        return String.valueOf(catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file, Map.of()))
                .getMessage());
    }
}
