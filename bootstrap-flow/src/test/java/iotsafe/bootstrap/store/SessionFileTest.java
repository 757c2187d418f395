package iotsafe.bootstrap.store;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A DTLS session at rest is sealed to the SIM, or is not there (design section 7). */
class SessionFileTest {
    private static final String SESSION = "a session";
    private static final CardIdentity CARD = new CardIdentity("iccid:8949020000000000001");

    @TempDir
    Path folder;

    private final SealCard card = new SealCard("8949020000000000001");

    private SessionFile file(StateSeal seal) {
        return new SessionFile(folder, seal, () -> Optional.of(CARD));
    }

    private Path path() {
        return folder.resolve("dtls-session");
    }

    @Test
    void it_is_sealed_and_its_owners_alone_and_comes_back() throws Exception {
        file(card.seal(SealPolicy.AUTO)).write(SESSION);

        assertThat(Files.readString(path())).doesNotContain(SESSION);
        assertThat(Files.getPosixFilePermissions(path())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(file(card.seal(SealPolicy.AUTO)).read()).contains(SESSION);
    }

    @Test
    void without_a_seal_it_is_not_written() {
        file(StateSeal.NONE).write(SESSION);

        assertThat(path()).doesNotExist();
    }

    @Test
    void a_card_that_gives_no_key_leaves_nothing_behind_either() {
        file(card.seal(SealPolicy.AUTO)).write("an older session");
        card.fails(new CardException.Refused("the container is empty"));

        file(card.seal(SealPolicy.AUTO)).write(SESSION);

        assertThat(path()).doesNotExist();
    }

    @Test
    void one_that_is_not_sealed_is_not_believed() throws Exception {
        Files.writeString(path(), SESSION);

        assertThat(file(card.seal(SealPolicy.AUTO)).read()).isEmpty();
    }

    @Test
    void another_card_cannot_read_it() {
        file(card.seal(SealPolicy.AUTO)).write(SESSION);

        assertThat(file(new SealCard("8949020000000000002").seal(SealPolicy.AUTO))
                        .read())
                .isEmpty();
    }

    @Test
    void reset_takes_it_away() throws Exception {
        CardSeal seal = card.seal(SealPolicy.AUTO);
        file(seal).write(SESSION);

        new StateFile(folder, seal).delete();

        assertThat(path()).doesNotExist();
    }
}
