package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newBooleanResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newDateResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newIntegerResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newStringResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newUnsignedIntegerResource;

import iotsafe.bootstrap.RegistrationRules;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.junit.jupiter.api.Test;

/** OMA LwM2M Core 1.1, E.1 and E.2: the resources that say when to register and to bootstrap, and their defaults (6.2.1). */
class RulesReaderTest {
    private static final Instant BOOTSTRAPPED = Instant.parse("2026-11-23T12:00:00Z");

    private final Objects objects = Objects.ofNewDevice();

    private RegistrationRules rules() {
        return RulesReader.read(
                ObjectsSnapshot.ofText(ObjectsSnapshot.of(objects.tree).toText(objects.tree), objects.tree), 123);
    }

    private void server(LwM2mResource... resources) {
        objects.write(1, 0, newIntegerResource(0, 7), number(17, 99));
        LwM2mResource[] all = new LwM2mResource[resources.length + 1];
        all[0] = newIntegerResource(0, 123);
        System.arraycopy(resources, 0, all, 1, resources.length);
        objects.write(1, 1, all);
    }

    private static LwM2mResource number(int id, long value) {
        return newUnsignedIntegerResource(id, ULong.valueOf(value));
    }

    @Test
    void what_is_absent_has_the_default_of_6_2_1() {
        server();

        assertThat(rules()).isEqualTo(RegistrationRules.USUAL);
        assertThat(rules().attempts()).isEqualTo(5);
        assertThat(rules().retry()).isEqualTo(Duration.ofMinutes(1));
        assertThat(rules().sequenceDelay()).contains(Duration.ofDays(1));
        assertThat(rules().sequences()).isEqualTo(1);
        assertThat(rules().bootstrapOnFailure()).isTrue();
        assertThat(rules().initialDelay()).isZero();
        assertThat(rules().disableTimeout()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void what_is_written_counts_that_of_the_own_account_and_of_no_other() {
        server(
                newIntegerResource(5, 10),
                number(14, 20),
                newBooleanResource(16, false),
                number(17, 3),
                number(18, 30),
                number(19, 40),
                number(20, 4));
        objects.write(
                0,
                0,
                newStringResource(0, "coaps://bs.example:5684"),
                newBooleanResource(1, true),
                newIntegerResource(2, 2),
                newIntegerResource(11, 50));

        assertThat(rules())
                .isEqualTo(new RegistrationRules(
                        Duration.ofSeconds(20),
                        false,
                        3,
                        Duration.ofSeconds(30),
                        Optional.of(Duration.ofSeconds(40)),
                        4,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(50),
                        true,
                        Optional.empty()));
    }

    @Test
    void the_bootstrap_account_ends_its_timeout_after_the_bootstrap_and_never_if_that_is_zero() {
        server(newDateResource(12, Date.from(BOOTSTRAPPED)));
        objects.write(0, 0, newBooleanResource(1, true), newIntegerResource(12, 60));
        assertThat(rules().bootstrapUntil()).contains(BOOTSTRAPPED.plusSeconds(60));
        assertThat(rules().mayBootstrap(BOOTSTRAPPED.plusSeconds(60))).isTrue();
        assertThat(rules().mayBootstrap(BOOTSTRAPPED.plusSeconds(61))).isFalse();

        objects.write(0, 0, newBooleanResource(1, true), newIntegerResource(12, 0));
        assertThat(rules().bootstrapUntil()).isEmpty();
    }

    @Test
    void MAX_VALUE_in_32_or_64_bits_means_no_other_sequence() {
        server(number(19, 0xFFFF_FFFFL));
        assertThat(rules().sequenceDelay()).isEmpty();

        server(newUnsignedIntegerResource(19, ULong.valueOf(new BigInteger("18446744073709551615"))));
        assertThat(rules().sequenceDelay()).isEmpty();
    }

    @Test
    void absurd_numbers_are_bounded() {
        LwM2mResource[] most = new LwM2mResource[] {number(14, 1), number(17, 1), number(18, 1), number(20, 1)};
        for (int i = 0; i < most.length; i++) {
            most[i] =
                    newUnsignedIntegerResource(most[i].getId(), ULong.valueOf(new BigInteger("18446744073709551615")));
        }
        server(most);

        assertThat(rules().attempts()).isEqualTo(Integer.MAX_VALUE);
        assertThat(rules().retry()).isEqualTo(RegistrationRules.LONGEST);
        assertThat(rules().initialDelay()).isEqualTo(RegistrationRules.LONGEST);
    }
}
