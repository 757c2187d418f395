package iotsafe.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.KeyPair;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 2986; RFC 7030 §4.2.1; checklist item 1. */
class Pkcs10Test {
    private final KeyPair keys = TestCa.keyPair();
    private final byte[] der = TestCa.requestDer("CN=dev1", keys.getPublic(), keys.getPrivate(), 0);

    @Test
    void item_1_a_request_whose_signature_verifies_under_its_own_key_is_taken() {
        Pkcs10 request = Pkcs10.of(der);
        assertThat(request.publicKey()).isEqualTo(keys.getPublic());
        assertThat(request.subject().getName()).isEqualTo("CN=dev1");
        assertThat(request.der()).isEqualTo(der);
        assertThat(request).hasToString("certification request of CN=dev1, %d bytes".formatted(der.length));
    }

    @Test
    void item_1_a_signature_by_another_key_is_refused() {
        byte[] forged =
                TestCa.requestDer("CN=dev1", keys.getPublic(), TestCa.keyPair().getPrivate(), 0);
        assertThatIllegalArgumentException().isThrownBy(() -> Pkcs10.of(forged)).withMessageContaining("its own key");
    }

    @Test
    void a_key_on_another_curve_is_refused() {
        KeyPair other = TestCa.keyPair("secp384r1");
        byte[] request = TestCa.requestDer("CN=dev1", other.getPublic(), other.getPrivate(), 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pkcs10.of(request))
                .withMessageContaining("P-256");
    }

    @Test
    void nothing_done_to_the_arrays_outside_changes_it() {
        byte[] given = der.clone();
        Pkcs10 request = Pkcs10.of(given);
        Arrays.fill(given, (byte) 0);
        Arrays.fill(request.der(), (byte) 0);
        assertThat(request.der()).isEqualTo(der);
        assertThat(request).isEqualTo(Pkcs10.of(der)).hasSameHashCodeAs(Pkcs10.of(der));
    }

    @Test
    void a_damaged_request_is_refused_and_nothing_else_happens() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = Damage.to(der, random);
            if (!Arrays.equals(damaged, der)) {
                assertThatIllegalArgumentException()
                        .as("seed %d, round %d", seed, i)
                        .isThrownBy(() -> Pkcs10.of(damaged));
            }
        }
    }
}
