package iotsafe.credentials.applet;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.ResponseApdu;
import iotsafe.credentials.applet.SignatureFields.Algorithm;
import iotsafe.credentials.applet.SignatureFields.Mode;
import iotsafe.credentials.tlv.Tlv;
import java.security.interfaces.ECPublicKey;
import java.util.List;

/**
 * COMPUTE SIGNATURE (GSMA IoT.05 2.5.14, 2.9, 2.10): INIT opens a session and names key, mode, hash and algorithm; UPDATE brings hash or
 * text and fetches the signature.
 */
final class ComputeSignature {
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

    /** ECDSA over 32 bytes of hash, mode 03: 64 bytes, r then s. */
    static Bytes sign(AppletSession session, CredentialUri.OnCard key, Bytes hash) throws CardException {
        ComputeSignature command = new ComputeSignature(session, key);
        List<Bytes> readings = command.ecdsa(Mode.HASH_GIVEN, Tlv.write(SignatureFields.hash(hash)));
        return readings.size() == 1 ? readings.get(0) : command.verified(readings, hash);
    }

    /** RSASSA-PKCS1-v1_5 over 32 bytes of hash, mode 03: 256 bytes. */
    static Bytes signRsa(AppletSession session, CredentialUri.OnCard key, Bytes hash) throws CardException {
        Bytes block = Tlv.write(SignatureFields.hash(hash));
        return new ComputeSignature(session, key)
                .run(Mode.HASH_GIVEN, Algorithm.RSA_PKCS1, Capabilities.Scheme.RSA_PKCS1, block)
                .rsa2048();
    }

    /** ECDSA over a text of 1 to 127 bytes, which the card hashes: mode 01. */
    static Bytes signText(AppletSession session, CredentialUri.OnCard key, Bytes text) throws CardException {
        ComputeSignature command = new ComputeSignature(session, key);
        List<Bytes> readings = command.ecdsa(Mode.FULL_TEXT, Tlv.write(SignatureFields.text(text)));
        return readings.size() == 1 ? readings.get(0) : command.verified(readings, Sha256.of(text.toArray()));
    }

    /**
     * ECDSA over a text of 65 bytes or more, of which the card hashes the last 1 to 64: mode 02. No card was ever seen to do it, so the
     * signature is checked against the public key of the same label.
     */
    static Bytes signLastBlock(AppletSession session, CredentialUri.OnCard key, Bytes text) throws CardException {
        int before = (text.length() - 1) / Sha256State.BLOCK * Sha256State.BLOCK;
        Bytes block = SignatureFields.lastBlock(
                text.slice(before, text.length()), Sha256State.after(text.slice(0, before)), before);
        ComputeSignature command = new ComputeSignature(session, key);
        return command.verified(command.ecdsa(Mode.LAST_BLOCK, block), Sha256.of(text.toArray()));
    }

    private List<Bytes> ecdsa(Mode mode, Bytes block) throws CardException {
        SignatureAnswer answer = run(mode, Algorithm.ECDSA, Capabilities.Scheme.ECDSA, block);
        List<Bytes> readings = answer.readings();
        session.memory().dialects().learnSignatureLength(answer.isLengthWide());
        return readings;
    }

    private SignatureAnswer run(Mode mode, Algorithm algorithm, Capabilities.Scheme scheme, Bytes block)
            throws CardException {
        Containers.require(key, ObjectType.PRIVATE);
        Declared.require(session, what, Capabilities::sign);
        Declared.require(session, what + " with " + scheme, said -> said.offers(scheme));
        Declared.require(session, what + " with SHA_256", said -> said.offers(Capabilities.Hash.SHA_256));
        CommandSession operation = new CommandSession(session, SessionFamily.COMPUTE_SIGNATURE, what, EMPTY_KEY);
        Bytes init = SignatureFields.init(key, mode, algorithm);
        ResponseApdu answer = operation.run(init, block);
        if (answer.status().value() == 0x6985) {
            // the card dropped the session, for instance when it refused a first UPDATE for its Le
            answer = operation.run(init, block);
        }
        if (!answer.status().isSuccess()) {
            throw operation.refusal(answer.status());
        }
        return SignatureAnswer.read(answer.data());
    }

    private Bytes verified(List<Bytes> readings, Bytes hash) throws CardException {
        ECPublicKey publicKey = ReadPublicKey.ofPair(session, key);
        for (Bytes reading : readings) {
            if (EcdsaCheck.isSignedBy(publicKey, hash, reading)) {
                return reading;
            }
        }
        throw new CardException.Unreadable(
                "answer of " + what, 0, "no reading of it verifies against the public key of the same label");
    }
}
