package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.bootstrap.ServerException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A name goes into SNI, an address never (RFC 6066 section 3). */
class HostsTest {
    @ParameterizedTest
    @CsvSource({
        "coaps://lwm2m.example:5684, lwm2m.example, lwm2m.example",
        "coaps://127.0.0.1:5684, 127.0.0.1,",
        "coaps://[::1]:5684, ::1,",
        "coaps://[2001:db8::1], 2001:db8::1,",
        "coaps://localhost, localhost, localhost"
    })
    void host_and_name(URI uri, String host, String name) {
        assertThat(Hosts.host(uri)).isEqualTo(host);
        assertThat(Hosts.name(uri)).isEqualTo(Optional.ofNullable(name));
    }

    /** A network that is down says nothing of the server (OMA LwM2M Core 6.2.1: no failed attempt). */
    @Test
    void a_route_is_found_or_missed_without_a_datagram() throws Exception {
        URI server = URI.create("coaps://127.0.0.1:9");
        Hosts.requireRoute(server, at(InetAddress.getLoopbackAddress()));

        byte[] linkLocal = new byte[16];
        linkLocal[0] = (byte) 0xFE;
        linkLocal[1] = (byte) 0x80;
        linkLocal[15] = 1;
        InetAddress withoutItsLink = InetAddress.getByAddress(linkLocal);
        assertThatThrownBy(() -> Hosts.requireRoute(server, at(withoutItsLink)))
                .isInstanceOfSatisfying(
                        ServerException.Unreachable.class,
                        none -> assertThat(none.isOfThisHost()).isTrue())
                .hasMessageContaining("no route");
    }

    private static InetSocketAddress at(InetAddress address) {
        return new InetSocketAddress(address, 9);
    }

    @ParameterizedTest
    @CsvSource({
        ", coaps://bs.example:5684",
        "/.well-known/est, coaps://bs.example:5684/.well-known/est",
        "/est/label, coaps://bs.example:5684/est/label"
    })
    void the_enrolment_server_is_the_bootstrap_server_at_the_configured_root(String root, URI server) {
        LwM2mSettings settings = new LwM2mSettings(
                URI.create("coaps://bs.example:5684"),
                Optional.empty(),
                Optional.ofNullable(root),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));

        assertThat(settings.enrolmentServer()).isEqualTo(server);
    }
}
