package iotsafe.client.card;

import iotsafe.credentials.CardObject;

/** What a container may be used for (GSMA IoT.05, tags 61 and 60). What the card does not say is worth a try. */
final class KeyFunctions {
    private static final int SIGN = 0x01;
    private static final int GENERATE = 0x02;
    private static final int AGREE = 0x04;
    private static final int DERIVE = 0x08;
    private static final int READ = 0x01;
    private static final int UPDATE = 0x02;

    private KeyFunctions() {}

    static boolean maySign(CardObject key) {
        return may(key, SIGN);
    }

    static boolean mayBeGenerated(CardObject key) {
        return may(key, GENERATE);
    }

    static boolean mayAgree(CardObject key) {
        return may(key, AGREE);
    }

    static boolean mayDerive(CardObject key) {
        return may(key, DERIVE);
    }

    static boolean mayBeRead(CardObject object) {
        return (object.attributes().access().orElse(READ) & READ) != 0;
    }

    static boolean mayBeUpdated(CardObject object) {
        return (object.attributes().access().orElse(UPDATE) & UPDATE) != 0;
    }

    private static boolean may(CardObject key, int bit) {
        return (key.functions().orElse(bit) & bit) != 0;
    }
}
