package iotsafe.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.apdu.Bytes;
import java.util.List;
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
            pkcs11:token=T;object=L;type=private         | iotsafe:type=private;label=L
            pkcs11:type=private;id=%01                   | iotsafe:type=private;id=01
            pkcs11:id=%C3a%5C;type=cert                  | iotsafe:type=file;id=C3615C
            pkcs11:type=public;object=my%20key           | iotsafe:type=public;label=my%20key
            pkcs11:type=secret-key;object=a              | iotsafe:type=secret;label=a
            pkcs11:token=T;object=L;type=private;id=%01  | iotsafe:type=private;id=01
            """)
    void RFC_7512_section_2_3_names_the_same_objects(String rfc, String ours) {
        assertThat(CredentialUri.parse(rfc)).hasToString(ours);
    }

    @Test
    void RFC_7512_section_2_3_token_is_for_whoever_knows_the_token() {
        assertThat(CredentialUri.tokenOf("pkcs11:token=my%20token;type=cert;id=a"))
                .contains("my token");
        assertThat(CredentialUri.tokenOf("pkcs11:type=cert;id=a")).isEmpty();
        assertThat(CredentialUri.tokenOf("iotsafe:type=file;id=01")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            pkcs12:object=a                   | starts with "iotsafe:", "pkcs11:" or "file:"
            pkcs11:object=a                   | "type" is missing
            pkcs11:type=file;id=%01           | "type" is "file"; it can be private, public, cert or secret-key
            pkcs11:type=private               | by id or by label
            pkcs11:type=private;id=%0         | id has a "%" without two hexadecimal digits
            pkcs11:type=private;slot-id=1;id=a| "slot-id" is unknown; there are "token"
            pkcs11:type=private;id=a;id=b     | stands twice
            pkcs11:type=private;id=%01?pin-value=1 | belong into card.reader
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
        for (int i = 0; i < 1500; i++) {
            StringBuilder text =
                    new StringBuilder(List.of("iotsafe:", "pkcs11:", "file:").get(random.nextInt(3)));
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
