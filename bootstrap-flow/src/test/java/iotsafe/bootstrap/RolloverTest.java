package iotsafe.bootstrap;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static iotsafe.bootstrap.World.SECOND_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.est.EstAnswer;
import iotsafe.est.EstContentType;
import iotsafe.est.EstTransport;
import iotsafe.est.Pkcs10;
import iotsafe.est.TrustAnchors;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The CA changes its key: a device follows without anybody's hand (RFC 7030 4.1.2, 4.1.3; RFC 4210 4.4; est.md E 13, 14). */
@Timeout(20)
class RolloverTest {
    private final World world = new World().withContainers(ENROLMENT_KEY, SECOND_KEY);
    private final TestCa old = world.ca;
    private final TestCa next = old.successor(
            new TestCa.Dates(Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2059-01-01T00:00:00Z")));

    RolloverTest() throws Exception {
        world.managed();
    }

    @Test
    void item_13_a_renewal_follows_the_CA_to_its_new_key_and_keeps_the_old_until_nothing_hangs_on_it()
            throws Exception {
        world.clock.advance(Duration.ofDays(360));
        world.enrolment.est.crts(
                bag(next.vouchingFor(old), next.certificate(), old.vouchingFor(next), old.certificate()));
        world.enrolment.est.sen(issuedBy(next, 700));
        renew();

        SavedState between = world.store.saved();
        assertThat(between.anchors()).containsExactlyInAnyOrder(old.certificate(), next.certificate());
        between.certificate().verify(next.certificate().getPublicKey());
        assertThat(world.management
                        .registered
                        .get(world.management.registered.size() - 1)
                        .anchors())
                .contains(next.certificate(), old.certificate());

        world.clock.advance(Duration.ofDays(300));
        world.enrolment.est.showsCertificateOf(next);
        world.enrolment.est.crts(bag(next.certificate()));
        world.enrolment.est.sen(issuedBy(next, 1400));
        renew();

        assertThat(world.store.saved().anchors()).containsExactly(next.certificate());
    }

    @Test
    void the_old_anchor_stays_while_the_certificate_in_force_hangs_on_it() {
        world.clock.advance(Duration.ofDays(360));
        world.enrolment.est.crts(bag(next.certificate(), old.vouchingFor(next)));
        world.enrolment.est.sen(issuedBy(old, 700));
        renew();

        assertThat(world.store.saved().anchors()).contains(old.certificate(), next.certificate());
    }

    @Test
    void item_14_a_new_root_without_a_link_is_not_installed_and_the_renewal_goes_on() {
        world.clock.advance(Duration.ofDays(360));
        world.enrolment.est.crts(bag(next.certificate(), old.certificate()));
        world.enrolment.est.sen(issuedBy(old, 700));
        renew();

        assertThat(world.store.saved().anchors()).containsExactly(old.certificate());
    }

    @Test
    void item_19_anchors_are_fetched_before_they_expire_though_nothing_is_to_be_renewed() throws Exception {
        TestCa ending = old.successor(
                new TestCa.Dates(Instant.parse("2025-01-01T00:00:00Z"), TestCa.NOW.plus(Duration.ofDays(20))));
        SavedState saved = world.store.saved().trusting(TrustAnchors.of(List.of(ending.certificate())));
        world.store.save(Memory.of(saved));
        world.enrolment.est.crts(bag(next.certificate(), ending.vouchingFor(next), ending.certificate()));

        run(() -> world.store.saved().anchors().size() == 2);

        assertThat(world.store.saved().certificate()).isEqualTo(saved.certificate());
        assertThat(world.events.seen()).contains("crts", "close").doesNotContain("sren", "generate");
        assertThat(world.store.load().history().failures()).isZero();
    }

    @Test
    void item_15_a_server_that_is_not_of_the_CA_whose_new_key_it_brings_is_left() {
        world.clock.advance(Duration.ofDays(360));
        world.enrolment.est.showsCertificateOf(TestCa.root("CN=Somebody"));
        world.enrolment.est.crts(bag(next.certificate(), old.vouchingFor(next)));
        world.told.whenFailed(1, () -> Thread.currentThread().interrupt());
        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);

        assertThat(world.store.saved().anchors()).containsExactly(old.certificate());
        assertThat(world.events.seen()).contains("crts", "close").doesNotContain("sren");
    }

    private static EstTransport bag(X509Certificate... certificates) {
        return (operation, body) ->
                new EstAnswer.Content(ScriptedEst.SOURCE, EstContentType.CERTS_ONLY, TestCa.certsOnly(certificates));
    }

    private static EstTransport issuedBy(TestCa ca, int days) {
        return (operation, body) -> ScriptedEst.certificate(
                ca.client("CN=dev1", Pkcs10.of(body).publicKey(), TestCa.Dates.lasting(Duration.ofDays(days))));
    }

    private void renew() {
        X509Certificate before = world.store.saved().certificate();
        world.ordered = true;
        run(() -> !world.store.saved().certificate().equals(before));
    }

    private void run(BooleanSupplier done) {
        world.told.whenReached(Managed.class, () -> {
            if (done.getAsBoolean()) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);
    }
}
