package iotsafe.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.apdu.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7512 section 2.3, as far as a card needs it. */
class CredentialUriTest {
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "iotsafe:type=private;id=01",
                "iotsafe:type=file;label=client%20cert",
                "iotsafe:type=secret;id=0A",
                "iotsafe:type=public;label=a-b._~",
                "file:/etc/iotsafe-agent/ca.pem"
            })
    void a_canonical_URI_is_printed_as_it_was_read(String text) {
        assertThat(CredentialUri.parse(text)).hasToString(text);
    }

    @Test
    void order_and_case_of_hex_do_not_matter() {
        assertThat(CredentialUri.parse("iotsafe:id=0a;type=secret")).hasToString("iotsafe:type=secret;id=0A");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            pkcs11:object=a                   | starts with "iotsafe:"
            iotsafe:id=01                     | "type" is missing
            iotsafe:type=privat;id=01         | type "privat" is unknown; it can be private, public, file, secret
            iotsafe:type=private              | by id or by label
            iotsafe:type=private;id=01;label=a| by id or by label
            iotsafe:type=private;id=1         | not hexadecimal
            iotsafe:type=private;id=          | id has 0 bytes
            iotsafe:type=private;id=01;id=02  | stands twice
            iotsafe:type=private;slot=1       | "slot" is unknown
            iotsafe:type=private;01           | not of the form name=value
            iotsafe:type=file;label=a%2       | without two hexadecimal digits
            iotsafe:type=file;label=%zz       | without two hexadecimal digits
            file:ca.pem                       | absolute path
            file://host/ca.pem                | absolute path
            """)
    void a_mistake_is_a_sentence(String text, String sentence) {
        assertThatThrownBy(() -> CredentialUri.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void every_id_and_label_survives_printing_and_reading() {
        Random random = new Random(7512);
        for (int i = 0; i < 1000; i++) {
            ObjectType type = random.nextBoolean() ? ObjectType.FILE : ObjectType.PRIVATE;
            byte[] name = new byte[1 + random.nextInt(20)];
            random.nextBytes(name);
            CredentialUri uri = random.nextBoolean()
                    ? CredentialUri.OnCard.byId(type, Bytes.of(name))
                    : CredentialUri.OnCard.byLabel(type, Bytes.of(name));
            assertThat(CredentialUri.parse(uri.toString())).isEqualTo(uri);
        }
    }

    @Test
    void random_texts_are_read_or_refused() {
        Random random = new Random(2026);
        String alphabet = "iotsafe:=;%0123private/\u00e9\0";
        for (int i = 0; i < 1000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "iotsafe:" : "file:");
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                CredentialUri read = CredentialUri.parse(text.toString());
                assertThat(CredentialUri.parse(read.toString())).isEqualTo(read);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
    }
}
