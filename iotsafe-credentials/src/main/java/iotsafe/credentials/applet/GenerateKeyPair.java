package iotsafe.credentials.applet;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.ResponseApdu;
import iotsafe.credentials.tlv.Tlv;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Optional;

/** GENERATE KEY PAIR (GSMA IoT.05 2.11). */
final class GenerateKeyPair {
    private static final String ANSWER = "answer of GENERATE KEY PAIR";

    private GenerateKeyPair() {}

    static GeneratedKeyPair generate(AppletSession session, CredentialUri.OnCard privateKey) throws CardException {
        Containers.require(privateKey, ObjectType.PRIVATE);
        List<Tlv> fields = Tlv.readAll(ANSWER, answer(session, privateKey));
        // the card may give both containers new ids at this moment
        CredentialUri.OnCard named = id(fields, Containers.PRIVATE)
                .map(id -> CredentialUri.OnCard.byId(ObjectType.PRIVATE, id))
                .orElse(privateKey);
        return new GeneratedKeyPair(publicKey(session, named, fields), named);
    }

    /** A key that a session of ours still uses is refused (2.11.2) and nothing has happened: that session is closed, once. */
    private static Bytes answer(AppletSession session, CredentialUri.OnCard privateKey) throws CardException {
        String what = "GENERATE KEY PAIR " + privateKey;
        Declared.require(session, what, Capabilities::generate);
        CommandApdu command = AppletSession.answering(Instruction.GENERATE_KEY_PAIR, 0, 0, Containers.name(privateKey));
        ResponseApdu answer = session.send(what, command);
        if (answer.status().value() == 0x6985 && session.closeLeftOpen(what)) {
            answer = session.send(what, command);
        }
        if (!answer.status().isSuccess()) {
            throw Refusal.of(
                    what,
                    answer.status(),
                    "the container takes no new key: a session uses it, or its pair lacks the key generation function; see \"card inspect\"");
        }
        return answer.data();
    }

    /** In the answer; some applets give only ids, so that the key must be read. */
    private static ECPublicKey publicKey(AppletSession session, CredentialUri.OnCard privateKey, List<Tlv> fields)
            throws CardException {
        Optional<Bytes> inAnswer = Tlv.first(fields, PublicKeyData.TAG);
        if (inAnswer.isPresent()) {
            return PublicKeyData.readInner(ANSWER, inAnswer.get());
        }
        Optional<Bytes> publicId = id(fields, Containers.PUBLIC);
        return publicId.isPresent()
                ? ReadPublicKey.read(session, CredentialUri.OnCard.byId(ObjectType.PUBLIC, publicId.get()))
                : ReadPublicKey.ofPair(session, privateKey);
    }

    private static Optional<Bytes> id(List<Tlv> fields, Containers kind) throws CardException.Unreadable {
        Optional<Bytes> id = Tlv.first(fields, kind.idTag()).filter(bytes -> !bytes.isEmpty());
        if (id.isPresent() && id.get().length() > Containers.LONGEST_ID) {
            throw new CardException.Unreadable(
                    ANSWER,
                    0,
                    "an id of %d bytes; it can have 1 to 20".formatted(id.get().length()));
        }
        return id;
    }
}
