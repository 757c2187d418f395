package iotsafe.credentials.applet;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Instruction;

/** COMPUTE DH (INS 46): both keys lie in containers; the answer is the bare x coordinate. */
final class ComputeDh {
    private ComputeDh() {}

    static Secret agree(AppletSession session, CredentialUri.OnCard privateKey, CredentialUri.OnCard peer)
            throws CardException {
        Containers.require(privateKey, ObjectType.PRIVATE);
        Containers.require(peer, ObjectType.PUBLIC);
        String what = "COMPUTE DH %s, %s".formatted(privateKey, peer);
        Declared.require(session, what, Capabilities::agree);
        Bytes answer = session.ask(
                what,
                AppletSession.answering(Instruction.COMPUTE_DH, 0, 0, names(privateKey, peer)),
                "one of the two is empty or may not agree: generate the key pair and put the peer's public key first");
        return Answers.secret("answer of COMPUTE DH", answer, Curve.COORDINATE);
    }

    /** Ids before labels, and private before public, as the known clients write them: 84, 85, 74, 75. */
    private static Bytes names(CredentialUri.OnCard privateKey, CredentialUri.OnCard peer) {
        boolean peerFirst = privateKey.id().isEmpty() && peer.id().isPresent();
        return peerFirst
                ? Bytes.concat(Containers.name(peer), Containers.name(privateKey))
                : Bytes.concat(Containers.name(privateKey), Containers.name(peer));
    }
}
