package iotsafe.credentials.applet;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.tlv.Tlv;

/** COMPUTE HKDF (INS 4A): Extract with SHA-256 (RFC 5869 section 2.2). */
final class ComputeHkdf {
    private static final int KEYING_MATERIAL = 0xD1;
    private static final int SALT = 0xD5;
    private static final Tlv SHA_256 = new Tlv(0x91, Bytes.of((byte) 0x00, (byte) 0x01));
    private static final int HASH_LENGTH = 32;

    private ComputeHkdf() {}

    static Secret extract(AppletSession session, Secret keyingMaterial, Bytes salt) throws CardException {
        String what = "COMPUTE HKDF";
        Declared.require(session, what, Capabilities::hkdf);
        // no salt is one hash length of zeros (RFC 5869 2.2); whether a card takes an empty tag is not known
        Bytes stated = salt.isEmpty() ? Bytes.of(new byte[HASH_LENGTH]) : salt;
        Bytes body =
                Tlv.write(new Tlv(KEYING_MATERIAL, Bytes.of(keyingMaterial.toArray())), new Tlv(SALT, stated), SHA_256);
        Bytes answer = session.ask(
                what,
                AppletSession.answering(Instruction.COMPUTE_HKDF, 0, 0, body),
                "the applet cannot do it now: take the card out and put it back");
        return Answers.secret("answer of COMPUTE HKDF", answer, HASH_LENGTH);
    }
}
