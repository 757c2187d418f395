package iotsafe.sim;

import iotsafe.sim.apdu.Octets;

/** The card of the published traces, section 9 of the interface reference ("QT"), as far as it can be rebuilt. */
final class Published {
    static final String AID = "A00000003053F12401770101495341";
    static final Octets PUBLIC_KEY_DATA = Octets.hex("34454943864104D569954216F62264F01B78ED599898D12C436A4633505DA18B"
            + "008D5529E09AF283ED5E453EDC8B5492704C1B8D48895857442057335B39078AF27A9008DC1401");
    static final Octets POINT = PUBLIC_KEY_DATA.slice(6, 71);
    static final String SIGNATURE = "343A117BF21D74315B9D7C4EB3EAF0CAD125AD98FF0E14A02D9554C6274A663C"
            + "E3C0E9E19BEBFF3454694E95D7E1DA7AB79A9242FEE41F063245A2C6B2C91A9B";
    static final String APPLICATION = "100110 1120 1122334455667788112233445566778811223344556677881122334455667788"
            + "B1010A B2010A B3010A B4010A 61010F 91020001 920104 6F0101 940102 B70101";
    static final String LIST = "74023131840200026001024A01014B01134E0103610107920204910200076F0101"
            + "75023131850200026001024A01014B01134E0103610107920204910200076F0101"
            + "75023232850200036001034A01004B01134E0103610107920204910200076F0101"
            + "73023031830200016001014A010121010120020040"
            + "76023333860200046001034A01004B01A061010C940102";

    private Published() {}

    /** Tag 92 with its defect and signatures with a one-byte length, as this card had them. */
    static SimMemory card() {
        Profile profile = Profile.named("signature-form-b+tag-92-defect");
        Octets identifier = Octets.hex("1122334455667788".repeat(4));
        return SimMemory.blank(profile)
                .aid(Octets.hex(AID))
                .application(new ApplicationData(0x10, identifier, 10, 10, 10, 10, 0x0F, 1, 4, 1, 2, 1))
                .add(key(
                        ObjectKind.PRIVATE,
                        "3131",
                        "0002",
                        2,
                        Octets.hex("01".repeat(32)))) // the true one is not published
                .add(key(ObjectKind.PUBLIC, "3131", "0002", 2, POINT))
                .add(key(ObjectKind.PUBLIC, "3232", "0003", 3, Octets.EMPTY))
                .add(new FileContainer(Octets.hex("3031"), Octets.hex("0001"), 1, 1, Octets.of(new byte[64])))
                .add(new SecretContainer(Octets.hex("3333"), Octets.hex("0004"), 3, 0x0C, 2, Octets.EMPTY));
    }

    private static KeyContainer key(ObjectKind kind, String label, String id, int access, Octets value) {
        return new KeyContainer(kind, Octets.hex(label), Octets.hex(id), access, 0x13, 3, 7, 4, 7, 1, value);
    }
}
