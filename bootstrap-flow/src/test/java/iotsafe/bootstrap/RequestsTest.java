package iotsafe.bootstrap;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static iotsafe.bootstrap.World.SECOND_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.est.ChannelBinding;
import iotsafe.est.EstAnswer;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import iotsafe.est.Pkcs10;
import iotsafe.est.RequestedNames;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the device asks for, and when it signs that anew (RFC 7030 3.5, 4.2.2, 4.5; est.md E 17, 20 to 22). */
@Timeout(20)
class RequestsTest {
    /** CsrAttrs of one OID, challengePassword: the server demands linking (RFC 7030 4.5.2). */
    private static final byte[] LINKING = HexFormat.of().parseHex("300b06092a864886f70d010907");

    /** CsrAttrs of one attribute: an EC key on P-384. */
    private static final byte[] P384 = HexFormat.of().parseHex("3014301206072a8648ce3d0201310706052b81040022");

    private final World world = new World();

    @Test
    void item_17_a_renewal_has_subject_and_alternative_names_of_the_certificate_byte_for_byte() throws Exception {
        world.withContainers(ENROLMENT_KEY, SECOND_KEY);
        world.bootstrap.est.sen((operation, body) -> ScriptedEst.certificate(
                world.ca.client("O=Würth,CN=dev1", Pkcs10.of(body).publicKey(), "dev1.example")));
        world.managed();
        renewOnce();

        PKCS10CertificationRequest request = new PKCS10CertificationRequest(
                world.enrolment.est.requests.get(0).der());
        X509CertificateHolder before =
                new X509CertificateHolder(world.store.saved().certificate().getEncoded());
        assertThat(request.getSubject().getEncoded())
                .isEqualTo(before.getSubject().getEncoded());
        assertThat(request.getRequestedExtensions()
                        .getExtension(Extension.subjectAlternativeName)
                        .getEncoded())
                .isEqualTo(before.getExtension(Extension.subjectAlternativeName).getEncoded());
    }

    @Test
    void item_20_what_the_server_lists_is_asked_for_and_a_demand_the_card_cannot_meet_stops_before_a_key_is_made() {
        world.bootstrap.est.listsWishes = true;
        world.bootstrap.est.wanted = P384;

        assertThatThrownBy(world.flow()::onceUntilManaged)
                .hasCauseInstanceOf(EstException.Refused.class)
                .hasMessageContaining("the server demands a key on curve 1.3.132.0.34");

        assertThat(world.events.seen()).contains("att", "rollback").doesNotContain("generate");
    }

    @Test
    void a_server_that_does_not_list_its_wishes_is_not_asked_for_them() throws Exception {
        world.flow().onceUntilManaged();

        assertThat(world.events.seen()).doesNotContain("att");
    }

    @Test
    void item_21_a_refused_request_is_made_as_the_server_then_says() throws Exception {
        world.bootstrap.est.binding = Optional.of(new ChannelBinding(new byte[12]));
        world.bootstrap.est.wanted = LINKING;
        world.bootstrap.est.sen(ScriptedEst.refused());

        world.flow().onceUntilManaged();

        assertThat(world.events.seen())
                .containsSubsequence("generate", "sign enrolled", "sen", "att", "sign enrolled", "save", "sen");
        assertThat(world.events.count("generate")).isOne();
        assertThat(world.bootstrap.est.requests.get(1).link())
                .contains(Base64.getEncoder().encodeToString(new byte[12]));
    }

    @Test
    void one_that_is_refused_although_it_says_all_that_is_wanted_is_not_repeated() {
        world.bootstrap.est.listsWishes = true;
        world.bootstrap.est.binding = Optional.of(new ChannelBinding(new byte[12]));
        world.bootstrap.est.wanted = LINKING;
        world.bootstrap.est.sen(ScriptedEst.refused());

        assertThatThrownBy(world.flow()::onceUntilManaged).hasMessageContaining("4.03 FORBIDDEN");

        assertThat(world.bootstrap.est.requests).hasSize(1);
    }

    @Test
    void item_22_after_a_reconnect_the_request_is_signed_anew_with_the_same_key() throws Exception {
        ScriptedEst est = world.bootstrap.est;
        est.listsWishes = true;
        est.binding = Optional.of(new ChannelBinding(new byte[12]));
        est.wanted = LINKING;
        est.sen((operation, body) -> {
            est.binding = Optional.of(new ChannelBinding(new byte[] {1, 2, 3}));
            return refusal(operation);
        });

        world.flow().onceUntilManaged();

        assertThat(est.requests).hasSize(2);
        assertThat(est.requests.get(1).publicKey())
                .isEqualTo(est.requests.get(0).publicKey());
        assertThat(est.requests.get(1).link()).contains("AQID");
        assertThat(world.events.count("generate")).isOne();
    }

