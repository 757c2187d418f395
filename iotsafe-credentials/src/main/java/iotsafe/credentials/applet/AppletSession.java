package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.ApduTransport;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.ClassDialect;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.GetResponse;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.LeDialect;
import iotsafe.credentials.apdu.LogicalChannel;
import iotsafe.credentials.apdu.OwnedConnection;
import iotsafe.credentials.apdu.ResponseApdu;
import iotsafe.credentials.apdu.StatusWord;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A logical channel on which the applet is selected, from SELECT to close. Commands go in class 80; the layers below find the form this card takes. */
final class AppletSession {
    private static final Logger LOG = LoggerFactory.getLogger(AppletSession.class);
    private static final int PROPRIETARY = 0x80;

    private final OwnedConnection connection;
    private final ApduTransport line;
    private final int channel;
    private final ApduTransport applet;
    private final CardMemory memory;
    /** Sessions of commands that were not closed after success: on most cards they are over, on some they are not. */
    private final Map<SessionFamily, Integer> leftOpen = new EnumMap<>(SessionFamily.class);

    private boolean used;
    private boolean doubtful;

    /**
     * A session on an open channel.
     *
     * @param line the connection under its counting and tracing layers
     * @param channel 1 to 19
     */
    AppletSession(OwnedConnection connection, ApduTransport line, int channel, CardMemory memory) {
        this.connection = connection;
        this.line = line;
        this.channel = channel;
        this.memory = memory;
        this.applet = new LogicalChannel(line, channel)
                .with(below -> new GetResponse(below, memory.dialects()))
                .with(below -> new LeDialect(below, memory.dialects()))
                .with(below -> new ClassDialect(below, memory.dialects()));
    }

    /** A command of the applet that gives no more than a status word. */
    static CommandApdu silent(Instruction instruction, int p1, int p2, Bytes body) {
        return CommandApdu.silent(PROPRIETARY, instruction.code(), p1, p2, body);
    }

    /** A command of the applet that answers with data. */
    static CommandApdu answering(Instruction instruction, int p1, int p2, Bytes body) {
        return CommandApdu.answering(PROPRIETARY, instruction.code(), p1, p2, body);
    }

    /**
     * Sends a command of the applet; any status word is an answer, except those that say that the channel is gone.
     *
     * @param what the command and its object, for errors
     */
    ResponseApdu send(String what, CommandApdu command) throws CardException.Unreachable {
        boolean spokenTo = memory.hasSpoken();
        ResponseApdu answer = exchange(what, applet, command);
        StatusWord status = answer.status();
        boolean lacks = status.value() == 0x6D00;
        if (isChannelGone(status, spokenTo) || isNotTheApplet(status, command.ins())) {
            memory.forget();
            memory.lack(command.ins(), lacks);
            throw new CardException.Unreachable(what, new ChannelLostException(status));
        }
        doubtful = lacks && !memory.lacks(command.ins());
        memory.lack(command.ins(), lacks);
        used = true;
        if (isChangedFromAfar(status)) {
            memory.forget();
        }
        return answer;
    }

    /**
     * Sends a command of the applet and wants it done.
     *
     * @param ifConditions what a person can do about 6985
     */
    Bytes ask(String what, CommandApdu command, String ifConditions) throws CardException {
        ResponseApdu answer = send(what, command);
        if (!answer.status().isSuccess()) {
            throw Refusal.of(what, answer.status(), ifConditions);
        }
        return answer.data();
    }

    /** Notes that a session of commands was not closed after its last block. */
    void leaveOpen(SessionFamily family, int number) {
        leftOpen.put(family, number);
    }

    /**
     * Closes what was left open; the status does not matter, for on most cards there is nothing to close any more.
     *
     * @param what for errors
     * @return whether anything was left open
     */
    boolean closeLeftOpen(String what) throws CardException.Unreachable {
        Map<SessionFamily, Integer> sessions = new EnumMap<>(leftOpen);
        leftOpen.clear();
        for (Map.Entry<SessionFamily, Integer> left : sessions.entrySet()) {
            send(what, left.getKey().close(left.getValue()));
        }
        return !sessions.isEmpty();
    }

    /** Sends a command to the basic channel, where the SIM's own files are. */
    ResponseApdu sendOnBasicChannel(String what, CommandApdu command) throws CardException.Unreachable {
        return exchange(what, new GetResponse(line), command);
    }

    /** Does some work on another channel, opened for it and closed after it; the applet stays selected on its own. */
    <T> T onFurtherChannel(ChannelWork<T> work) throws CardException {
        int further = openFurther();
        try {
            return work.on(new LogicalChannel(line, further).with(GetResponse::new));
        } finally {
            closeChannel(line, further);
        }
    }

    private int openFurther() throws CardException {
        try {
            return AppletFinder.openChannel(connection.name(), line);
        } catch (IOException e) {
            throw new CardException.Unreachable("MANAGE CHANNEL", e);
        }
    }

    /** What is done on a channel of its own. */
    @FunctionalInterface
    interface ChannelWork<T> {
        T on(ApduTransport channel) throws CardException;
    }

    /** Whether its last word was that it lacks a command of the applet, for the first time: it may not be the applet. */
    boolean isDoubtful() {
        return doubtful;
    }

    /** How messages call the place of this card. */
    String place() {
        return connection.name();
    }

    SelectedApplet selected() {
        return new SelectedApplet(
                connection.name(), memory.aid().orElse(Bytes.EMPTY), channel, connection.atr(), connection.protocol());
    }

    CardMemory memory() {
        return memory;
    }

    /** Closes the channel, as long as the card is there, and lets go of it. */
    void close() {
        closeChannel(line, channel);
        connection.close();
    }

    /** Lets go of a line that gives no answers: nothing more is sent. */
    void abandon() {
        connection.close();
    }

    /** A channel that stays open is lost to others, but no failure of what was asked. */
    static void closeChannel(ApduTransport line, int channel) {
        try {
            line.exchange(CommandApdu.silent(0, Instruction.MANAGE_CHANNEL.code(), 0x80, channel, Bytes.EMPTY)
                    .toBytes());
        } catch (IOException e) {
            LOG.debug("channel {} was not closed: {}", channel, e.getMessage());
        }
    }

    private static ResponseApdu exchange(String what, ApduTransport transport, CommandApdu command)
            throws CardException.Unreachable {
        try {
            return ResponseApdu.of(transport.exchange(command.toBytes()));
        } catch (IOException e) {
            throw new CardException.Unreachable(what, e);
        }
    }

    /** A modem that was reset closes all channels: 6881, or 6E00 from an applet whose class was right before. */
    private static boolean isChannelGone(StatusWord status, boolean spokenTo) {
        return status.value() == 0x6881 || (status.value() == 0x6E00 && spokenTo);
    }

    /**
     * The applet may lack a command: what it says first after SELECT is believed, and what it says again on a fresh session. Any other 6D00
     * is that of something else selected in its place.
     */
    private boolean isNotTheApplet(StatusWord status, int ins) {
        return status.value() == 0x6D00 && used && !memory.lacks(ins);
    }

    /** Remote administration is going on, or has been: what was learnt may be wrong by now. */
    private static boolean isChangedFromAfar(StatusWord status) {
        return status.value() == 0x63CF || status.value() == 0x6984 || status.value() == 0x6989;
    }
}
