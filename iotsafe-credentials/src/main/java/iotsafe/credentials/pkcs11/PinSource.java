package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Where the user's PIN comes from: it is read for each login and forgotten after it. Prints the place, never the PIN. */
public sealed interface PinSource {
    /**
     * Reads the PIN.
     *
     * @param token names the token, for the question at a terminal
     * @throws CardException.Refused if there is none; the message says what to do
     */
    Pin read(String token) throws CardException.Refused;

    /** Whether a person types it, who may risk a token's last try; a program may not. */
    default boolean isPerson() {
        return false;
    }

    /**
     * A file that holds the PIN and nothing else but a line end; it should be readable by the agent's user alone.
     *
     * @param file absolute
     */
    record InFile(Path file) implements PinSource {
        @Override
        public Pin read(String token) throws CardException.Refused {
            byte[] content = new byte[0];
            try (InputStream in = Files.newInputStream(file)) {
                content = in.readNBytes(Pin.LONGEST + 3);
                return Pin.of(content, withoutLineEnd(content), this + " holds");
            } catch (IOException e) {
                throw new CardException.Refused("%s cannot be read (%s); name a file that the agent's user may read"
                        .formatted(this, e.getClass().getSimpleName().replace("Exception", "")));
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        }

        private static int withoutLineEnd(byte[] content) {
            int length = content.length;
            if (length > 0 && content[length - 1] == '\n') {
                length--;
            }
            if (length > 0 && content[length - 1] == '\r') {
                length--;
            }
            return length;
        }

        @Override
        public String toString() {
            return "the PIN file " + file;
        }
    }

    /**
     * An environment variable of this process.
     *
     * @param variable its name
     */
    record InEnvironment(String variable) implements PinSource {
        @Override
        public Pin read(String token) throws CardException.Refused {
            String value = System.getenv(variable);
            if (value == null) {
                throw new CardException.Refused("%s is not set; set it to the token's PIN".formatted(this));
            }
            byte[] content = value.getBytes(StandardCharsets.UTF_8);
            try {
                return Pin.of(content, content.length, this + " holds");
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        }

        @Override
        public String toString() {
            return "the environment variable " + variable;
        }
    }

    /** A person at the terminal that this program was started from. Asked at each login: a daemon needs one of the others. */
    record AtTerminal() implements PinSource {
        @Override
        public Pin read(String token) throws CardException.Refused {
            Console console = isTerminal() ? System.console() : null;
            char[] typed = console == null ? null : console.readPassword("PIN of %s: ", token);
            if (typed == null) {
                throw new CardException.Refused(
                        "%s wants a PIN, and there is no terminal to ask at; add pin-file=FILE or pin-env=VARIABLE to card.reader"
                                .formatted(token));
            }
            ByteBuffer encoded = ByteBuffer.allocate(4 * typed.length);
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(typed), encoded, true);
            try {
                return Pin.of(encoded.array(), encoded.position(), "what was typed has");
            } finally {
                Arrays.fill(typed, '\0');
                Arrays.fill(encoded.array(), (byte) 0);
            }
        }

        @Override
        public boolean isPerson() {
            return true;
        }

        /** Standard input's own file: {@code System.console()} is never null from Java 22 on. */
        private static boolean isTerminal() {
            try {
                String input =
                        Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
                return input.startsWith("/dev/pts/") || input.startsWith("/dev/tty");
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return "the terminal";
        }
    }
}