    @Test
    void item_22_so_is_one_that_an_earlier_session_has_left() throws Exception {
        ScriptedEst est = world.bootstrap.est;
        est.listsWishes = true;
        est.binding = Optional.of(new ChannelBinding(new byte[12]));
        est.wanted = LINKING;
        est.sen(ScriptedEst.unreachable());
        assertThatThrownBy(world.flow()::onceUntilManaged).isInstanceOf(FlowException.class);
        est.binding = Optional.of(new ChannelBinding(new byte[] {1, 2, 3}));

        world.flow().onceUntilManaged();

        assertThat(est.requests.get(1).link()).contains("AQID");
        assertThat(world.events.count("generate")).isOne();
    }

    @Test
    void item_22_where_each_exchange_has_its_own_connection_a_request_is_linked_as_it_leaves() throws Exception {
        ScriptedEst est = closing(world.bootstrap.est);
        est.sen(ScriptedEst.pending(Duration.ofMinutes(1)));

        world.flow().onceUntilManaged();

        assertThat(est.requests)
                .extracting(request -> request.link().orElse("none"))
                .containsExactly("AQ==", "Ag==");
        assertThat(est.requests.get(1).publicKey())
                .isEqualTo(est.requests.get(0).publicKey());
        assertThat(world.events.count("generate")).isOne();
    }

    @Test
    void item_22_so_it_is_in_a_renewal_and_it_keeps_the_names_of_the_certificate() throws Exception {
        world.withContainers(ENROLMENT_KEY, SECOND_KEY).managed();
        X509Certificate before = world.store.saved().certificate();
        ScriptedEst est = closing(world.enrolment.est);
        renewOnce();

        assertThat(est.requests).hasSize(1);
        assertThat(est.requests.get(0).link()).contains("AQ==");
        assertThat(est.requests.get(0).asksFor(RequestedNames.replacing(before)))
                .isTrue();
    }

    @Test
    void item_48_a_card_that_does_not_sign_for_the_connection_is_told_as_the_reason() {
        closing(world.bootstrap.est);
        CardException pulled = new CardException.Unreachable("pulled");
        world.told.whenReached(NeedCertificate.class, () -> world.card.fail("sign enrolled", pulled));

        assertThatThrownBy(world.flow()::onceUntilManaged).hasCause(pulled);
        assertThat(world.bootstrap.est.requests).isEmpty();
    }

    private static ScriptedEst closing(ScriptedEst est) {
        est.linksRequests = true;
        est.listsWishes = true;
        est.wanted = LINKING;
        return est;
    }

    @Test
    void names_of_the_configuration_are_asked_for_at_first_and_those_of_the_certificate_ever_after() throws Exception {
        RequestedNames configured =
                RequestedNames.of(new X500Principal("OU=Meters,O=Würth"), List.of("dns:dev1.example"));
        world.withContainers(ENROLMENT_KEY, SECOND_KEY).naming(configured).managed();
        X509Certificate before = world.store.saved().certificate();
        assertThat(world.bootstrap.est.requests)
                .singleElement()
                .matches(request -> request.asksFor(configured.withCommonName("dev1")));

        world.naming(RequestedNames.of(new X500Principal("O=Other"), List.of()));
        renewOnce();

        assertThat(world.enrolment.est.requests)
                .singleElement()
                .matches(request -> request.asksFor(RequestedNames.replacing(before)));
    }

    @Test
    void a_request_that_is_refused_under_the_names_of_an_earlier_configuration_is_made_anew() throws Exception {
        world.naming(RequestedNames.of(new X500Principal("O=Wrong"), List.of()));
        world.bootstrap.est.sen(ScriptedEst.refused());
        assertThatThrownBy(world.flow()::onceUntilManaged).isInstanceOf(FlowException.class);
        world.naming(Settings.NO_NAMES);
        world.bootstrap.est.sen(ScriptedEst.refused());

        world.flow().onceUntilManaged();

        assertThat(world.bootstrap.est.requests)
                .extracting(request -> request.subject().getName())
                .containsExactly("CN=dev1,O=Wrong", "CN=dev1,O=Wrong", "CN=dev1");
        assertThat(world.events.count("generate")).isOne();
    }

    private void renewOnce() {
        world.clock.advance(Duration.ofDays(360));
        world.ordered = true;
        world.told.whenReached(Switching.class, () -> Thread.currentThread().interrupt());
        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);
    }

    @Test
    void a_container_that_changed_its_id_while_the_request_failed_is_found_again() throws Exception {
        CredentialUri.OnCard renamed = World.onCard("iotsafe:type=private;id=06");
        world.card.renames(ENROLMENT_KEY, renamed);
        world.card.fail("sign " + World.name(renamed), new CardException.Unreachable("pulled"));
        assertThatThrownBy(world.flow()::onceUntilManaged).isInstanceOf(FlowException.class);

        world.flow().onceUntilManaged();

        assertThat(world.store.saved().key()).isEqualTo(renamed);
    }

    private static EstAnswer refusal(EstOperation operation) throws EstException {
        return ScriptedEst.refused().exchange(operation, new byte[0]);
    }
}
