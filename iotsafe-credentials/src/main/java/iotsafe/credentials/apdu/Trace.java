package iotsafe.credentials.apdu;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of each exchange, without what can be secret: bodies and answers of commands that carry or give key material, of those that are
 * not known here, of READ BINARY, for an LwM2M bootstrap file can hold keys, and of all but SELECT and MANAGE CHANNEL on the basic channel,
 * where PINs and the subscriber's own data are.
 *
 * <p>The logger {@code iotsafe.apdu} gets command name, status and milliseconds at DEBUG; bytes and their fields at TRACE.
 */
public final class Trace implements ApduTransport {
    /** Where it writes; fixed, so that a user can switch it on without knowing our classes. */
    public static final String LOGGER = "iotsafe.apdu";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int HEADER = 4;
    private static final int PROPRIETARY = 0x80;

    /** What may be shown of the SIM's own files and commands: the rest is the subscriber's. */
    private static final Set<Instruction> OPEN_ON_BASIC_CHANNEL =
            EnumSet.of(Instruction.MANAGE_CHANNEL, Instruction.SELECT);

    /** Those whose answer is made of fields. */
    private static final Set<Instruction> ANSWERING_FIELDS = EnumSet.of(
            Instruction.GET_DATA,
            Instruction.GENERATE_KEY_PAIR,
            Instruction.READ_PUBLIC_KEY,
            Instruction.COMPUTE_SIGNATURE_UPDATE);

    /** Those whose body is not made of fields. */
    private static final Set<Instruction> PLAIN_BODY = EnumSet.of(Instruction.SELECT, Instruction.MANAGE_CHANNEL);

    private final ApduTransport lower;
    private final BooleanSupplier wanted;
    private final Consumer<TracedExchange> listener;
    /** GET RESPONSE fetches the answer of the command before it, and is as secret. */
    private boolean secret;

    private @Nullable Instruction answered;

    /** A layer directly above the line, so that every exchange is seen, and logged. */
    public Trace(ApduTransport lower) {
        this(lower, LoggerFactory.getLogger(LOGGER));
    }

    /** As {@link #Trace(ApduTransport)}, for a listener of one's own. */
    public Trace(ApduTransport lower, Consumer<TracedExchange> listener) {
        this(lower, () -> true, listener);
    }

    Trace(ApduTransport lower, Logger log) {
        this(lower, log::isDebugEnabled, exchange -> log(log, exchange));
    }

    private Trace(ApduTransport lower, BooleanSupplier wanted, Consumer<TracedExchange> listener) {
        this.lower = lower;
        this.wanted = wanted;
        this.listener = listener;
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        int ins = command[1] & 0xFF;
        if (ins != Instruction.GET_RESPONSE.code()) {
            // kept even while nobody listens: the logger may be switched on before the GET RESPONSE
            Optional<Instruction> known = Instruction.of(ins);
            secret = known.map(one -> isSecret(command, one)).orElse(true);
            answered = known.orElse(null);
        }
        if (!wanted.getAsBoolean()) {
            return lower.exchange(command);
        }
        long start = System.nanoTime();
        try {
            byte[] answer = lower.exchange(command);
            listener.accept(told(command, Optional.of(answer), start));
            return answer;
        } catch (IOException e) {
            listener.accept(told(command, Optional.empty(), start));
            throw e;
        }
    }

    private static boolean isSecret(byte[] command, Instruction instruction) {
        int cla = command[0] & 0xFF;
        boolean basic = LogicalChannel.of(cla) == 0;
        boolean readBinary =
                instruction == Instruction.READ_FILE && cla < PROPRIETARY; // the applet's READ FILE is none
        return instruction.isSecret() || readBinary || (basic && !OPEN_ON_BASIC_CHANNEL.contains(instruction));
    }

    private TracedExchange told(byte[] command, Optional<byte[]> answer, long start) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return new TracedExchange(
                CommandTitle.of(command),
                shown(command, HEADER, command.length),
                commandFields(command),
                answer.map(bytes -> shown(bytes, 0, bytes.length - 2)).orElse(""),
                answer.map(this::answerFields).orElse(List.of()),
                answer.map(StatusWord::of),
                took);
    }

    private List<String> commandFields(byte[] command) {
        Optional<Instruction> known = Instruction.of(command[1] & 0xFF);
        if (known.isEmpty() || PLAIN_BODY.contains(known.get()) || LogicalChannel.of(command[0] & 0xFF) == 0) {
            return List.of();
        }
        try {
            return FieldNames.of(CommandApdu.of(command).body(), secret);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private List<String> answerFields(byte[] answer) {
        boolean fields = answered != null && ANSWERING_FIELDS.contains(answered) && !secret;
        return fields ? FieldNames.of(Bytes.of(answer, 0, answer.length - 2), false) : List.of();
    }

    /** The bytes, those from {@code from} to {@code to} only counted if they can hold a secret. */
    private String shown(byte[] bytes, int from, int to) {
        if (!secret || from >= to) {
            return HEX.formatHex(bytes);
        }
        return "%s [%d bytes not shown] %s"
                .formatted(HEX.formatHex(bytes, 0, from), to - from, HEX.formatHex(bytes, to, bytes.length))
                .strip();
    }

    private static void log(Logger log, TracedExchange exchange) {
        log.trace("> {}", exchange.command());
        exchange.commandFields().forEach(field -> log.trace("    {}", field));
        if (exchange.status().isPresent()) {
            log.trace("< {}", exchange.answer());
            exchange.answerFields().forEach(field -> log.trace("    {}", field));
        }
        log.debug(
                "{}: {}, {} ms",
                exchange.title(),
                exchange.status().map(StatusWord::toString).orElse("no answer"),
                exchange.took().toMillis());
    }
}
