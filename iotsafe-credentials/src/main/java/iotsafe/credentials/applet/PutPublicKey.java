package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.StatusWord;
import java.security.interfaces.ECPublicKey;

/** PUT PUBLIC KEY (INS 24 and D8): a key on a 256-bit curve takes one block. */
final class PutPublicKey {
    private PutPublicKey() {}

    static void put(AppletSession session, CredentialUri.OnCard container, ECPublicKey key) throws CardException {
        Containers.require(container, ObjectType.PUBLIC);
        Bytes block = PublicKeyData.write(key);
        CommandSession operation = new CommandSession(
                session,
                SessionFamily.PUT_PUBLIC_KEY,
                "PUT PUBLIC KEY " + container,
                "the container may not be updated, or a session uses it: choose one that \"card inspect\" shows as updatable");
        StatusWord status = operation.run(Containers.name(container), block).status();
        if (!status.isSuccess()) {
            throw operation.refusal(status);
        }
    }
}
