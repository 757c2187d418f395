package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.lwm2m.kept.KeptRegistration;
import iotsafe.credentials.CredentialUri;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.californium.scandium.dtls.pskstore.SinglePskStore;
import org.eclipse.leshan.core.link.Link;
import org.eclipse.leshan.core.request.BindingMode;
import org.eclipse.leshan.core.request.RegisterRequest;
import org.eclipse.leshan.core.request.UpdateRequest;
import org.junit.jupiter.api.Test;

/** What an Update cannot tell a server takes a Register (OMA LwM2M Core 6.2.1, 6.2.2). */
class RegisteredAsTest {
    private static final URI SERVER = URI.create("coaps://lwm2m.example:5684");
    private static final KeptRegistration BEFORE =
            as(request("dev1", "1.1", "U", false, 86400, "/3/0"), SERVER, "psk1");

    private static RegisterRequest request(
            String endpoint, String version, String binding, boolean queueMode, long lifetime, String link) {
        return new RegisterRequest(
                endpoint,
                lifetime,
                version,
                EnumSet.copyOf(BindingMode.parse(binding)),
                queueMode,
                null,
                new Link[] {new Link(link)},
                null);
    }

    private static KeptRegistration as(RegisterRequest request, URI server, String identity) {
        Party party = new Party.PreShared(
                new AccountPsk.OnCard(
                        new PskName(identity, (CredentialUri.OnCard) CredentialUri.parse("iotsafe:type=secret;id=0A"))),
                new SinglePskStore(identity, "a key".getBytes(StandardCharsets.US_ASCII)));
        return RegisteredAs.of(request, "/rd/1", server, party);
    }

    @Test
    void the_same_device_at_the_same_server_is_known_again_whatever_an_Update_can_tell() {
        assertThat(BEFORE.isOnTermsOf(as(request("dev1", "1.1", "U", false, 60, "/5/0"), SERVER, "psk1")))
                .isTrue();
    }

    @Test
    void another_name_version_binding_mode_server_or_identity_is_not() {
        List<KeptRegistration> others = Stream.of(
                        as(request("dev2", "1.1", "U", false, 86400, "/3/0"), SERVER, "psk1"),
                        as(request("dev1", "1.2", "U", false, 86400, "/3/0"), SERVER, "psk1"),
                        as(request("dev1", "1.1", "T", false, 86400, "/3/0"), SERVER, "psk1"),
                        as(request("dev1", "1.1", "U", true, 86400, "/3/0"), SERVER, "psk1"),
                        as(
                                request("dev1", "1.1", "U", false, 86400, "/3/0"),
                                SERVER.resolve("//other.example"),
                                "psk1"),
                        as(request("dev1", "1.1", "U", false, 86400, "/3/0"), SERVER, "psk2"))
                .toList();

        assertThat(others).hasSize(6).noneMatch(BEFORE::isOnTermsOf);
    }

    @Test
    void an_Update_tells_what_has_changed_and_nothing_else() {
        RegisterRequest same = request("dev1", "1.1", "U", false, 86400, "/3/0");
        UpdateRequest nothing = RegisteredAs.update(BEFORE, as(same, SERVER, "psk1"), same);
        assertThat(nothing.getRegistrationId()).isEqualTo("/rd/1");
        assertThat(nothing.getLifeTimeInSec()).isNull();
        assertThat(nothing.getObjectLinks()).isNull();

        RegisterRequest other = request("dev1", "1.1", "U", false, 60, "/5/0");
        UpdateRequest both = RegisteredAs.update(BEFORE, as(other, SERVER, "psk1"), other);
        assertThat(both.getLifeTimeInSec()).isEqualTo(60);
        assertThat(both.getObjectLinks()).containsExactly(new Link("/5/0"));
    }
}
