package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertLevel;
import org.eclipse.californium.scandium.dtls.DtlsHandshakeTimeoutException;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.leshan.core.request.exception.SendFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Whose fault a failed request was (OMA LwM2M Transport, table of alerts; est.md C.6, E 40); the card's part: {@link LwM2mDeviceTest}). */
class FailuresTest {
    private static final URI SERVER = URI.create("coaps://lwm2m.example:5684");

    private static ServerException of(Throwable cause) throws CardException {
        return Failures.of(
                SERVER, "RegisterRequest", new SendFailedException(new ExecutionException(cause), "not sent"));
    }

    private static HandshakeException alert(AlertDescription description) {
        return new HandshakeException(
                "Received 'fatal alert/" + description + "'", new AlertMessage(AlertLevel.FATAL, description));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "BAD_CERTIFICATE",
                "UNSUPPORTED_CERTIFICATE",
                "CERTIFICATE_REVOKED",
                "CERTIFICATE_EXPIRED",
                "CERTIFICATE_UNKNOWN",
                "UNKNOWN_CA",
                "ACCESS_DENIED",
                "UNKNOWN_PSK_IDENTITY"
            })
    void an_alert_that_the_same_attempt_will_meet_again_is_a_refusal(AlertDescription description) throws Exception {
        assertThat(of(alert(description)))
                .isInstanceOf(ServerException.Refused.class)
                .hasMessageStartingWith("coaps://lwm2m.example:5684: DTLS handshake: ")
                .hasMessageContaining(description.toString());
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {
                "BAD_CERTIFICATE",
                "UNSUPPORTED_CERTIFICATE",
                "CERTIFICATE_REVOKED",
                "CERTIFICATE_EXPIRED",
                "CERTIFICATE_UNKNOWN",
                "UNKNOWN_CA",
                "ACCESS_DENIED",
                "UNKNOWN_PSK_IDENTITY"
            })
    void any_other_alert_may_pass(AlertDescription description) throws Exception {
        assertThat(of(alert(description))).isInstanceOf(ServerException.Unreachable.class);
    }

    /** OMA LwM2M Core 1.1, /1/x/11. */
    @Test
    void the_code_of_an_alert_is_known_if_the_server_sent_it() throws Exception {
        assertThat(Failures.alert(of(alert(AlertDescription.UNKNOWN_PSK_IDENTITY))))
                .hasValue(115);
        assertThat(Failures.alert(of(alert(AlertDescription.INTERNAL_ERROR)))).hasValue(80);
        assertThat(Failures.alert(of(new DtlsHandshakeTimeoutException("Handshake flight 1 timed out", 1))))
                .isEmpty();
    }

    @Test
    void an_alert_of_ours_is_our_refusal_of_the_server_and_none_of_the_servers() throws Exception {
        ServerException ours = of(new HandshakeException(
                "certificate has expired", new AlertMessage(AlertLevel.FATAL, AlertDescription.CERTIFICATE_EXPIRED)));

        assertThat(ours)
                .isInstanceOfSatisfying(
                        ServerException.Refused.class,
                        no -> assertThat(no.isByUs()).isTrue());
        assertThat(of(alert(AlertDescription.UNKNOWN_CA)))
                .isInstanceOfSatisfying(
                        ServerException.Refused.class,
                        no -> assertThat(no.isByUs()).isFalse());
        assertThat(Failures.alert(ours)).isEmpty();
    }

    @Test
    void what_the_socket_says_is_of_this_host_unless_nobody_listens_at_the_other_end() throws Exception {
        assertThat(isOfThisHost(new java.net.SocketException("Network is unreachable")))
                .isTrue();
        assertThat(isOfThisHost(new java.net.PortUnreachableException("ICMP"))).isFalse();
        assertThat(isOfThisHost(new IllegalStateException("rejected by the other end")))
                .isFalse();
        assertThat(isOfThisHost(new DtlsHandshakeTimeoutException("Handshake flight 1 timed out", 1)))
                .isFalse();
    }

    private static boolean isOfThisHost(Exception failure) throws CardException {
        return ((ServerException.Unreachable) of(failure)).isOfThisHost();
    }

    @Test
    void a_handshake_without_an_answer_asks_for_server_and_network() throws Exception {
        assertThat(of(new DtlsHandshakeTimeoutException("Handshake flight 1 timed out", 1)))
                .isInstanceOf(ServerException.Unreachable.class)
                .hasMessageContaining("is the server running, and does UDP reach it?");
    }

    /** A request's time may be shorter than that of the handshake, and a server drops what another pre-shared key has encrypted. */
    @Test
    void silence_may_mean_another_pre_shared_key_while_the_server_was_never_heard() {
        assertThat(Failures.ofSilence(SERVER, "Register", Duration.ofSeconds(4), true))
                .hasMessage("coaps://lwm2m.example:5684: no answer to Register within 4 s; is the server running, "
                        + "does UDP reach it, and does it know this identity, with the same key?");
        assertThat(Failures.ofSilence(SERVER, "Register", Duration.ofSeconds(4), false))
                .hasMessageEndingWith("within 4 s; is the server running, and does UDP reach it?");
    }

    @Test
    void anything_else_is_named_by_its_root_cause() throws Exception {
        assertThat(of(new java.net.SocketException("Network is unreachable")))
                .isInstanceOf(ServerException.Unreachable.class)
                .hasMessage("coaps://lwm2m.example:5684: RegisterRequest could not be sent: Network is unreachable");
        assertThat(of(new java.nio.channels.ClosedChannelException()))
                .hasMessageEndingWith("could not be sent: ClosedChannelException");
    }
}
