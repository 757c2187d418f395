package iotsafe.credentials.smartcard;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.tlv.ByteReader;
import java.util.ArrayList;
import java.util.List;

/**
 * The instances of one LwM2M object in EF(LwM2M_Bootstrap).
 *
 * @param objectId 0 to 65535
 * @param version {@code 1.1}; empty if the file says that the object's own default counts
 * @param instances in the TLV format of OMA LwM2M Core 7.4.3
 */
public record BootstrapObject(int objectId, String version, Bytes instances) {
    private static final String WHAT = "EF(LwM2M_Bootstrap)";
    private static final int HEADER = 4;

    /**
     * Reads the whole file; what follows the size that it says is filling.
     *
     * @see "OMA LwM2M Core, G.3.4: count, size, then for each object id, version, length and TLV, all big-endian"
     */
    public static List<BootstrapObject> readAll(Bytes file) throws CardException.Unreadable {
        ByteReader header = new ByteReader(WHAT, file);
        int count = u16(header, "count of objects");
        Bytes content = header.take(u16(header, "size"), "objects");
        ByteReader in = new ByteReader(WHAT, content);
        List<BootstrapObject> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int objectId = u16(in, "object id");
            String version = version(in);
            found.add(new BootstrapObject(
                    objectId, version, in.take(u16(in, "length of object " + objectId), "object " + objectId)));
        }
        if (in.hasMore()) {
            throw in.problem("%d bytes follow the last of %d objects".formatted(in.remaining(), count));
        }
        return List.copyOf(found);
    }

    /** How many bytes of the file are used, header included; at least the first four are there. */
    static int usedLength(Bytes beginning) throws CardException.Unreadable {
        ByteReader header = new ByteReader(WHAT, beginning);
        u16(header, "count of objects");
        return HEADER + u16(header, "size");
    }

    /** One octet 00, or major and minor. */
    private static String version(ByteReader in) throws CardException.Unreadable {
        int major = in.u8("version");
        return major == 0 ? "" : major + "." + in.u8("minor version");
    }

    private static int u16(ByteReader in, String field) throws CardException.Unreadable {
        return in.u8(field) << 8 | in.u8(field);
    }
}
