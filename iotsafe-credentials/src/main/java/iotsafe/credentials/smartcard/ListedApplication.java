package iotsafe.credentials.smartcard;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.util.Optional;

/**
 * A PKCS#15 application as EF(DIR) lists it (ISO/IEC 7816-15 8.4; ETSI TS 102 221 13.1).
 *
 * @param name what it is selected by
 * @param odf the path of its EF(ODF); empty for the usual one
 */
record ListedApplication(Bytes name, Optional<Bytes> odf) {
    private static final String WHAT = "EF(DIR)";
    private static final int TEMPLATE = 0x61;
    private static final int NAME = 0x4F;
    private static final int DISCRETIONARY_DATA = 0x73;
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    /** The first in {@code entries}, a record or the whole file, whose name begins as PKCS#15's does. */
    static Optional<ListedApplication> in(Bytes entries, Bytes pkcs15) throws CardException.Unreadable {
        for (Ber entry : Ber.readAll(WHAT, entries)) {
            if (entry.tag() != TEMPLATE) {
                continue;
            }
            var fields = Ber.readAll(WHAT, entry.value());
            Optional<Bytes> name = Ber.first(fields, NAME)
                    .filter(listed -> listed.length() >= pkcs15.length()
                            && listed.slice(0, pkcs15.length()).equals(pkcs15));
            if (name.isPresent()) {
                return Optional.of(new ListedApplication(
                        name.get(), odf(Ber.first(fields, DISCRETIONARY_DATA).orElse(Bytes.EMPTY))));
            }
        }
        return Optional.empty();
    }

    /** CIODDO: of its fields the path of the ODF alone is a SEQUENCE. */
    private static Optional<Bytes> odf(Bytes discretionary) throws CardException.Unreadable {
        Optional<Bytes> path = Ber.first(Ber.readAll(WHAT, discretionary), SEQUENCE);
        return path.isEmpty() ? Optional.empty() : Ber.first(Ber.readAll(WHAT, path.get()), OCTET_STRING);
    }
}
