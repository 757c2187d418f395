package iotsafe.credentials.applet;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.ResponseApdu;
import iotsafe.credentials.tlv.Tlv;
import java.util.Optional;

/** COMPUTE PRF (INS 48): P_SHA256 of TLS 1.2 (RFC 5246 section 5), in three modes that differ in where the secret comes from. */
final class ComputePrf {
    private static final int SECRET_GIVEN = 0x00;
    private static final int PSK = 0x01;
    private static final int PSK_WITH_ECDHE = 0x02;

    private static final int SECRET = 0xD1;
    private static final int LABEL_AND_SEED = 0xD2;
    private static final int LENGTH = 0xD3;
    private static final int SHARED_SECRET = 0xD4;

    private static final int WRONG_P1 = 0x6A86;

    private ComputePrf() {}

    /** Mode 00: over a secret from outside. */
    static Secret overGiven(AppletSession session, Secret secret, Bytes labelAndSeed, int length) throws CardException {
        Bytes source = Tlv.write(new Tlv(SECRET, Bytes.of(secret.toArray())));
        return run(session, "COMPUTE PRF", SECRET_GIVEN, source, labelAndSeed, length);
    }

    /** Mode 01, or 02 with a shared secret: over one that stays on the card. */
    static Secret overPsk(
            AppletSession session, CredentialUri.OnCard psk, Optional<Secret> shared, Bytes labelAndSeed, int length)
            throws CardException {
        Containers.require(psk, ObjectType.SECRET);
        Bytes name = Containers.name(psk);
        Bytes source = shared.map(z -> Bytes.concat(name, Tlv.write(new Tlv(SHARED_SECRET, Bytes.of(z.toArray())))))
                .orElse(name);
        int mode = shared.isPresent() ? PSK_WITH_ECDHE : PSK;
        return run(session, "COMPUTE PRF " + psk, mode, source, labelAndSeed, length);
    }

    private static Secret run(
            AppletSession session, String what, int mode, Bytes source, Bytes labelAndSeed, int length)
            throws CardException {
        Declared.require(session, what, Capabilities::prf);
        Bytes body = Bytes.concat(
                source, Tlv.write(new Tlv(LABEL_AND_SEED, labelAndSeed), new Tlv(LENGTH, Bytes.of((byte) length))));
        CommandApdu command = AppletSession.answering(Instruction.COMPUTE_PRF, mode, 0, body);
        ResponseApdu answer = session.send(what, command);
        if (mode != SECRET_GIVEN && answer.status().value() == WRONG_P1) {
            throw new CardException.Refused(
                    what,
                    answer.status(),
                    "this applet computes over no secret of its own (mode %02X), so that a PSK cannot stay on it: use a card that does, or a certificate"
                            .formatted(mode));
        }
        if (!answer.status().isSuccess()) {
            throw Refusal.of(
                    what, answer.status(), "the container is empty or may not derive keys: have a PSK written to it");
        }
        return Answers.secret("answer of COMPUTE PRF", answer.data(), length);
    }
}
