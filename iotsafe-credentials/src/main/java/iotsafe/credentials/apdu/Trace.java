package iotsafe.credentials.apdu;

import java.io.IOException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each exchange to {@code iotsafe.apdu}: command name, status and milliseconds at DEBUG; the bytes too at TRACE, but never those of
 * a command that can carry or answer a secret, nor of one that is not known here.
 */
public final class Trace implements ApduTransport {
    /** Where it writes; fixed, so that a user can switch it on without knowing our classes. */
    public static final String LOGGER = "iotsafe.apdu";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int HEADER = 4;

    private final ApduTransport lower;
    private final Logger log;
    /** GET RESPONSE fetches the answer of the command before it, and is as secret. */
    private boolean secret;

    /** A layer directly above the line, so that every exchange is seen. */
    public Trace(ApduTransport lower) {
        this(lower, LoggerFactory.getLogger(LOGGER));
    }

    Trace(ApduTransport lower, Logger log) {
        this.lower = lower;
        this.log = log;
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        int ins = command[1] & 0xFF;
        if (ins != Instruction.GET_RESPONSE.code()) {
            // kept even while nothing is logged: the logger may be switched on before the GET RESPONSE
            secret = Instruction.of(ins).map(Instruction::isSecret).orElse(true);
        }
        if (!log.isDebugEnabled()) {
            return lower.exchange(command);
        }
        String title = Instruction.of(ins).map(Instruction::title).orElseGet(() -> "INS %02X".formatted(ins));
        log.trace("> {}", shown(command, HEADER, command.length));
        long start = System.nanoTime();
        try {
            byte[] answer = lower.exchange(command);
            log.trace("< {}", shown(answer, 0, answer.length - 2));
            log.debug("{}: {}, {} ms", title, StatusWord.of(answer), millisSince(start));
            return answer;
        } catch (IOException e) {
            log.debug("{}: no answer, {} ms: {}", title, millisSince(start), e.getMessage());
            throw e;
        }
    }

    /** The bytes, those from {@code from} to {@code to} only counted if they can hold a secret. */
    private String shown(byte[] bytes, int from, int to) {
        if (!secret || from == to) {
            return HEX.formatHex(bytes);
        }
        return "%s [%d bytes not shown] %s"
                .formatted(HEX.formatHex(bytes, 0, from), to - from, HEX.formatHex(bytes, to, bytes.length))
                .strip();
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
