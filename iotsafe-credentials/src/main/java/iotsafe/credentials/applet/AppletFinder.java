package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.ApduTransport;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.ExchangeCounter;
import iotsafe.credentials.apdu.GetResponse;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.LogicalChannel;
import iotsafe.credentials.apdu.OwnedConnection;
import iotsafe.credentials.apdu.OwnedReader;
import iotsafe.credentials.apdu.ResponseApdu;
import iotsafe.credentials.apdu.StatusWord;
import iotsafe.credentials.apdu.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Opens a channel on each card that can be reached until one has the applet: two exchanges where the first card answers to the first name. */
final class AppletFinder {
    /** GSMA's own, what nearly all cards answer to. */
    static final Bytes STANDARD = Bytes.ofHex("A0000005590010");
    /** Thales; ends in ASCII "ISA". */
    static final Bytes THALES = Bytes.ofHex("A00000003053F12401770101495341");
    /** Thales before 2022; also the mobile driving licence, so a SELECT alone proves nothing. */
    static final Bytes EARLY = Bytes.ofHex("A0000002480400");

    private static final String OPENING = "opening a logical channel";

    private final OwnedReader reader;
    private final Optional<Bytes> configured;
    private final CardMemory memory;
    private final AtomicLong exchanges;

    AppletFinder(OwnedReader reader, Optional<Bytes> configured, CardMemory memory, AtomicLong exchanges) {
        this.reader = reader;
        this.configured = configured;
        this.memory = memory;
        this.exchanges = exchanges;
    }

    /**
     * The applet, selected on a channel of its own.
     *
     * @throws CardException.Refused if every card that was reached lacks it
     * @throws CardException.Unreachable if no card was reached
     */
    AppletSession find() throws CardException {
        List<String> without = new ArrayList<>();
        Optional<IOException> unreached = Optional.empty();
        Optional<CardException> failed = Optional.empty();
        for (CardReader candidate : candidates()) {
            OwnedConnection connection;
            try {
                connection = reader.open(candidate);
            } catch (IOException e) {
                unreached = unreached.or(() -> Optional.of(e));
                continue;
            }
            try {
                Optional<AppletSession> found = selectOn(connection);
                if (found.isPresent()) {
                    return found.get();
                }
                without.add(connection.name());
            } catch (CardException e) {
                failed = failed.or(
                        () -> Optional.of(e)); // a foreign card in one reader must not hide the SIM in the next
            }
        }
        if (failed.isPresent()) {
            throw failed.get();
        }
        if (without.isEmpty()) {
            throw new CardException.Unreachable(unreached.orElseThrow());
        }
        throw new CardException.Refused(
                "no IoT SAFE applet on the card in %s; insert a SIM that has one, or set its application identifier (card.applet) if the issuer uses another"
                        .formatted(String.join(", nor in ", without)));
    }

    private List<CardReader> candidates() throws CardException.Unreachable {
        try {
            return reader.candidates();
        } catch (IOException e) {
            throw new CardException.Unreachable(e);
        }
    }

    private Optional<AppletSession> selectOn(OwnedConnection connection) throws CardException {
        ApduTransport line =
                connection.with(below -> new ExchangeCounter(below, exchanges)).with(Trace::new);
        boolean kept = false;
        try {
            int channel = openChannel(connection.name(), line);
            for (Bytes aid : aids()) {
                AppletSession session = new AppletSession(connection, line, channel, memory);
                if (select(new LogicalChannel(line, channel), aid) && isConfirmed(session, aid)) {
                    memory.foundUnder(aid);
                    kept = true;
                    return Optional.of(session);
                }
            }
            AppletSession.closeChannel(line, channel);
            return Optional.empty();
        } catch (IOException e) {
            throw new CardException.Unreachable("selecting the IoT SAFE applet in " + connection.name(), e);
        } finally {
            if (!kept) {
                connection.close();
            }
        }
    }

    /** MANAGE CHANNEL, open: the card chooses the number. */
    static int openChannel(String place, ApduTransport line) throws IOException, CardException {
        CommandApdu open = new CommandApdu(0, Instruction.MANAGE_CHANNEL.code(), 0, 0, Bytes.EMPTY, OptionalInt.of(1));
        ResponseApdu answer = ResponseApdu.of(line.with(GetResponse::new).exchange(open.toBytes()));
        if (!answer.status().isSuccess()) {
            throw new CardException.Refused(
                    OPENING + " on the card in " + place,
                    answer.status(),
                    "another program may hold them all: stop it, or take the card out and put it back");
        }
        Bytes number = answer.data();
        if (number.isEmpty() || number.u8(0) == 0 || number.u8(0) > LogicalChannel.LAST) {
            throw new CardException.Unreadable(
                    "answer of MANAGE CHANNEL in " + place,
                    0,
                    "a channel number from 1 to 19 is needed, not \"%s\": try the SIM in another reader or modem; if it is the same there, ask its issuer for one with logical channels"
                            .formatted(number));
        }
        return number.u8(0);
    }

    /** The name that worked last time, the configured one alone, or those seen in the field, the standard one first. */
    private List<Bytes> aids() {
        if (configured.isPresent()) {
            return List.of(configured.get());
        }
        Stream<Bytes> all = Stream.of(STANDARD, THALES, EARLY);
        return Stream.concat(memory.aid().stream(), all).distinct().toList();
    }

    /** SELECT by name. What 61xx would fetch is the card's description of the application, which nobody needs: it is left there. */
    private static boolean select(ApduTransport channel, Bytes aid) throws IOException {
        CommandApdu select = CommandApdu.silent(0, Instruction.SELECT.code(), 0x04, 0x00, aid);
        StatusWord status = StatusWord.of(channel.exchange(select.toBytes()));
        if (status.value() == 0x6700) {
            status = StatusWord.of(
                    channel.exchange(select.withLe(CommandApdu.MOST).toBytes()));
        }
        return status.isSuccess() || status.sw1() == 0x61 || status.sw1() == 0x9F;
    }

    /** Another application may have one of the older names: only the answer to an IoT SAFE command tells. */
    private boolean isConfirmed(AppletSession session, Bytes aid) throws CardException {
        boolean certain = configured.isPresent()
                || aid.equals(STANDARD)
                || memory.aid().filter(aid::equals).isPresent();
        if (certain) {
            return true;
        }
        try {
            return GetData.application(session).isPresent()
                    || !GetData.objectList(session).isEmpty();
        } catch (CardException.Refused | CardException.Unreadable e) {
            memory.forget();
            return false;
        }
    }
}
