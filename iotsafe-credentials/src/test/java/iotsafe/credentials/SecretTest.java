package iotsafe.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** What a secret shows of itself, and when it is gone. */
class SecretTest {
    private final Secret secret = Secret.of((byte) 0xC0, (byte) 0xFF, (byte) 0xEE);

    @Test
    void prints_its_length_and_nothing_else() {
        assertThat(secret).hasToString("secret of 3 bytes");
        assertThat(secret.length()).isEqualTo(3);
    }

    @Test
    void is_a_copy_and_gives_copies() {
        byte[] origin = {1, 2};
        Secret copied = Secret.of(origin);
        origin[0] = 9;
        copied.toArray()[1] = 9;
        assertThat(copied.toArray()).containsExactly(1, 2);
    }

    @Test
    void is_gone_once_destroyed_and_can_be_destroyed_twice() {
        secret.destroy();
        secret.close();
        assertThat(secret.isDestroyed()).isTrue();
        assertThat(secret).hasToString("secret of 3 bytes");
        assertThatIllegalStateException().isThrownBy(secret::toArray).withMessage("this secret was destroyed");
    }

    @Test
    void is_not_empty() {
        assertThatIllegalArgumentException().isThrownBy(Secret::of);
    }
}
