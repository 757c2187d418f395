package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Instruction;
import java.security.interfaces.ECPublicKey;
import java.util.List;

/** READ PUBLIC KEY (INS CD), and which public key belongs to a private one. */
final class ReadPublicKey {
    private ReadPublicKey() {}

    static ECPublicKey read(AppletSession session, CredentialUri.OnCard key) throws CardException {
        Containers.require(key, ObjectType.PUBLIC);
        String what = "READ PUBLIC KEY " + key;
        Bytes answer = session.ask(
                what,
                AppletSession.answering(Instruction.READ_PUBLIC_KEY, 0, 0, Containers.name(key)),
                "the container is empty or may not be read: generate a key pair first");
        return PublicKeyData.read("answer of " + what, answer);
    }

    /** The public half of a pair. Only the label ties the two containers together; ids may differ (GSMA IoT.05 2.11.2). */
    static ECPublicKey ofPair(AppletSession session, CredentialUri.OnCard privateKey) throws CardException {
        List<CardObject> objects = GetData.objectList(session);
        Bytes label = objects.stream()
                .filter(object -> isNamed(object, privateKey))
                .findFirst()
                .flatMap(CardObject::label)
                .orElseThrow(() -> noPair(privateKey));
        CardObject publicKey = objects.stream()
                .filter(object -> object.uri().type() == ObjectType.PUBLIC)
                .filter(object -> object.label().filter(label::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> noPair(privateKey));
        return read(session, publicKey.uri());
    }

    private static boolean isNamed(CardObject object, CredentialUri.OnCard uri) {
        boolean byId = uri.id().isPresent() && uri.id().equals(object.id());
        boolean byLabel = uri.label().isPresent() && uri.label().equals(object.label());
        return object.uri().type() == uri.type() && (byId || byLabel);
    }

    private static CardException.Refused noPair(CredentialUri.OnCard privateKey) {
        return new CardException.Refused(
                "the card lists no public key of the same label as %s; name the public key itself, as \"card inspect\" shows it"
                        .formatted(privateKey));
    }
}
