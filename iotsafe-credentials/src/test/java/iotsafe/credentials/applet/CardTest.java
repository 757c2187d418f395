package iotsafe.credentials.applet;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.ScriptedCard;

/** What every test of a command begins with: a scripted card whose applet is selected on channel 1 by two exchanges. */
abstract class CardTest {
    final ScriptedCard card = opened();
    final IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(card));

    static ScriptedCard opened() {
        return new ScriptedCard().on("00 70 00 00 01", "01 90 00").on("01 A4 04 00 07 A0000005590010", "90 00");
    }

    static Bytes bytes(String hex) {
        return Bytes.ofHex(hex);
    }
}
