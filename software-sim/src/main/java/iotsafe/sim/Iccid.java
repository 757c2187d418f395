package iotsafe.sim;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.crypto.SimRandom;

/** The number of a card, and its coding in EF_ICCID: ten bytes, nibbles swapped, filled with F (ETSI TS 102 221, 13.2). */
final class Iccid {
    /** Telecom industry (89), then the country code for tests (999). */
    private static final String PREFIX = "89999";

    private static final int DIGITS = 19;

    private Iccid() {}

    static String required(String iccid) {
        if (!iccid.matches("89\\d{16,18}")) {
            throw new IllegalArgumentException(
                    "\"" + iccid + "\" is not an ICCID: 18 to 20 digits, the first two 89 (ITU-T E.118)");
        }
        return iccid;
    }

    static String random() {
        StringBuilder digits = new StringBuilder(PREFIX);
        for (byte random : SimRandom.bytes(DIGITS - 1 - PREFIX.length())) {
            digits.append((random & 0xFF) % 10);
        }
        return digits.append(checkDigit(digits)).toString();
    }

    static Octets encoded(String iccid) {
        String filled = iccid + "F".repeat(20 - iccid.length());
        StringBuilder swapped = new StringBuilder();
        for (int i = 0; i < filled.length(); i += 2) {
            swapped.append(filled.charAt(i + 1)).append(filled.charAt(i));
        }
        return Octets.hex(swapped.toString());
    }

    /** The Luhn digit (ISO/IEC 7812-1, annex B). */
    private static int checkDigit(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(digits.length() - 1 - i), 10);
            int weighted = i % 2 == 0 ? digit * 2 : digit;
            sum += weighted / 10 + weighted % 10;
        }
        return (10 - sum % 10) % 10;
    }
}
