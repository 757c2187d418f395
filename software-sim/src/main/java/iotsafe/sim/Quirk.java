package iotsafe.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a card deviates from the standard reading of the interface. Its name is its constant's in lower case with
 * hyphens, {@code class-8c}; some have a number behind it, 1 to 256, {@code read-block-240}. Sections are those of the
 * interface reference. Of a family a card shows one at most.
 */
public enum Quirk {
    /** Tag 33: one-byte length, r and s (3.9.5). */
    SIGNATURE_FORM_B(Family.SIGNATURE_FORM),
    /** Tag 33: one-byte length, DER (3.9.5). */
    SIGNATURE_FORM_C(Family.SIGNATURE_FORM),
    /** Tag 33: two-byte length, DER (3.9.5). */
    SIGNATURE_FORM_D(Family.SIGNATURE_FORM),
    /** Tag 33: BER length 81, r and s (3.9.5). */
    SIGNATURE_FORM_E(Family.SIGNATURE_FORM),
    /** VERIFY SIGNATURE wants tag 33 with a one-byte length, whatever the card's own form is (3.10). */
    VERIFY_LENGTH_1(Family.VERIFY_LENGTH),
    /** VERIFY SIGNATURE wants tag 33 with a two-byte length, whatever the card's own form is (3.10). */
    VERIFY_LENGTH_2(Family.VERIFY_LENGTH),
    /** COMPUTE and VERIFY SIGNATURE take the finished hash alone, mode 03; 6A80 to the others (3.9.2). */
    MODE_03_ONLY,
    /** One of C1 to C4 around each object (3.2.3). */
    WRAPPER_PER_OBJECT(Family.WRAPPER),
    /** One of C1 to C4 around all objects of a class; a second one only when 255 bytes are full (3.2.3). */
    WRAPPER_PER_CLASS(Family.WRAPPER),
    /** The object list gives secrets before files (3.2.3). */
    SECRETS_BEFORE_FILES(Family.LIST_ORDER),
    /** The object list gives secrets, files, public and then private keys (7, item 6). */
    LIST_REVERSED(Family.LIST_ORDER),
    /** Information structures have no labels (2.3). */
    NO_LABELS,
    /** The most bytes of the object list in one answer; 6300 says that more follows (3.2.2). */
    LIST_PART(256, "64"),
    /** Tag 92 of a key declares one byte too many (2.4). */
    TAG_92_DEFECT,
    /** A file's information has no tag 20 (7, item 9). */
    NO_FILE_SIZE,
    /** So many zero bytes stand behind a file's content, and its size counts them (3.3). */
    FILE_PADDING(0, "64"),
    /** The most bytes of one READ FILE (3.3). */
    READ_BLOCK(256, "255 240 128"),
    /** READ FILE from the end on is 9000 without data (3.3). */
    EOF_EMPTY(Family.END_OF_FILE),
    /** READ FILE from the end on is 6981 (3.3). */
    EOF_6981(Family.END_OF_FILE),
    /** The applet answers class {@code 8c} alone, 6E00 to the other (1.3). */
    CLASS_8C(Family.CLASS),
    /** The applet answers class {@code 0c} alone, 6E00 to the other (1.3). */
    CLASS_0C(Family.CLASS),
    /** 6700 to Le behind a body (1.5). */
    LE_REFUSED,
    /** A command without a body must say the length of its answer exactly, else 6Cxx, under T=1 too (1.5). */
    LE_EXACT,
    /** GET DATA wants a bare header where it has no body, 6700 to P3. Without effect under T=0, which has P3 always (3.2.2). */
    BARE_HEADER,
    /** Reading a file or a public key must say the length of its answer exactly, else 6Cxx (1.5). */
    LE_EXACT_READING,
    /** What answers a command with a body waits for GET RESPONSE, announced by 61xx, under T=1 too (1.5). */
    ANSWER_61,
    /** As {@link #ANSWER_61}, announced by 9Fxx (1.5). */
    ANSWER_9F,
    /** Under T=1 so many bytes come at once, with 61xx; the rest by GET RESPONSE (1.5). */
    ANSWER_PART(256, "40"),
    /** Answers wait as with {@link #ANSWER_61}, and the first GET RESPONSE is 6000: not ready, repeat it (1.5). */
    GET_RESPONSE_60,
    /** Answers wait as with {@link #ANSWER_61}, for a GET RESPONSE of class {@code 8c}; 6E00 to {@code 0c} (1.3). */
    GET_RESPONSE_8C(Family.GET_RESPONSE),
    /** Answers wait as with {@link #ANSWER_61}, for a GET RESPONSE of class {@code 0c}; 6E00 to {@code 8c} (1.3). */
    GET_RESPONSE_0C(Family.GET_RESPONSE),
    /** Every so many successes of any command, 91xx stands for 9000: a proactive command waits (1.5). */
    SW_91_EVERY(0, "1 3"),
    /** The applet's name is A00000003053F12401770101495341 (1.1). */
    AID_THALES(Family.AID),
    /** The applet's name is A0000002480400 (1.1). */
    AID_EARLY(Family.AID),
    /** The applet's name is the standard one and four bytes more, so the standard one selects it as a part (1.1). */
    AID_LONGER(Family.AID),
    /** A part of the applet's name does not select it, 6A82 (1.1). */
    AID_WHOLE,
    /** SELECT has an answer, a file control information template that waits for GET RESPONSE, 61xx (1.4). */
    SELECT_61(Family.SELECT),
    /** SELECT succeeds with 91xx (1.4). */
    SELECT_91(Family.SELECT),
    /** SELECT by name must end in Le, 6700 without. Without effect under T=0, where Le cannot be seen (1.4). */
    SELECT_WITH_LE,
    /** The first channel that the card assigns; the lower ones are taken. From 4 on classes change (1.2, 1.3). */
    FIRST_CHANNEL(1, "2 4"),
    /** There is no channel but the basic one: MANAGE CHANNEL is 6A81 (1.2). */
    NO_CHANNELS,
    /** MANAGE CHANNEL succeeds without telling the number (1.2). */
    NO_CHANNEL_NUMBER,
    /** Closing a channel needs P3, 6700 to a bare header. Without effect under T=0, which has P3 always (1.2). */
    CLOSE_WITH_P3(Family.CLOSE),
    /** Closing a channel must be a bare header, 6700 to P3. Without effect under T=0, which has P3 always (1.2). */
    CLOSE_WITHOUT_P3(Family.CLOSE),
    /** A command on a channel that is not open is 6E00 (5.5). */
    CLOSED_CHANNEL_6E00,
    /** Sessions of number 0 are refused, 6A86 (3.1). */
    SESSION_0_REFUSED(Family.SESSION_NUMBER),
    /** Sessions of any other number than 0 are refused, 6A86 (3.1). */
    SESSION_0_ONLY(Family.SESSION_NUMBER),
    /** From reset on a session seems to run: each INIT is 6985 until one INIT has closed, whatever its number (3.1). */
    SESSION_LEFT_OPEN,
    /** The last UPDATE does not end a session: it must be closed before the next (3.1). */
    SESSION_STAYS_OPEN,
    /** INIT of a session too many is 6989: maximum capacity reached (4). */
    SESSION_FULL_6989,
    /** GENERATE KEY PAIR gives both keys new ids (2.1). */
    IDS_CHANGE,
    /** GENERATE KEY PAIR answers tag 34 alone (3.6). */
    BARE_KEY_PAIR(Family.KEY_PAIR),
    /** GENERATE KEY PAIR answers the two ids alone (3.6). */
    KEY_PAIR_IDS_ONLY(Family.KEY_PAIR),
    /** Public keys may not be read: tag 60 says so, READ PUBLIC KEY is 6985 (2.6). */
    PUBLIC_KEY_UNREADABLE,
    /** READ PUBLIC KEY answers the point without tags (3.7). */
    BARE_POINT,
    /** PRF modes 01 and 02 use the container's value as it is, after D4 in mode 02, as the HMAC key (3.12). */
    PRF_AS_IS(Family.PRF),
    /** PRF modes 01 and 02 do not exist, 6A86 (3.12). */
    PRF_MODE_00_ONLY(Family.PRF),
    /** COMPUTE PRF is 6D00 (3.12). */
    NO_PRF,
    /** COMPUTE HKDF is 6D00 (3.13). */
    NO_HKDF,
    /** COMPUTE DH is 6D00 (3.11). */
    NO_AGREEMENT,
    /** VERIFY SIGNATURE is 6D00 (3.10). */
    NO_VERIFY,
    /** The random bytes begin with 61 10, which is no status (1.5). */
    RANDOM_61,
    /** GET RANDOM succeeds with 6300 (3.5). */
    RANDOM_6300,
    /** GET DATA - application is 6D00 (7, item 7). */
    NO_APPLICATION_DATA(Family.APPLICATION),
    /** The application data use tags 90 and 93 for 61 and 6F, and tag 91 has one byte (3.2.1). */
    APPLICATION_90_93(Family.APPLICATION),
    /** Tag 11 of the application data declares 14 bytes, 13 follow (3.2.1). */
    TAG_11_DEFECT,
    /** After so many successes of the applet since reset the next one is 63CF, and files have access 03 from then on (4). */
    ADMIN_63CF(0, "4"),
    /** From the so-manieth naming of an object since reset on, three are 6984: administration is under way (4). */
    ADMIN_6984(0, "3"),
    /** The so-manieth naming of an object since reset is 6989: it was administered, and the command failed (4). */
    ADMIN_6989(0, "3");

