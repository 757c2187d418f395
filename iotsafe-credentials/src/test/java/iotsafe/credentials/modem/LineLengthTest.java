package iotsafe.credentials.modem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.credentials.modem.AtModem.Quirk;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Some modems take lines of up to 127 characters, some of up to 500 (interface reference 5.5), and no line can go on in a second one. */
class LineLengthTest {
    private static final Bytes LONGEST_ID = Bytes.ofHex("01".repeat(20));
    private static final Bytes HASH = Bytes.ofHex("00".repeat(32));

    @ParameterizedTest
    @EnumSource(
            value = ModemAccess.class,
            names = {"CCHO", "CSIM"})
    void all_that_a_device_with_a_certificate_sends_fits_into_127_characters(ModemAccess access) {
        FakeLine line = new FakeLine(new AtModem(new TestCard(), Quirk.OPAQUE_HANDLE));
        try (IotSafeApplet applet = applet(access, line)) {
            for (Command command : List.<Command>of(
                    card -> card.identity(),
                    card -> card.capabilities(),
                    card -> card.objects(),
                    card -> card.readFile(named(ObjectType.FILE)),
                    card -> card.publicKey(named(ObjectType.PUBLIC)),
                    card -> card.generateKeyPair(named(ObjectType.PRIVATE)),
                    card -> card.sign(named(ObjectType.PRIVATE), HASH),
                    card -> card.random(256))) {
                sendWhateverTheAnswer(command, applet);
            }
        }
        assertThat(line.commands()).hasSizeGreaterThan(8).allMatch(command -> command.length() <= 127);
    }

    /** RFC 5489 2 with RFC 5246 8.1: the longest question of a handshake with a shared secret. */
    @ParameterizedTest
    @EnumSource(
            value = ModemAccess.class,
            names = {"CCHO", "CSIM"})
    void a_handshake_with_a_shared_secret_fits_into_500_and_where_only_127_do_the_sentence_says_so(ModemAccess access) {
        Command masterSecret = card -> card.prf(
                named(ObjectType.SECRET),
                Optional.of(Secret.of(HASH.toArray())),
                Bytes.ofHex("00".repeat("master secret".length() + 64)),
                48);
        FakeLine ample = new FakeLine(new AtModem(new TestCard(), Quirk.OPAQUE_HANDLE));
        try (IotSafeApplet applet = applet(access, ample)) {
            sendWhateverTheAnswer(masterSecret, applet);
        }
        assertThat(ample.commands())
                .anyMatch(command -> command.length() > 127)
                .allMatch(command -> command.length() <= 500);

        FakeLine narrow = new FakeLine(new AtModem(new TestCard(), Quirk.COMMANDS_UP_TO_127));
        try (IotSafeApplet applet = applet(access, narrow)) {
            assertThatThrownBy(() -> masterSecret.on(applet))
                    .hasMessageMatching(".* with a line of 3[0-9]{2} characters, where some modems take 127 .*");
        }
    }

    private static IotSafeApplet applet(ModemAccess access, FakeLine line) {
        return new IotSafeApplet(new ModemReader(
                new ModemAddress(Path.of("/dev/m"), 115_200, access), (place, unused) -> line, line::nanos));
    }

    private static CredentialUri.OnCard named(ObjectType type) {
        return CredentialUri.OnCard.byId(type, LONGEST_ID);
    }

    /** What is sent counts; the card does not have the half of it. */
    private static void sendWhateverTheAnswer(Command command, IotSafeApplet applet) {
        try {
            command.on(applet);
        } catch (CardException e) {
            assertThat(e).isInstanceOf(CardException.Refused.class);
        }
    }

    @FunctionalInterface
    private interface Command {
        Object on(IotSafeApplet card) throws CardException;
    }
}
