package iotsafe.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.sim.KeyFunction;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the agent asks of a card on its way to a registration, against the software SIM in each of its profiles: two readings of GSMA
 * IoT.05 that share no code. Each profile is a way in which real cards differ.
 */
class ProfileMatrixTest {
    private static final CredentialUri.OnCard FACTORY_KEY = onCard(ObjectType.PRIVATE, "01");
    private static final CredentialUri.OnCard CERTIFICATE = onCard(ObjectType.FILE, "02");
    private static final CredentialUri.OnCard NEW_KEY = onCard(ObjectType.PRIVATE, "05");
    private static final byte[] CONTENT = new byte[600];
    /** An applet that cannot be had without a logical channel. */
    private static final Set<String> WITHOUT_AN_APPLET = Set.of("no-channels", "no-channel-number");
    /** Its public keys are known to whoever was told, not to a reader. */
    private static final Set<String> SECRETIVE = Set.of("no-labels", "public-key-unreadable");

    static {
        Arrays.fill(CONTENT, (byte) 0xA5);
        System.arraycopy(Bytes.ofHex("30820254").toArray(), 0, CONTENT, 0, 4); // DER: 596 bytes follow
    }

    static Stream<Arguments> profiles() {
        return Stream.concat(
                        Profile.names().stream(),
                        Stream.of(
                                "class-0c+le-refused+wrapper-per-class+signature-form-c+read-block-128",
                                "answer-9f+ids-change+session-left-open+no-application-data",
                                "select-61+sw-91-every-1+list-part-64+tag-92-defect+bare-point+no-file-size"))
                .filter(name -> !WITHOUT_AN_APPLET.contains(name))
                .flatMap(name -> Stream.of(Arguments.of(name, Protocol.T1), Arguments.of(name, Protocol.T0)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("profiles")
    void the_card_does_all_that_a_device_needs(String profile, Protocol protocol) throws Exception {
        SimMemory memory = personalised(profile, protocol);
        SoftwareSim sim = SoftwareSim.inMemory(memory);
        try (IotSafeApplet card = new IotSafeApplet(() -> CardConnection.over("SIM", sim::process))) {
            assertThat(asked(card::identity).value()).startsWith("iccid:");
            assertThat(asked(() -> card.readFile(CERTIFICATE))).isEqualTo(Bytes.of(CONTENT));
            PublicKey factory = SECRETIVE.contains(profile)
                    ? memory.publicKey(Octets.hex("01")).orElseThrow()
                    : asked(() -> card.publicKey(FACTORY_KEY));
            assertSigns(card, FACTORY_KEY, factory);
            GeneratedKeyPair pair = asked(() -> card.generateKeyPair(NEW_KEY));
            assertThat(pair.publicKey()).isNotEqualTo(factory);
            assertSigns(card, pair.privateKeyUri(), pair.publicKey());
            assertThat(asked(() -> card.random(32)).length()).isEqualTo(32);
        }
    }

    @ParameterizedTest
    @MethodSource("withoutAnApplet")
    void a_card_that_cannot_be_used_says_so_in_one_sentence(String profile) {
        SoftwareSim sim = SoftwareSim.inMemory(personalised(profile, Protocol.T1));
        try (IotSafeApplet card = new IotSafeApplet(() -> CardConnection.over("SIM", sim::process))) {
            assertThatThrownBy(card::connect)
                    .isInstanceOfAny(CardException.Refused.class, CardException.Unreadable.class);
        }
    }

    static Stream<String> withoutAnApplet() {
        return WITHOUT_AN_APPLET.stream();
    }

    private static SimMemory personalised(String profile, Protocol protocol) {
        return SimMemory.blank(Profile.named(profile))
                .protocol(protocol)
                .addKeyPair("factory", Octets.hex("01"), Octets.hex("01"), KeyFunction.values())
                .generateKeyPair(Octets.hex("01"))
                .addFile(Octets.hex("02"), "certificate", CONTENT, 2)
                .addKeyPair("operational", Octets.hex("05"), Octets.hex("05"), KeyFunction.values());
    }

    /** A remote server at work on the card (6984) is waited for by asking again, as the flow does. */
    private static <T> T asked(Question<T> question) throws CardException {
        for (int tries = 0; ; tries++) {
            try {
                return question.ask();
            } catch (CardException.Refused e) {
                if (tries == 4 || e.status() == null || e.status().value() != 0x6984) {
                    throw e;
                }
            }
        }
    }

    private static void assertSigns(IotSafeApplet card, CredentialUri.OnCard key, PublicKey publicKey)
            throws CardException, GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(CONTENT);
        Bytes raw = asked(() -> card.sign(key, Bytes.of(hash)));
        Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
        verifier.initVerify(publicKey);
        verifier.update(hash);
        assertThat(verifier.verify(raw.toArray())).isTrue();
    }

    private static CredentialUri.OnCard onCard(ObjectType type, String id) {
        return CredentialUri.OnCard.byId(type, Bytes.ofHex(id));
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws CardException;
    }
}
