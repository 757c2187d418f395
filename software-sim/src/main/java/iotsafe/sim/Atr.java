package iotsafe.sim;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;

/**
 * The answer to reset (ISO/IEC 7816-3, clause 8). Historical bytes (ISO/IEC 7816-4): service data 31, capabilities 73 with
 * channel numbers assigned by the card, eight or more of them, and the text "SOFTSIM".
 */
final class Atr {
    private static final Octets HISTORICAL = Octets.hex("80 31E0 73FE2117 67 534F465453494D");

    private Atr() {}

    static Octets of(Protocol protocol) {
        Octets interfaceBytes = switch (protocol) {
            case T0 -> Octets.hex("9F 96 80 1F C7"); // TA1, TD1 T=0, TD2 T=15, TA3 classes of voltage
            case T1 -> Octets.hex("8F 01"); // TD1 T=1
        };
        Octets checked = Octets.join(interfaceBytes, HISTORICAL);
        int tck = 0;
        for (int i = 0; i < checked.size(); i++) {
            tck ^= checked.at(i);
        }
        return Octets.join(Octets.of(0x3B), checked, Octets.of(tck));
    }
}
