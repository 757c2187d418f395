package iotsafe.sim;

import iotsafe.sim.apdu.Fields;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import iotsafe.sim.apdu.Tlv;

/** {@code 34 45 49 43 86 41 04 X Y}: a public key in commands and answers (interface reference 2.7). */
final class PublicKeyData {
    private static final int PUBLIC_KEY = 0x34;
    private static final int KEY_DATA = 0x49;
    private static final int POINT = 0x86;
    static final int SIZE = 71;

    private PublicKeyData() {}

    static Octets of(Octets point) {
        return Tlv.of(PUBLIC_KEY, Tlv.of(KEY_DATA, Tlv.of(POINT, point)));
    }

    /** The point; 6A80 if the structure is another or the point is not on the curve of this algorithm. */
    static Octets read(Octets data, KeyAlgorithm algorithm) throws Refusal {
        Octets point = only(POINT, only(KEY_DATA, only(PUBLIC_KEY, data)));
        if (!algorithm.isValue(ObjectKind.PUBLIC, point)) {
            throw new Refusal(Status.WRONG_DATA);
        }
        return point;
    }

    private static Octets only(int tag, Octets data) throws Refusal {
        if (data.isEmpty()) {
            throw new Refusal(Status.WRONG_DATA);
        }
        Fields fields = Fields.read(data);
        Octets value = fields.take(tag);
        fields.end();
        return value;
    }
}
