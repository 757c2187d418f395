package iotsafe.client.card;

import iotsafe.credentials.CardObject;
import java.util.Arrays;

/** What a key container is for, by its type (GSMA IoT.05, tag 4B). */
public enum KeyKind {
    /** Key types 13 and 14: all that DTLS and enrolment want. */
    P_256("P-256", 0x13, 0x14),
    /** Key types 23 and 24. */
    BRAINPOOL_P256R1("brainpoolP256r1", 0x23, 0x24),
    /** Key type 03. */
    RSA_2048("RSA-2048", 0x03, KeyKind.NONE),
    /** Key type A0: for HMAC, such as a PSK. */
    HMAC("HMAC secret", 0xA0, KeyKind.NONE),
    /** The card does not say, or says something unlisted. */
    UNSAID("unsaid", KeyKind.NONE, KeyKind.NONE);

    private static final int NONE = -1;

    private final String words;
    private final int persistentType;
    private final int volatileType;

    KeyKind(String words, int persistentType, int volatileType) {
        this.words = words;
        this.persistentType = persistentType;
        this.volatileType = volatileType;
    }

    /** How a person calls it. */
    public String words() {
        return words;
    }

    /** That of a container. */
    public static KeyKind of(CardObject key) {
        int type = key.keyType().orElse(NONE);
        return Arrays.stream(values())
                .filter(kind -> type != NONE && (type == kind.persistentType || type == kind.volatileType))
                .findFirst()
                .orElse(UNSAID);
    }

    /** Whether the key is gone at the card's next reset: key types 14 and 24. */
    public static boolean isVolatile(CardObject key) {
        int type = key.keyType().orElse(NONE);
        return type != NONE && of(key).volatileType == type;
    }
}
