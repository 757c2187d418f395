package iotsafe.bootstrap.lwm2m;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.smartcard.BootstrapObject;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mDecoder;
import org.eclipse.leshan.core.request.ContentFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What EF(LwM2M_Bootstrap) says (OMA LwM2M Core, G.3.4).
 *
 * @param digest SHA-256 of the file, in hexadecimal
 * @param instances those of objects 0, 1, 2 and 21
 */
record CardFile(String digest, Map<LwM2mPath, LwM2mObjectInstance> instances) {
    private static final Logger LOG = LoggerFactory.getLogger(CardFile.class);
    private static final DefaultLwM2mDecoder DECODER = new DefaultLwM2mDecoder();

    /** Reads the file; tells of other objects in it, which no bootstrap writes, and leaves them out. */
    static CardFile read(Bytes file) throws CardException.Unreadable {
        Map<LwM2mPath, LwM2mObjectInstance> instances = new TreeMap<>();
        for (BootstrapObject object : BootstrapObject.readAll(file)) {
            if (ObjectsSnapshot.holds(object.objectId())) {
                instances.putAll(decoded(object));
            } else {
                LOG.warn(
                        "object {} in the bootstrap data on the card is none that a bootstrap writes",
                        object.objectId());
            }
        }
        return new CardFile(digestOf(file), instances);
    }

    static String digestOf(Bytes file) {
        return HexFormat.of().formatHex(Sha256.of(file.toArray()).toArray());
    }

    List<LwM2mObjectInstance> of(int object) {
        return ObjectsSnapshot.ofInstances(instances).instancesOf(object);
    }

    private static Map<LwM2mPath, LwM2mObjectInstance> decoded(BootstrapObject object) throws CardException.Unreadable {
        try {
            LwM2mObject read = DECODER.decode(
                    object.instances().toArray(),
                    ContentFormat.TLV,
                    null,
                    new LwM2mPath(object.objectId()),
                    ObjectDefinitions.ofAccounts(),
                    LwM2mObject.class);
            Map<LwM2mPath, LwM2mObjectInstance> found = new TreeMap<>();
            read.getInstances().forEach((id, instance) -> found.put(new LwM2mPath(object.objectId(), id), instance));
            return found;
        } catch (RuntimeException e) {
            // Leshan's decoder throws many kinds; their messages show the bytes, among which a key can be
            throw new CardException.Unreadable(
                    "object %d in EF(LwM2M_Bootstrap)".formatted(object.objectId()),
                    0,
                    "what begins here is no LwM2M TLV of that object; have the SIM's issuer correct it");
        }
    }
}
