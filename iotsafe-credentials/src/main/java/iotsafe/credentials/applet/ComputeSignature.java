package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.ResponseApdu;
import iotsafe.credentials.apdu.StatusWord;
import iotsafe.credentials.tlv.Tlv;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.List;

/**
 * COMPUTE SIGNATURE over a hash, mode 03 (GSMA IoT.05 2.5.14, 2.9, 2.10): INIT opens a session and names key, mode, hash and algorithm;
 * UPDATE brings the hash and fetches the signature. The session is not closed after success: the next INIT reuses it, or this closes it first.
 */
final class ComputeSignature {
    private static final int OPEN = 0x00;
    private static final int CLOSE = 0x01;
    private static final int LAST_BLOCK = 0x80;
    private static final Tlv MODE_HASH_GIVEN = new Tlv(0xA1, Bytes.of((byte) 0x03));
    private static final Tlv SHA_256 = new Tlv(0x91, Bytes.of((byte) 0x00, (byte) 0x01));
    private static final Tlv ECDSA = new Tlv(0x92, Bytes.of((byte) 0x04));
    private static final int FINAL_HASH = 0x9E;
    /** The numbers that applets know: 1 on most, 0 alone on some. */
    private static final int OTHER_SESSION = 1;

    private static final String EMPTY_KEY =
            "the container is empty, may not sign, or all sessions are taken: generate a key pair first, or take the card out and put it back";

    private final AppletSession session;
    private final CredentialUri.OnCard key;
    private final String what;

    private ComputeSignature(AppletSession session, CredentialUri.OnCard key) {
        this.session = session;
        this.key = key;
        this.what = "COMPUTE SIGNATURE " + key;
    }

    /** The signature over 32 bytes of hash: 64 bytes, r then s. */
    static Bytes sign(AppletSession session, CredentialUri.OnCard key, Bytes hash) throws CardException {
        Containers.require(key, ObjectType.PRIVATE);
        return new ComputeSignature(session, key).sign(hash);
    }

    private Bytes sign(Bytes hash) throws CardException {
        ResponseApdu answer = update(open(), hash);
        if (answer.status().value() == 0x6985) {
            // the card dropped the session, for instance when it refused a first UPDATE for its Le
            answer = update(open(), hash);
        }
        if (!answer.status().isSuccess()) {
            throw Refusal.of(what, answer.status(), EMPTY_KEY);
        }
        List<Bytes> readings = SignatureAnswer.readings(answer.data());
        return readings.size() == 1 ? readings.get(0) : verified(readings, hash);
    }

    /** Opens a session and returns its number. One that an earlier run left open is closed, once for each number. */
    private int open() throws CardException {
        int usual = session.memory().signatureSession();
        StatusWord status = openWith(usual);
        if (isSessionTrouble(status)) {
            int other = OTHER_SESSION - usual;
            StatusWord second = openWith(other);
            if (second.isSuccess()) {
                session.memory().useSignatureSession(other);
                return other;
            }
        }
        if (!status.isSuccess()) {
            throw Refusal.of(what, status, EMPTY_KEY);
        }
        return usual;
    }

    private StatusWord openWith(int number) throws CardException {
        StatusWord status = init(number);
        if (isSessionTrouble(status)) {
            close(number);
            status = init(number);
        }
        return status;
    }

    private StatusWord init(int number) throws CardException {
        Bytes body = Bytes.concat(Containers.name(key), Tlv.write(MODE_HASH_GIVEN, SHA_256, ECDSA));
        return session.send(what, AppletSession.silent(Instruction.COMPUTE_SIGNATURE_INIT, OPEN, number, body))
                .status();
    }

    /** After an error the session is closed, or it would stay open in the card. */
    private ResponseApdu update(int number, Bytes hash) throws CardException {
        Bytes body = Tlv.write(new Tlv(FINAL_HASH, hash));
        ResponseApdu answer = session.send(
                what, AppletSession.answering(Instruction.COMPUTE_SIGNATURE_UPDATE, LAST_BLOCK, number, body));
        if (!answer.status().isSuccess()) {
            close(number);
        }
        return answer;
    }

    /** Its own status does not matter: what comes next shows whether it helped. */
    private void close(int number) throws CardException {
        session.send(what, AppletSession.silent(Instruction.COMPUTE_SIGNATURE_INIT, CLOSE, number, Bytes.EMPTY));
    }

    /** 6985 and 6A86 are how applets refuse a session that is open already, or a number that they do not have. */
    private static boolean isSessionTrouble(StatusWord status) {
        return status.value() == 0x6985 || status.value() == 0x6A86;
    }

    private Bytes verified(List<Bytes> readings, Bytes hash) throws CardException {
        ECPublicKey publicKey = ReadPublicKey.ofPair(session, key);
        for (Bytes reading : readings) {
            if (isBy(publicKey, hash, reading)) {
                return reading;
            }
        }
        throw new CardException.Unreadable(
                "answer of " + what, 0, "no reading of it verifies against the public key of the same label");
    }

    private static boolean isBy(ECPublicKey publicKey, Bytes hash, Bytes signature) {
        try {
            Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
            verifier.initVerify(publicKey);
            verifier.update(hash.toArray());
            return verifier.verify(signature.toArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot verify ECDSA", e);
        }
    }
}
