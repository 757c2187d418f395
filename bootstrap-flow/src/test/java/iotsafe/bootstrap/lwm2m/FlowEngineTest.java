package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.leshan.client.RegistrationUpdate;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.junit.jupiter.api.Test;

/** What servers and objects want is pinned to a board for the flow's own thread. */
class FlowEngineTest {
    private static final LwM2mServer SERVER = new LwM2mServer(null, 123L, URI.create("coaps://a:5684"));
    private static final LwM2mServer OTHER = new LwM2mServer(null, 7L, URI.create("coaps://b:5684"));

    private final FlowEngine engine = new FlowEngine(SERVER::equals, () -> true, FlowEngine.Reach.NONE);

    @Test
    void without_a_registration_nothing_can_be_wished_for() throws Exception {
        engine.triggerRegistrationUpdate();

        assertThat(engine.triggerClientInitiatedBootstrap(true)).isFalse();
        assertThat(engine.await(Duration.ZERO)).isEmpty();
        assertThat(engine.getRegisteredServers()).isEmpty();
        assertThat(engine.getRegistrationId(SERVER)).isNull();
        assertThat(engine.getRegisteredServer(123)).isNull();
    }

    @Test
    void wishes_are_kept_in_their_order() throws Exception {
        RegistrationUpdate update = new RegistrationUpdate(60L, null, null, null, null);
        engine.registered(SERVER, "/rd/1", "dev1");

        engine.triggerRegistrationUpdate(SERVER, update);
        assertThat(engine.triggerClientInitiatedBootstrap(true)).isTrue();

        assertThat(engine.await(Duration.ZERO)).contains(new FlowEngine.Wish.Update(update));
        assertThat(engine.await(Duration.ZERO)).contains(new FlowEngine.Wish.Bootstrap(true));
        assertThat(engine.await(Duration.ZERO)).isEqualTo(Optional.empty());
    }

    @Test
    void the_wishes_of_an_earlier_registration_are_gone_with_it() throws Exception {
        engine.registered(SERVER, "/rd/1", "dev1");
        engine.triggerClientInitiatedBootstrap(false);
        engine.unregistered();

        engine.registered(SERVER, "/rd/2", "dev1");

        assertThat(engine.await(Duration.ZERO)).isEmpty();
    }

    @Test
    void a_line_that_is_lost_makes_a_registered_device_come_anew_and_nobody_else() throws Exception {
        engine.lineLost();
        engine.registered(SERVER, "/rd/1", "dev1");
        assertThat(engine.await(Duration.ZERO)).isEmpty();

        engine.lineLost();

        assertThat(engine.await(Duration.ZERO)).contains(new FlowEngine.Wish.Anew());
    }

    @Test
    void an_alert_that_ends_the_association_is_told_to_a_registered_device_and_nobody_else() throws Exception {
        engine.closed(80);
        engine.registered(SERVER, "/rd/1", "dev1");
        assertThat(engine.await(Duration.ZERO)).isEmpty();

        engine.closed(80);

        assertThat(engine.await(Duration.ZERO)).contains(new FlowEngine.Wish.Closed(80));
    }

    @Test
    void says_where_the_device_is_registered_and_as_whom() {
        engine.registered(SERVER, "/rd/1", "dev1");

        assertThat(engine.getRegisteredServers()).isEqualTo(Map.of("/rd/1", SERVER));
        assertThat(engine.getRegistrationId(SERVER)).isEqualTo("/rd/1");
        assertThat(engine.getRegistrationId(OTHER)).isNull();
        assertThat(engine.getRegisteredServer(123)).isEqualTo(SERVER);
        assertThat(engine.getRegisteredServer(7)).isNull();
        assertThat(engine.getEndpoint()).isEqualTo("dev1");
        engine.unregistered();
        assertThat(engine.getRegisteredServers()).isEmpty();
    }

    @Test
    void only_the_server_that_the_line_is_to_may_talk_even_before_Register_is_answered() {
        assertThat(engine.isAllowedToCommunicate(SERVER)).isTrue();
        assertThat(engine.isAllowedToCommunicate(OTHER)).isFalse();
    }
}
