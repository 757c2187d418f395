package iotsafe.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How this card deviates from the standard reading of the interface: the quirks that real cards show, one knob each. The
 * name follows from the knobs, {@code standard} or their names joined by {@code +}.
 *
 * @param signatureForm how tag 33 is written (interface reference 3.9.5)
 * @param listWrapper how information structures are wrapped (3.2.3)
 * @param answeredClass which class byte the applet answers (1.3)
 * @param leAfterBody whether a command with a body may carry Le (1.5); if not, 6700
 * @param readBlock the most bytes of one READ FILE, 1 to 256 (3.3)
 * @param idsChange whether GENERATE KEY PAIR gives the pair new ids (2.1)
 * @param bareKeyPair whether GENERATE KEY PAIR answers tag 34 alone (3.6)
 * @param tag92Defect whether tag 92 of a key declares one byte too many (2.4)
 * @param listPart the most bytes of the object list in one answer, 1 to 256; 6300 says that more follows (3.2.2)
 * @param applicationData whether GET DATA - application is known; if not, 6D00 (7, item 7)
 */
public record Profile(
        SignatureForm signatureForm,
        ListWrapper listWrapper,
        AnsweredClass answeredClass,
        boolean leAfterBody,
        int readBlock,
        boolean idsChange,
        boolean bareKeyPair,
        boolean tag92Defect,
        int listPart,
        boolean applicationData) {
    /** The standard reading. */
    public static final Profile STANDARD = new Profile(
            SignatureForm.A, ListWrapper.FLAT, AnsweredClass.BOTH, true, 256, false, false, false, 256, true);

    private static final Map<String, Profile> NAMED = named(
            STANDARD,
            STANDARD.withSignatureForm(SignatureForm.B),
            STANDARD.withSignatureForm(SignatureForm.C),
            STANDARD.withSignatureForm(SignatureForm.D),
            STANDARD.withListWrapper(ListWrapper.PER_OBJECT),
            STANDARD.withListWrapper(ListWrapper.PER_CLASS),
            STANDARD.withAnsweredClass(AnsweredClass.PROPRIETARY),
            STANDARD.withAnsweredClass(AnsweredClass.INTERINDUSTRY),
            STANDARD.withoutLeAfterBody(),
            STANDARD.withReadBlock(255),
            STANDARD.withReadBlock(240),
            STANDARD.withReadBlock(128),
            STANDARD.withIdsChange(),
            STANDARD.withBareKeyPair(),
            STANDARD.withTag92Defect(),
            STANDARD.withListPart(64),
            STANDARD.withoutApplicationData());

    /** Forms of a signature in tag 33. */
    public enum SignatureForm {
        /** Two-byte length, r and s. */
        A,
        /** One-byte length, r and s. */
        B,
        /** One-byte length, DER. */
        C,
        /** Two-byte length, DER. */
        D;

        boolean wideLength() {
            return this == A || this == D;
        }

        boolean der() {
            return this == C || this == D;
        }
    }

    /** Wrappings of information structures. */
    public enum ListWrapper {
        /** No C1 to C4 at all. */
        FLAT,
        /** One of C1 to C4 around each object. */
        PER_OBJECT,
        /** One of C1 to C4 around all objects of a class; a second one only when 255 bytes are full. */
        PER_CLASS
    }

    /** Classes that the applet answers; the other gets 6E00. */
    public enum AnsweredClass {
        /** {@code 8c} and {@code 0c}. */
        BOTH,
        /** {@code 8c} alone. */
        PROPRIETARY,
        /** {@code 0c} alone. */
        INTERINDUSTRY;

        boolean answers(boolean proprietary) {
            return this == BOTH || proprietary == (this == PROPRIETARY);
        }
    }

    /** Checks the numbers. */
    public Profile {
        requireBlock("read-block", readBlock);
        requireBlock("list-part", listPart);
    }

    /** The names of the profiles with one deviation, and {@code standard}, in a fixed order. */
    public static List<String> names() {
        return List.copyOf(NAMED.keySet());
    }

    /**
     * The profile of this name; several names joined by {@code +} deviate in all those ways, {@code read-block-N} and
     * {@code list-part-N} take any N from 1 to 256.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Profile named(String name) {
        Profile profile = STANDARD;
        for (String part : name.split("\\+", -1)) {
            profile = profile.deviatingBy(part);
        }
        return profile;
    }

    /** Its name, which {@link #named} reads back. */
    public String name() {
        List<String> parts = new ArrayList<>();
        if (signatureForm != SignatureForm.A) {
            parts.add("signature-form-" + signatureForm.name().toLowerCase(Locale.ROOT));
        }
        if (listWrapper != ListWrapper.FLAT) {
            parts.add(listWrapper == ListWrapper.PER_OBJECT ? "wrapper-per-object" : "wrapper-per-class");
        }
        if (answeredClass != AnsweredClass.BOTH) {
            parts.add(answeredClass == AnsweredClass.PROPRIETARY ? "class-8c" : "class-0c");
        }
        addIf(!leAfterBody, parts, "le-refused");
        addIf(readBlock != 256, parts, "read-block-" + readBlock);
        addIf(idsChange, parts, "ids-change");
        addIf(bareKeyPair, parts, "bare-key-pair");
        addIf(tag92Defect, parts, "tag-92-defect");
        addIf(listPart != 256, parts, "list-part-" + listPart);
        addIf(!applicationData, parts, "no-application-data");
        return parts.isEmpty() ? "standard" : String.join("+", parts);
    }

    /** Answers signatures in this form. */
    public Profile withSignatureForm(SignatureForm form) {
        return new Profile(
                form,
                listWrapper,
                answeredClass,
                leAfterBody,
                readBlock,
                idsChange,
                bareKeyPair,
                tag92Defect,
                listPart,
                applicationData);
    }

    /** Wraps information structures so. */
    public Profile withListWrapper(ListWrapper wrapper) {
        return new Profile(
                signatureForm,
                wrapper,
                answeredClass,
                leAfterBody,
                readBlock,
                idsChange,
                bareKeyPair,
                tag92Defect,
                listPart,
                applicationData);
    }

    /** Answers this class. */
    public Profile withAnsweredClass(AnsweredClass answered) {
        return new Profile(
                signatureForm,
                listWrapper,
                answered,
                leAfterBody,
                readBlock,
                idsChange,
                bareKeyPair,
                tag92Defect,
                listPart,
                applicationData);
    }

    /** Refuses Le after a body. */
    public Profile withoutLeAfterBody() {
        return new Profile(
                signatureForm,
                listWrapper,
                answeredClass,
                false,
                readBlock,
                idsChange,
                bareKeyPair,
                tag92Defect,
                listPart,
                applicationData);
    }

    /** Reads files in blocks of at most so many bytes, 1 to 256. */
    public Profile withReadBlock(int most) {
        return new Profile(
                signatureForm,
                listWrapper,
                answeredClass,
                leAfterBody,
                most,
                idsChange,
                bareKeyPair,
                tag92Defect,
                listPart,
                applicationData);
    }

    /** Gives a generated pair new ids. */
    public Profile withIdsChange() {
        return new Profile(
                signatureForm,
                listWrapper,
                answeredClass,
                leAfterBody,
                readBlock,
                true,
                bareKeyPair,
                tag92Defect,
                listPart,
                applicationData);
    }

    /** Answers a generated pair with tag 34 alone. */
    public Profile withBareKeyPair() {
        return new Profile(
                signatureForm,
                listWrapper,
                answeredClass,
                leAfterBody,
                readBlock,
                idsChange,
                true,
                tag92Defect,
                listPart,
                applicationData);
    }

    /** Declares tag 92 of keys one byte too long. */
    public Profile withTag92Defect() {
        return new Profile(
                signatureForm,
                listWrapper,
                answeredClass,
                leAfterBody,
                readBlock,
                idsChange,
                bareKeyPair,
                true,
                listPart,
                applicationData);
    }

    /** Gives the object list in parts of so many bytes, 1 to 256. */
    public Profile withListPart(int most) {
        return new Profile(
                signatureForm,
                listWrapper,
                answeredClass,
                leAfterBody,
                readBlock,
                idsChange,
                bareKeyPair,
                tag92Defect,
                most,
                applicationData);
    }

    /** Does not know GET DATA - application. */
    public Profile withoutApplicationData() {
        return new Profile(
                signatureForm,
                listWrapper,
                answeredClass,
                leAfterBody,
                readBlock,
                idsChange,
                bareKeyPair,
                tag92Defect,
                listPart,
                false);
    }

    private Profile deviatingBy(String name) {
        return switch (name) {
            case "standard" -> this;
            case "signature-form-b" -> withSignatureForm(SignatureForm.B);
            case "signature-form-c" -> withSignatureForm(SignatureForm.C);
            case "signature-form-d" -> withSignatureForm(SignatureForm.D);
            case "wrapper-per-object" -> withListWrapper(ListWrapper.PER_OBJECT);
            case "wrapper-per-class" -> withListWrapper(ListWrapper.PER_CLASS);
            case "class-8c" -> withAnsweredClass(AnsweredClass.PROPRIETARY);
            case "class-0c" -> withAnsweredClass(AnsweredClass.INTERINDUSTRY);
            case "le-refused" -> withoutLeAfterBody();
            case "ids-change" -> withIdsChange();
            case "bare-key-pair" -> withBareKeyPair();
            case "tag-92-defect" -> withTag92Defect();
            case "no-application-data" -> withoutApplicationData();
            default -> {
                if (name.matches("read-block-\\d{1,3}")) {
                    yield withReadBlock(Integer.parseInt(name.substring("read-block-".length())));
                }
                if (name.matches("list-part-\\d{1,3}")) {
                    yield withListPart(Integer.parseInt(name.substring("list-part-".length())));
                }
                throw new IllegalArgumentException(
                        "there is no profile \"" + name + "\"; there are: " + String.join(", ", names()));
            }
        };
    }

    private static void addIf(boolean deviates, List<String> parts, String name) {
        if (deviates) {
            parts.add(name);
        }
    }

    private static void requireBlock(String what, int size) {
        if (size < 1 || size > 256) {
            throw new IllegalArgumentException(what + " is " + size + "; it can be 1 to 256");
        }
    }

    private static Map<String, Profile> named(Profile... profiles) {
        Map<String, Profile> named = new LinkedHashMap<>();
        for (Profile profile : profiles) {
            named.put(profile.name(), profile);
        }
        return named;
    }
}
