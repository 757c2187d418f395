package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import java.security.interfaces.ECPublicKey;

/** Published traces (interface reference 3, 9) and names that several tests use. */
final class Vectors {
    /** The object list of a real card, with its defect: tag 92 says two bytes and has one. */
    static final String QT_LIST = "74023131840200026001024A01014B01134E0103610107920204910200076F0101"
            + "75023131850200026001024A01014B01134E0103610107920204910200076F0101"
            + "75023232850200036001024A01004B01134E0103610107920204910200076F0101"
            + "73023031830200016001014A010121010120020040"
            + "76023333860200046001034A01004B01A061010C940102";

    static final String QT_APPLICATION =
            "100110" + "11201122334455667788112233445566778811223344556677881122334455667788" + "B1010A" + "B2010A"
                    + "B3010A" + "B4010A" + "61010F" + "91020001" + "920104" + "6F0101" + "940102" + "B70101";

    static final String QT_POINT = "04D569954216F62264F01B78ED599898D12C436A4633505DA18B008D5529E09AF2"
            + "83ED5E453EDC8B5492704C1B8D48895857442057335B39078AF27A9008DC1401";
    static final String QT_SIGNATURE = "343A117BF21D74315B9D7C4EB3EAF0CAD125AD98FF0E14A02D9554C6274A663C"
            + "E3C0E9E19BEBFF3454694E95D7E1DA7AB79A9242FEE41F063245A2C6B2C91A9B";
    /** SHA-256 of the text that {@link #QT_SIGNATURE} signs, 0102030405060708. */
    static final String HASH = "66840DDA154E8A113C31DD0AD32F7F3A366A80E8136979D8F5A101D3D29D6F72";

    static final String ZARIOT_POINT = "048782CB263ACF47DB6EF7EB9C4369828C5F74E7FAB1719A0AD2036712CA58D936"
            + "789A264ACB413A1599115D16457D694FAF2B3E763C3F049679E8256DFE53D64F";

    /** Tag 34 around a point, 71 bytes. */
    static final String QT_KEY = "344549438641" + QT_POINT;

    static final CredentialUri.OnCard PRIVATE_01 = uri("iotsafe:type=private;id=01");
    static final CredentialUri.OnCard PUBLIC_01 = uri("iotsafe:type=public;id=01");
    static final CredentialUri.OnCard PUBLIC_05 = uri("iotsafe:type=public;id=05");
    static final CredentialUri.OnCard SECRET_01 = uri("iotsafe:type=secret;id=01");
    static final CredentialUri.OnCard FILE_02 = uri("iotsafe:type=file;id=02");

    private Vectors() {}

    /** {@link #QT_KEY}, read. */
    static ECPublicKey qtKey() {
        try {
            return PublicKeyData.read("key", Bytes.ofHex(QT_KEY));
        } catch (CardException e) {
            throw new IllegalStateException(e);
        }
    }

    static CredentialUri.OnCard uri(String text) {
        return (CredentialUri.OnCard) CredentialUri.parse(text);
    }

    static CredentialUri.OnCard byId(ObjectType type, String hex) {
        return CredentialUri.OnCard.byId(type, Bytes.ofHex(hex));
    }
}
