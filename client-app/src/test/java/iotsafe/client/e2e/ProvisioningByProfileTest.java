package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.SavedState;
import iotsafe.client.e2e.ProfiledDevice.Personalisation;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.jca.IotSafeProvider;
import iotsafe.sim.Profile;
import iotsafe.sim.apdu.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole way from a SIM as it left the factory to a device under management, for every profile of the software SIM and for combinations in
 * which quirks meet: bootstrap under the factory key, the CA's certificates, key pair, request, enrolment, registration, a read by the server;
 * then a second start (interface reference, sections 1 to 4 and 7; design, sections 6 and 10).
 */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class ProvisioningByProfileTest {
    static {
        IotSafeProvider.install(); // as Main does: before any class of Scandium loads
    }

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;

    private final InProcessCa ca;

    private int devices;

    ProvisioningByProfileTest(Shared shared) throws IOException {
        this.shared = shared;
        this.ca = new InProcessCa(shared.bed(), stage.newFolder());
    }

    static Stream<Arguments> cards() {
        return Stream.of(
                        alone(),
                        throughT0(),
                        classAndLengthAndChannel(),
                        listForms(),
                        endsOfFiles(),
                        sessions(),
                        names(),
                        waitingAnswers(),
                        changesFromAfar(),
                        otherIds())
                .flatMap(cards -> cards);
    }

    /** Each profile as it is, over T=1. */
    private static Stream<Arguments> alone() {
        return Profile.names().stream()
                .filter(name -> !Refused.ALONE.contains(name))
                .map(name -> card(name, Protocol.T1, Personalisation.USUAL));
    }

    /** Quirks of the transport are others over T=0, where each answer waits anyway. */
    private static Stream<Arguments> throughT0() {
        return Stream.of(
                        "standard",
                        "class-0c",
                        "class-8c",
                        "le-refused",
                        "le-exact",
                        "le-exact-reading",
                        "answer-9f",
                        "answer-part-40",
                        "get-response-60",
                        "get-response-8c",
                        "get-response-0c",
                        "sw-91-every-1",
                        "select-61",
                        "first-channel-4",
                        "read-block-128",
                        "aid-early+no-application-data+wrapper-per-class+list-part-64")
                .map(name -> card(name, Protocol.T0, Personalisation.USUAL));
    }

    /** Sections 1.2, 1.3, 1.5: each learns from a refusal of its own, in whatever order they come. */
    private static Stream<Arguments> classAndLengthAndChannel() {
        return product(
                        List.of("class-8c", "class-0c"),
                        List.of("standard", "le-refused", "le-exact-reading+le-exact"),
                        List.of("standard", "first-channel-4+answer-61", "close-without-p3+select-with-le"))
                .filter(name -> !(name.contains("le-refused") && name.contains("select-with-le"))) // no card is both
                .flatMap(name -> Stream.of(
                        card(name, Protocol.T1, Personalisation.USUAL),
                        card(name, Protocol.T0, Personalisation.USUAL)));
    }

    /** Sections 2.4, 3.2.2, 3.2.3: what tells one object from the next. */
    private static Stream<Arguments> listForms() {
        return Stream.concat(
                        product(
                                List.of("standard", "wrapper-per-object", "wrapper-per-class"),
                                List.of("standard", "tag-92-defect"),
                                List.of("standard", "list-part-64", "list-part-17+list-reversed", "no-labels")),
                        product(
                                List.of("tag-92-defect"),
                                List.of("wrapper-per-class+no-file-size", "bare-header", "le-exact+answer-part-40")))
                .map(name -> card(name, Protocol.T1, Personalisation.BY_LABEL));
    }

    /** Section 3.3. A file in PEM does not tell its length. */
    private static Stream<Arguments> endsOfFiles() {
        return product(
                        List.of("standard", "eof-empty", "eof-6981"),
                        List.of("standard", "read-block-128", "file-padding-64", "no-file-size", "le-exact-reading"))
                .map(name -> card(name, Protocol.T1, Personalisation.PEM));
    }

    /** Section 3.1. */
    private static Stream<Arguments> sessions() {
        return Stream.of(
                        "session-0-only+session-stays-open",
                        "session-0-only+session-left-open",
                        "session-0-refused+session-left-open",
                        "session-full-6989+session-stays-open",
                        "session-full-6989+session-left-open",
                        "session-stays-open+session-left-open+le-refused+class-0c",
                        "signature-form-c+session-stays-open+answer-part-40")
                .map(name -> card(name, Protocol.T1, Personalisation.USUAL));
    }

    /** Sections 1.1, 1.4: an older name must be confirmed by a command, whose form is still to be learnt. */
    private static Stream<Arguments> names() {
        return Stream.of(
                        "aid-thales+class-0c",
                        "aid-early+class-8c+le-exact",
                        "aid-early+no-application-data+wrapper-per-class",
                        "aid-early+no-application-data+bare-header+tag-92-defect",
                        "aid-thales+select-with-le+tag-11-defect",
                        "aid-longer+select-61",
                        "aid-early+aid-whole+select-91+closed-channel-6e00")
                .map(name -> card(name, Protocol.T1, Personalisation.USUAL));
    }

    /** Section 1.5. */
    private static Stream<Arguments> waitingAnswers() {
        return Stream.of(
                        "class-8c+get-response-8c+sw-91-every-1",
                        "class-0c+get-response-0c+first-channel-4",
                        "class-0c+get-response-8c+first-channel-2",
                        "answer-9f+get-response-60+read-block-240",
                        "answer-part-40+answer-61+signature-form-d",
                        "le-refused+answer-9f+signature-form-e+close-with-p3",
                        "select-61+sw-91-every-3+random-61+get-response-60")
                .map(name -> card(name, Protocol.T1, Personalisation.USUAL));
    }

    /** Section 4: ids, attributes and states change while the flow is on its way, at every step. */
    private static Stream<Arguments> changesFromAfar() {
        Stream<String> early = Stream.of("ids-change", "ids-change+class-0c+le-refused")
                .flatMap(name -> Stream.of(
                                "admin-63cf-1", "admin-63cf-4", "admin-63cf-7", "admin-6989-1", "admin-6984-1")
                        .map(admin -> name + "+" + admin));
        Stream<String> later = Stream.of(5, 6, 7, 8)
                .flatMap(at -> Stream.of("ids-change+admin-6989-" + at, "ids-change+admin-6984-" + at));
        // where the flow begins again after the key has got a new id, its label still names it, or else that it is the
        // only one left over
        return Stream.concat(
                Stream.concat(early, Stream.of("ids-change+bare-point", "ids-change+key-pair-ids-only+bare-point"))
                        .map(name -> card(name, Protocol.T1, Personalisation.USUAL)),
                later.flatMap(name -> Stream.of(
                        card(name, Protocol.T1, Personalisation.BY_LABEL),
                        card(name, Protocol.T1, Personalisation.USUAL))));
    }

    /** Section 2.1. */
    private static Stream<Arguments> otherIds() {
        return Stream.of("standard", "ids-change", "bare-key-pair", "key-pair-ids-only+no-labels", "answer-61")
                .flatMap(name -> Stream.of(
                        card(name, Protocol.T1, Personalisation.ASCII_IDS),
                        card(name, Protocol.T1, Personalisation.LONG_IDS),
                        card(name, Protocol.T0, Personalisation.LONG_IDS)));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("cards")
    void a_device_is_provisioned_managed_and_back_after_a_restart(
            String profile, Protocol protocol, Personalisation made) throws Exception {
        ProfiledDevice device = device(profile, protocol, made);
        ExchangeBudget budget = new ExchangeBudget(device, Profile.named(profile), protocol, made);
        SavedState first;
        try (ProfiledDevice.Run run = device.start()) {
            Managed managed = run.managed();
            first = managed.saved();
            is_enrolled_with_a_key_of_the_card(device, first);
            assertThat(shared.management().ask("GET", device.endpoint(), "/3/0", ""))
                    .containsEntry("success", true);
            assertThat(run.cost().exchanges()).as("first start").isLessThanOrEqualTo(budget.first());
        }
        try (ProfiledDevice.Run run = device.start()) {
            assertThat(run.managed().saved()).isEqualTo(first);
            assertThat(run.cost().exchanges()).as("second start").isLessThanOrEqualTo(budget.warm());
        }
        keeps_its_private_keys(device);
    }

    private static void is_enrolled_with_a_key_of_the_card(ProfiledDevice device, SavedState saved) {
        assertThat(saved.endpoint()).isEqualTo(device.endpoint());
        assertThat(device.enrolledKeys())
                .extracting(key -> Bytes.of(key.getEncoded()))
                .containsExactly(Bytes.of(saved.certificate().getPublicKey().getEncoded()));
        assertThat(saved.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=" + device.endpoint());
    }

    private static void keeps_its_private_keys(ProfiledDevice device) throws IOException {
        PrivateKeySearch search = new PrivateKeySearch();
        List<Bytes> keys = device.privateKeys();
        assertThat(keys).hasSize(2);
        keys.forEach(key -> search.lookingFor("key " + keys.indexOf(key), key.toArray()));
        assertThat(search.foundIn(device.line().passed()))
                .as("the line to the card")
                .isEmpty();
        try (Stream<Path> files = Files.list(device.state())) {
            for (Path file : files.toList()) {
                assertThat(search.foundIn(Files.readAllBytes(file)))
                        .as("%s", file)
                        .isEmpty();
            }
        }
    }

    /** Cards that cannot do what is needed, and what is said of them. */
    private static final class Refused {
        static final List<String> ALONE = List.of("no-channels", "no-channel-number");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("no-channels", "opening a logical channel"),
                Arguments.of(
                        "no-channel-number",
                        "a channel number from 1 to 19 is needed, not \"\": try the SIM in another reader or modem"),
                Arguments.of(
                        "aid-longer+aid-whole", "no IoT SAFE applet on the card in the software SIM; insert a SIM"),
                Arguments.of("ids-change+bare-key-pair", "name a key by its label, which stays"),
                Arguments.of("key-pair-ids-only+public-key-unreadable", "the container is empty or may not be read"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void a_card_that_cannot_do_it_ends_in_one_sentence(String profile, String sentence) throws Exception {
        ProfiledDevice device = device(profile, Protocol.T1, Personalisation.USUAL);
        try (ProfiledDevice.Run run = device.start()) {
            assertThat(run.failure())
                    .hasValueSatisfying(
                            said -> assertThat(said).contains(sentence).doesNotContain("\n"));
        }
    }

    private ProfiledDevice device(String profile, Protocol protocol, Personalisation made)
            throws IOException, InterruptedException {
        devices++;
        return new ProfiledDevice(
                "profile-" + devices, Profile.named(profile), protocol, made, stage.newFolder(), shared, ca);
    }

    private static Arguments card(String profile, Protocol protocol, Personalisation made) {
        return Arguments.of(profile, protocol, made);
    }

    /** One of each list, joined in all ways. */
    @SafeVarargs
    private static Stream<String> product(List<String>... choices) {
        List<String> joined = List.of("standard");
        for (List<String> choice : choices) {
            List<String> longer = new ArrayList<>();
            joined.forEach(before -> choice.forEach(one -> longer.add(before + "+" + one)));
            joined = longer;
        }
        return joined.stream().map(name -> Profile.named(name).name());
    }
}
