package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.lwm2m.RegistrationBoard.Wish;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.leshan.client.RegistrationUpdate;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.junit.jupiter.api.Test;

/** What servers and objects want is pinned to a board for each server, for the thread that keeps its registration. */
class FlowEngineTest {
    private static final LwM2mServer SERVER = new LwM2mServer(null, 123L, URI.create("coaps://a:5684"));
    private static final LwM2mServer OTHER = new LwM2mServer(null, 7L, URI.create("coaps://b:5684"));

    private final List<String> called = new ArrayList<>();
    private final FlowEngine engine =
            new FlowEngine(SERVER::equals, () -> true, FlowEngine.Reach.NONE, new FlowEngine.Attention() {
                @Override
                public void save() {
                    called.add("save");
                }

                @Override
                public boolean bootstrap() {
                    return called.add("bootstrap");
                }
            });
    private final RegistrationBoard board = engine.main();

    private Optional<Wish> next(RegistrationBoard of) throws InterruptedException {
        return of.await(Duration.ZERO);
    }

    @Test
    void without_a_registration_nothing_can_be_wished_for_but_a_bootstrap() throws Exception {
        engine.triggerRegistrationUpdate();

        assertThat(next(board)).isEmpty();
        assertThat(engine.disable(123)).isFalse();
        assertThat(engine.getRegisteredServers()).isEmpty();
        assertThat(engine.getRegistrationId(SERVER)).isNull();
        assertThat(engine.getRegisteredServer(123)).isNull();
        assertThat(engine.triggerClientInitiatedBootstrap(true)).isTrue();
        assertThat(called).containsExactly("bootstrap");
    }

    @Test
    void wishes_are_kept_in_their_order() throws Exception {
        RegistrationUpdate update = new RegistrationUpdate(60L, null, null, null, null);
        engine.registered(board, SERVER, "/rd/1", "dev1");

        engine.triggerRegistrationUpdate(SERVER, update);
        assertThat(engine.triggerClientInitiatedBootstrap(true)).isTrue();

        assertThat(next(board)).contains(new Wish.Update(update));
        assertThat(next(board)).contains(new Wish.Bootstrap(true));
        assertThat(next(board)).isEmpty();
        assertThat(called).isEmpty();
    }

    @Test
    void the_wishes_of_an_earlier_registration_are_gone_with_it() throws Exception {
        engine.registered(board, SERVER, "/rd/1", "dev1");
        engine.triggerClientInitiatedBootstrap(false);
        engine.unregistered(board);

        engine.registered(board, SERVER, "/rd/2", "dev1");

        assertThat(next(board)).isEmpty();
    }

    @Test
    void a_line_that_is_lost_makes_a_registered_device_come_anew_and_nobody_else() throws Exception {
        engine.lineLost(SERVER);
        engine.registered(board, SERVER, "/rd/1", "dev1");
        assertThat(next(board)).isEmpty();

        engine.lineLost(OTHER);
        assertThat(next(board)).isEmpty();
        engine.lineLost(SERVER);

        assertThat(next(board)).contains(new Wish.Anew());
    }

    @Test
    void an_alert_that_ends_the_association_is_told_to_a_registered_device_and_nobody_else() throws Exception {
        engine.closed(123, 80);
        engine.registered(board, SERVER, "/rd/1", "dev1");
        assertThat(next(board)).isEmpty();

        engine.closed(123, 80);

        assertThat(next(board)).contains(new Wish.Closed(80));
    }

    @Test
    void says_where_the_device_is_registered_and_as_whom() {
        engine.registered(board, SERVER, "/rd/1", "dev1");

        assertThat(engine.getRegisteredServers()).isEqualTo(Map.of("/rd/1", SERVER));
        assertThat(engine.getRegistrationId(SERVER)).isEqualTo("/rd/1");
        assertThat(engine.getRegistrationId(OTHER)).isNull();
        assertThat(engine.getRegisteredServer(123)).isEqualTo(SERVER);
        assertThat(engine.getRegisteredServer(7)).isNull();
        assertThat(engine.getEndpoint()).isEqualTo("dev1");
        engine.unregistered(board);
        assertThat(engine.getRegisteredServers()).isEmpty();
    }

    @Test
    void what_one_server_wants_is_on_its_own_board_and_what_changed_on_all() throws Exception {
        RegistrationBoard another = engine.another();
        engine.registered(board, SERVER, "/rd/1", "dev1");
        engine.registered(another, OTHER, "/rd/1", "dev1");

        assertThat(engine.disable(7)).isTrue();
        assertThat(next(another)).contains(new Wish.Disable());
        assertThat(next(board)).isEmpty();

        engine.triggerRegistrationUpdate();
        assertThat(next(another)).containsInstanceOf(Wish.Update.class);
        assertThat(next(board)).containsInstanceOf(Wish.Update.class);
        assertThat(engine.getRegisteredServer(7)).isEqualTo(OTHER);

        engine.remove(another);
        assertThat(engine.getRegisteredServer(7)).isNull();
        assertThat(engine.disable(7)).isFalse();
    }

    @Test
    void what_another_server_writes_while_the_flows_own_is_away_is_called_out() throws Exception {
        engine.registered(engine.another(), OTHER, "/rd/1", "dev1");
        engine.changed();
        assertThat(called).containsExactly("save");

        engine.registered(board, SERVER, "/rd/1", "dev1");
        engine.changed();
        assertThat(called).containsExactly("save");
        assertThat(next(board)).contains(new Wish.Save());
    }

    @Test
    void only_a_server_that_there_is_a_line_to_may_talk_even_before_Register_is_answered() {
        assertThat(engine.isAllowedToCommunicate(SERVER)).isTrue();
        assertThat(engine.isAllowedToCommunicate(OTHER)).isFalse();
    }
}
