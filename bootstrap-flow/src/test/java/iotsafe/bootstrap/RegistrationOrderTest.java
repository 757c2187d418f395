package iotsafe.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OMA LwM2M Core 1.1, E.2: Registration Priority Order (/1/x/13) and Registration Failure Block (/1/x/15). */
class RegistrationOrderTest {
    private static final ServerAccount MAIN = account(1);
    private static final ServerAccount SECOND = account(2);
    private static final ServerAccount THIRD = account(3);

    private final RegistrationOrder order = new RegistrationOrder();

    private static ServerAccount account(int shortServerId) {
        return new ServerAccount(
                shortServerId, URI.create("coaps://server" + shortServerId), ServerAccount.Mode.CERTIFICATE);
    }

    private void begin(boolean ordered, boolean secondBlocks) {
        order.begin(
                List.of(
                        new OtherServers.Place(MAIN, ordered, false),
                        new OtherServers.Place(SECOND, ordered, secondBlocks),
                        new OtherServers.Place(THIRD, ordered, false)),
                MAIN);
    }

    @Test
    void nobody_is_tried_before_the_flows_own_server() {
        begin(false, false);
        assertThat(order.isTurnOf(SECOND)).isFalse();

        order.tried(MAIN, false);
        assertThat(order.isTurnOf(SECOND)).isTrue();
    }

    @Test
    void E_2_13_who_has_no_place_in_the_order_waits_for_nobody_else() {
        begin(false, true);
        order.tried(MAIN, true);
        order.tried(SECOND, false);

        assertThat(order.isTurnOf(THIRD)).isTrue();
    }

    @Test
    void E_2_13_who_has_a_place_waits_until_those_before_have_been_tried() {
        begin(true, false);
        order.tried(MAIN, true);

        assertThat(order.isTurnOf(SECOND)).isTrue();
        assertThat(order.isTurnOf(THIRD)).isFalse();
        order.tried(SECOND, true);
        assertThat(order.isTurnOf(THIRD)).isTrue();
    }

    @Test
    void E_2_15_a_server_that_failed_lets_the_next_one_pass_unless_it_blocks() {
        begin(true, false);
        order.tried(MAIN, true);
        order.tried(SECOND, false);
        assertThat(order.isTurnOf(THIRD)).isTrue();

        begin(true, true);
        assertThat(order.isTurnOf(THIRD)).isFalse();
        order.tried(SECOND, true);
        assertThat(order.isTurnOf(THIRD)).isTrue();
    }

    @Test
    void who_waits_is_woken_when_the_turn_comes() throws Exception {
        begin(true, true);
        Thread waiting = new Thread(() -> {
            try {
                order.await(THIRD);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        waiting.start();
        order.tried(MAIN, true);
        order.tried(SECOND, true);

        waiting.join(10_000);
        assertThat(waiting.isAlive()).isFalse();
    }
}