    private enum Family {
        AID,
        APPLICATION,
        CLASS,
        CLOSE,
        END_OF_FILE,
        GET_RESPONSE,
        KEY_PAIR,
        LIST_ORDER,
        PRF,
        SELECT,
        SESSION_NUMBER,
        SIGNATURE_FORM,
        VERIFY_LENGTH,
        WRAPPER
    }

    private final @Nullable Family family;
    private final boolean numbered;
    private final int neutral;
    private final String examples;

    Quirk() {
        this(null, false, 0, "");
    }

    Quirk(Family family) {
        this(family, false, 0, "");
    }

    Quirk(int neutral, String examples) {
        this(null, true, neutral, examples);
    }

    Quirk(@Nullable Family family, boolean numbered, int neutral, String examples) {
        this.family = family;
        this.numbered = numbered;
        this.neutral = neutral;
        this.examples = examples;
    }

    /** Its name, without a number. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a number belongs to it. */
    public boolean isNumbered() {
        return numbered;
    }

    /** The number with which it changes nothing. */
    int neutral() {
        return neutral;
    }

    boolean excludes(Quirk other) {
        return this == other || (family != null && family == other.family);
    }

    /** The names worth trying: its own, or some with a number. */
    List<String> names() {
        if (!numbered) {
            return List.of(text());
        }
        return Arrays.stream(examples.split(" "))
                .map(number -> text() + "-" + number)
                .toList();
    }
}
