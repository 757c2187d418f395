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
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
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
        world.clock.advance(Duration.ofDays(360));

        world.ordered = true;
        world.told.whenReached(Switching.class, () -> Thread.currentThread().interrupt());
        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);

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
