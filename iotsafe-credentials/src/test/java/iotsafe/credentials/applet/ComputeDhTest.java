package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.PUBLIC_05;
import static iotsafe.credentials.applet.Vectors.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.ApduTransport;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CommandApdu;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COMPUTE DH (interface reference 3.11, 6.7). */
class ComputeDhTest extends CardTest {
    private static final String COMMAND = "81 46 00 00 06 84 01 01 85 01 05 00";

    @Test
    void an_ephemeral_exchange_takes_four_exchanges_and_both_sides_agree() throws Exception {
        KeyPair inCard = SoftKeys.p256();
        KeyPair peer = SoftKeys.p256();
        IotSafeApplet ephemeral = new IotSafeApplet(() -> CardConnection.over("an agreeing card", agreeing(inCard)));

        GeneratedKeyPair own = ephemeral.generateKeyPair(PRIVATE_01);
        ephemeral.putPublicKey(PUBLIC_05, (ECPublicKey) peer.getPublic());
        Secret shared = ephemeral.agree(own.privateKeyUri(), PUBLIC_05);

        assertThat(ephemeral.exchanges()).isEqualTo(2 + 4);
        assertThat(Bytes.of(shared.toArray()))
                .isEqualTo(SoftKeys.agree((ECPrivateKey) peer.getPrivate(), own.publicKey()));
    }

    /** A card that does B9, 24, D8 and 46 with one key pair, reading the peer's point from the bytes that were put. */
    private static ApduTransport agreeing(KeyPair own) {
        AtomicReference<ECPublicKey> peer = new AtomicReference<>();
        return bytes -> {
            CommandApdu command = CommandApdu.of(bytes);
            try {
                Bytes answer = switch (command.ins()) {
                    case 0x70 -> bytes("01");
                    case 0xB9 -> PublicKeyData.write((ECPublicKey) own.getPublic());
                    case 0xD8 -> {
                        peer.set(PublicKeyData.read("block", command.body()));
                        yield Bytes.EMPTY;
                    }
                    case 0x46 -> SoftKeys.agree((ECPrivateKey) own.getPrivate(), Objects.requireNonNull(peer.get()));
                    default -> Bytes.EMPTY;
                };
                return Bytes.concat(answer, bytes("9000")).toArray();
            } catch (CardException | GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "id=01, id=05, 06 84 01 01 85 01 05",
        "id=01, label=B, 06 84 01 01 75 01 42",
        "label=A, id=05, 06 85 01 05 74 01 41",
        "label=A, label=B, 06 74 01 41 75 01 42",
    })
    void names_stand_in_the_order_84_85_74_75(String own, String peer, String body) throws CardException {
        card.on("81 46 00 00" + body + "00", "11".repeat(32) + "9000");
        applet.agree(uri("iotsafe:type=private;" + own), uri("iotsafe:type=public;" + peer));
        card.isFinished();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 31, 33, 64})
    void an_answer_of_another_length_is_unreadable_and_not_shown(int length) {
        card.on(COMMAND, "C7".repeat(length) + "9000");
        assertThatThrownBy(() -> applet.agree(PRIVATE_01, PUBLIC_05))
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessage("answer of COMPUTE DH: byte 0: %d bytes where 32 were to come".formatted(length));
    }

    @Test
    void an_empty_container_is_refused_with_what_to_do_first() {
        card.on(COMMAND, "6985");
        assertThatThrownBy(() -> applet.agree(PRIVATE_01, PUBLIC_05))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("put the peer's public key first");
    }

    @Test
    void both_kinds_of_container_are_checked_before_the_card_is_asked() {
        assertThatThrownBy(() -> applet.agree(PUBLIC_05, PUBLIC_05)).hasMessageContaining("write type=private");
        assertThatThrownBy(() -> applet.agree(PRIVATE_01, PRIVATE_01)).hasMessageContaining("write type=public");
    }
}
