package iotsafe.credentials.applet;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Dialect.Habit;
import iotsafe.credentials.apdu.StatusWord;
import iotsafe.credentials.applet.SignatureFields.Algorithm;
import iotsafe.credentials.applet.SignatureFields.Mode;
import iotsafe.credentials.tlv.Tlv;

/**
 * VERIFY SIGNATURE over a hash, mode 03 (INS 2C and 2D). Cards differ in the length of tag 33, two bytes or one, as in their own
 * signatures: the form seen there comes first, two bytes on a card that has not signed, and the other if the body is refused.
 */
final class VerifySignature {
    private static final int MISMATCH = 0x6D01;

    private final AppletSession session;
    private final CommandSession operation;
    private final Bytes init;

    private VerifySignature(AppletSession session, CredentialUri.OnCard key) throws CardException {
        Containers.require(key, ObjectType.PUBLIC);
        String what = "VERIFY SIGNATURE " + key;
        Declared.require(session, what, Capabilities::sign);
        this.session = session;
        this.operation = new CommandSession(
                session,
                SessionFamily.VERIFY_SIGNATURE,
                what,
                "the container is empty, may not verify, or all sessions are taken: put a public key into it first, or verify in software");
        this.init = SignatureFields.init(key, Mode.HASH_GIVEN, Algorithm.ECDSA);
    }

    /** Whether 64 bytes, r then s, are the key's signature over the hash. */
    static boolean verify(AppletSession session, CredentialUri.OnCard key, Bytes hash, Bytes signature)
            throws CardException {
        return new VerifySignature(session, key).verify(hash, signature);
    }

    private boolean verify(Bytes hash, Bytes signature) throws CardException {
        boolean wide = session.memory().dialects().dialect().wideSignatureLength() != Habit.NO;
        StatusWord first = attempt(hash, signature, wide);
        if (!isFormRefused(first)) {
            return outcome(first, wide);
        }
        StatusWord second = attempt(hash, signature, !wide);
        return outcome(isFormRefused(second) ? first : second, !wide);
    }

    private StatusWord attempt(Bytes hash, Bytes signature, boolean wide) throws CardException {
        Bytes block = Bytes.concat(Tlv.write(SignatureFields.hash(hash)), SignatureAnswer.write(signature, wide));
        return operation.run(init, block).status();
    }

    /** A mismatch is believed at once, never tried again in another form, and teaches nothing: a misread signature mismatches too. */
    private boolean outcome(StatusWord status, boolean wide) throws CardException.Refused {
        if (status.isSuccess()) {
            session.memory().dialects().learnSignatureLength(wide);
            return true;
        }
        if (status.value() == MISMATCH) {
            return false;
        }
        throw operation.refusal(status);
    }

    private static boolean isFormRefused(StatusWord status) {
        return status.value() == 0x6A80 || status.value() == 0x6985 || status.value() == 0x6700;
    }
}
