package iotsafe.credentials;

import iotsafe.credentials.apdu.Bytes;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names a key, certificate or file: {@code iotsafe:type=private;id=01}, {@code iotsafe:type=file;label=client%20cert},
 * {@code file:/etc/iotsafe-agent/ca.pem}. Grammar: RFC 7512 section 2.3, ids in hexadecimal, labels percent-encoded.
 *
 * <p>RFC 7512's own {@code pkcs11:token=T;object=L;type=private;id=%01} names the same: {@code object} is the label, {@code type=cert} a file,
 * {@code type=secret-key} a secret, and where both names stand the id counts.
 */
public sealed interface CredentialUri {
    /**
     * Reads a URI; {@link Object#toString()} of the result gives the same URI in its canonical form.
     *
     * @throws IllegalArgumentException if it is none; the message is a sentence for the person who wrote it, without the URI itself
     */
    static CredentialUri parse(String text) {
        return CredentialUriReader.read(text);
    }

    /**
     * The label of the token that a {@code pkcs11:} URI asks for; empty if it names none, or is of another scheme. {@link #parse} leaves it
     * out: whoever knows the token compares.
     *
     * @throws IllegalArgumentException as {@link #parse} does
     */
    static Optional<String> tokenOf(String text) {
        return CredentialUriReader.tokenOf(text);
    }

    /**
     * A container on the card, or an object on a token; named by id or by label, never both (GSMA IoT.05: a command names an object by one of them).
     *
     * @param type which of the four kinds
     * @param id 1 to 20 bytes
     * @param label 1 to 60 bytes
     */
    record OnCard(ObjectType type, Optional<Bytes> id, Optional<Bytes> label) implements CredentialUri {
        private static final int LONGEST_ID = 20;
        private static final int LONGEST_LABEL = 60;

        /** Refuses none or both names, and lengths that no card has. */
        public OnCard {
            if (id.isPresent() == label.isPresent()) {
                throw new IllegalArgumentException("a container is named by id or by label, one of them");
            }
            id.ifPresent(bytes -> requireLength("id", bytes, LONGEST_ID));
            label.ifPresent(bytes -> requireLength("label", bytes, LONGEST_LABEL));
        }

        /** The container of this type and id. */
        public static OnCard byId(ObjectType type, Bytes id) {
            return new OnCard(type, Optional.of(id), Optional.empty());
        }

        /** The container of this type and label. */
        public static OnCard byLabel(ObjectType type, Bytes label) {
            return new OnCard(type, Optional.empty(), Optional.of(label));
        }

        /** The canonical URI. */
        @Override
        public String toString() {
            return CredentialUriReader.print(this);
        }

        private static void requireLength(String name, Bytes bytes, int most) {
            if (bytes.isEmpty() || bytes.length() > most) {
                throw new IllegalArgumentException(
                        "%s has %d bytes; it can have 1 to %d".formatted(name, bytes.length(), most));
            }
        }
    }

    /** Public data in the file system, PEM or DER. */
    record InFile(Path path) implements CredentialUri {
        /** The canonical URI. */
        @Override
        public String toString() {
            return "file:" + path;
        }
    }
}
