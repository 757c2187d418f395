package iotsafe.client.objects;

import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.util.datatype.ULong;

/**
 * Security (/0): how to reach a server and how each side proves who it is. No server can read it, and a bootstrap server alone writes it.
 *
 * @see "OMA LwM2M Core 1.1, E.1"
 */
public final class SecurityObject extends BootstrappedObject {
    private static final int SECURITY_MODE = 2;
    private static final int LONGEST_URI = 255;
    private static final long HIGHEST_MODE = 4;
    private static final long HIGHEST_SMS_MODE = 255;
    private static final int SMS_KEY_PARAMETERS = 6;
    private static final long HIGHEST_SHORT_SERVER_ID = 65534;
    /** The seconds that 32 bits hold, 136 years. */
    private static final long LONGEST_TIME = 0xFFFF_FFFFL;

    private static final ULong HIGHEST_OF_FOUR = ULong.valueOf(3);
    /** Two octets make one (RFC 5246 A.5). */
    private static final ULong HIGHEST_CIPHER_SUITE = ULong.valueOf(0xFFFF);

    private static final Map<Integer, Predicate<Object>> RANGES = Map.ofEntries(
            Map.entry(0, value -> ((String) value).length() <= LONGEST_URI),
            Map.entry(SECURITY_MODE, value -> isBetween(0, (Long) value, HIGHEST_MODE)),
            Map.entry(6, value -> isBetween(0, (Long) value, HIGHEST_SMS_MODE)),
            Map.entry(7, value -> isEmptyOr((byte[]) value, SMS_KEY_PARAMETERS)),
            Map.entry(8, value -> isEmptyOr((byte[]) value, 16, 32, 48)),
            Map.entry(10, value -> isBetween(1, (Long) value, HIGHEST_SHORT_SERVER_ID)),
            Map.entry(11, value -> isBetween(0, (Long) value, LONGEST_TIME)),
            Map.entry(12, value -> isBetween(0, (Long) value, LONGEST_TIME)),
            Map.entry(13, value -> ((ULong) value).compareTo(HIGHEST_OF_FOUR) <= 0),
            Map.entry(15, value -> ((ULong) value).compareTo(HIGHEST_OF_FOUR) <= 0),
            Map.entry(16, value -> ((ULong) value).compareTo(HIGHEST_CIPHER_SUITE) <= 0));

    /** An account with nothing in it yet, as the library needs it for a bootstrap server to fill. */
    public SecurityObject() {
        super(RANGES);
    }

    /** The account that the device was made with. */
    public SecurityObject(int id, LwM2mResource... content) {
        this();
        setId(id);
        for (LwM2mResource resource : content) {
            keep(resource);
        }
    }

    /** Keys and certificates are mandatory in the object model and yet have no part in every mode: an old key must not outlive its account. */
    @Override
    boolean isIndispensable(ResourceModel resource) {
        return resource.id <= SECURITY_MODE;
    }

    /** Mandatory resources of a mode that is not used are written with nothing in them. */
    private static boolean isEmptyOr(byte[] value, int... lengths) {
        for (int length : lengths) {
            if (value.length == length) {
                return true;
            }
        }
        return value.length == 0;
    }
}
