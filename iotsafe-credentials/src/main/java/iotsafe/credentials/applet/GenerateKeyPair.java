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
import java.util.List;
import java.util.Optional;

/** GENERATE KEY PAIR (GSMA IoT.05 2.11). */
final class GenerateKeyPair {
    private static final String ANSWER = "answer of GENERATE KEY PAIR";

    private GenerateKeyPair() {}

    /**
     * The card has a new key pair.
     *
     * @param privateKey the name that the private half has now
     * @param publicId the name of the public half, if the answer gave one
     * @param pair all of it; empty on applets that do not show the public half, so that it must be read
     */
    record Done(CredentialUri.OnCard privateKey, Optional<Bytes> publicId, Optional<GeneratedKeyPair> pair) {}

    static Done generate(AppletSession session, CredentialUri.OnCard privateKey) throws CardException {
        Containers.require(privateKey, ObjectType.PRIVATE);
        List<Tlv> fields = Tlv.readAll(ANSWER, answer(session, privateKey));
        // the card may give both containers new ids at this moment
        CredentialUri.OnCard named = id(fields, Containers.PRIVATE)
                .map(id -> CredentialUri.OnCard.byId(ObjectType.PRIVATE, id))
                .orElse(privateKey);
        Optional<Bytes> shown = Tlv.first(fields, PublicKeyData.TAG);
        Optional<GeneratedKeyPair> pair = shown.isPresent()
                ? Optional.of(new GeneratedKeyPair(PublicKeyData.readInner(ANSWER, shown.get()), named))
                : Optional.empty();
        return new Done(named, id(fields, Containers.PUBLIC), pair);
    }

    /** Reading may be repeated, unlike what was done before it. */
    static GeneratedKeyPair readBack(AppletSession session, Done done) throws CardException {
        return new GeneratedKeyPair(
                done.publicId().isPresent()
                        ? ReadPublicKey.read(
                                session,
                                CredentialUri.OnCard.byId(
                                        ObjectType.PUBLIC, done.publicId().get()))
                        : ReadPublicKey.ofPair(session, done.privateKey()),
                done.privateKey());
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
