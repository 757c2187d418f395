package iotsafe.credentials.modem;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.LogicalChannel;
import iotsafe.credentials.apdu.StatusWord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SIM in a modem. AT+CCHO opens a channel and selects in one, so unless AT+CSIM is known to be the way, MANAGE CHANNEL only gets a
 * number, and SELECT opens.
 */
final class ModemConnection implements CardConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ModemConnection.class);
    private static final byte[] DONE = {(byte) 0x90, 0x00};
    private static final byte[] UNKNOWN_CHANNEL = {0x68, (byte) 0x81};
    private static final byte[] NOT_FOUND = {0x6A, (byte) 0x82};
    private static final int NO_CHANNEL_LEFT = 0x6A81;
    private static final byte[] OPEN = {0x00, 0x70, 0x00, 0x00, 0x01};
    private static final int BY_NAME = 0x04;
    /** An answer that is late is our own error and not that of the layer above, which would lose the connection with it. */
    private static final Duration MARGIN = Duration.ofMillis(300);

    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final AtDialogue modem;
    private final SimCommands sim;
    private final LeftOpen leftOpen;
    /** By the number that the caller knows; empty until the application is selected. */
    private final Map<Integer, Optional<SimChannel>> channels = new HashMap<>();

    private ModemAccess access;
    private boolean basicRefused;

    /**
     * A connection through a modem that was greeted.
     *
     * @param leftOpen outlives the connections to one modem
     */
    ModemConnection(AtDialogue modem, ModemAccess access, LeftOpen leftOpen) {
        this.modem = modem;
        this.sim = new SimCommands(modem);
        this.access = access;
        this.leftOpen = leftOpen;
    }

    @Override
    public String name() {
        return modem.place();
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        Deadline deadline = modem.in(Instruction.deadlineOf(command[1] & 0xFF).minus(MARGIN));
        boolean interindustry = command[0] >= 0;
        int number = LogicalChannel.of(command[0] & 0xFF);
        if (interindustry && command[1] == Instruction.MANAGE_CHANNEL.code()) {
            return command[2] == 0 ? openChannel(deadline) : closeChannel(command[3] & 0xFF, deadline);
        }
        if (number == 0) {
            return onBasicChannel(command, deadline);
        }
        if (!channels.containsKey(number)) {
            return UNKNOWN_CHANNEL;
        }
        boolean selects = interindustry && command[1] == (byte) Instruction.SELECT.code() && command[2] == BY_NAME;
        Optional<SimChannel> channel = channels.getOrDefault(number, Optional.empty());
        if (selects && !(channel.orElse(null) instanceof SimChannel.Numbered)) {
            return select(number, command, deadline);
        }
        return channel.isPresent() ? channel.get().exchange(sim, command, deadline) : NOT_FOUND;
    }

    /** Where the SIM's own files are. A modem that refuses it there is not asked again; one whose SIM fails is. */
    private byte[] onBasicChannel(byte[] command, Deadline deadline) throws IOException {
        if (basicRefused) {
            return UNKNOWN_CHANNEL;
        }
        try {
            return sim.generic(command, deadline);
        } catch (ModemRefusalException e) {
            if (e.result().isOfSim()) {
                throw e;
            }
            LOG.debug("{}; the SIM's own files cannot be read", e.getMessage());
            basicRefused = true;
            return UNKNOWN_CHANNEL;
        }
    }

    /** The number is our own in either case: that of the card may differ, and both kinds can be open at once. */
    private byte[] openChannel(Deadline deadline) throws IOException {
        Optional<SimChannel> opened = Optional.empty();
        if (access == ModemAccess.CSIM) {
            byte[] answer = openNumbered(deadline);
            if (!StatusWord.of(answer).isSuccess()) {
                return answer;
            }
            opened = Optional.of(numbered(answer));
        }
        int number = 1;
        while (channels.containsKey(number)) {
            number++;
        }
        channels.put(number, opened);
        return new byte[] {(byte) number, DONE[0], DONE[1]};
    }

    private byte[] closeChannel(int number, Deadline deadline) throws IOException {
        Optional<SimChannel> channel = channels.getOrDefault(number, Optional.empty());
        if (!channels.containsKey(number)) {
            return UNKNOWN_CHANNEL;
        }
        channels.remove(number);
        if (channel.isPresent()) {
            close(channel.get(), deadline);
        }
        return DONE;
    }

    /** A session cannot select another application: it is ended, and a new one takes its place. */
    private byte[] select(int number, byte[] command, Deadline deadline) throws IOException {
        Optional<SimChannel> before = channels.getOrDefault(number, Optional.empty());
        channels.put(number, Optional.empty());
        if (before.isPresent()) {
            close(before.get(), deadline);
        }
        Bytes aid = CommandApdu.of(command).body();
        try {
            channels.put(number, Optional.of(new SimChannel.Session(sim.open(aid, deadline))));
            access = ModemAccess.CCHO;
            return DONE;
        } catch (ModemRefusalException e) {
            return access == ModemAccess.AUTO && !isHopeless(e.result())
                    ? selectNumbered(number, command, e, deadline)
                    : refused(e, Optional.empty());
        }
    }

    /** Whether the SIM is in a state in which no other command would do. */
    private static boolean isHopeless(FinalResult result) {
        return result.isOfSim() && result.reason().orElseThrow() != CmeError.SIM_FAILURE;
    }

    /** AT+CCHO was refused, for want of the command or of the application: what AT+CSIM says tells which. */
    private byte[] selectNumbered(int number, byte[] command, ModemRefusalException first, Deadline deadline)
            throws IOException {
        try {
            SimChannel.Numbered opened = numbered(openNumbered(deadline));
            try {
                byte[] answer = opened.exchange(sim, command, deadline);
                channels.put(number, Optional.of(opened));
                access = ModemAccess.CSIM;
                return answer;
            } catch (ModemRefusalException e) {
                close(opened, deadline);
                throw e;
            }
        } catch (ModemRefusalException second) {
            return refused(first, Optional.of(second));
        }
    }

    private SimChannel.Numbered numbered(byte[] answer) throws IOException {
        StatusWord status = StatusWord.of(answer);
        if (!status.isSuccess() || answer.length == 2 || answer[0] < 1 || answer[0] > LogicalChannel.LAST) {
            throw new IOException(
                    "%s: the SIM opens no logical channel, %s: restart the modem, which closes those of others"
                            .formatted(name(), status));
        }
        return new SimChannel.Numbered(answer[0]);
    }

    /**
     * No application was opened. Modems say so with the same bare ERROR, or number, where they lack the command and where the SIM lacks
     * the application; only the reasons that cannot mean the latter are failures.
     */
    private byte[] refused(ModemRefusalException first, Optional<ModemRefusalException> second) throws IOException {
        CmeError reason = first.result().reason().orElse(CmeError.UNKNOWN);
        String both = first.getMessage()
                + second.map(also -> ", and AT+CSIM (" + also.result().sentence() + ")")
                        .orElse("");
        if (reason.isOfSim() || reason == CmeError.NOT_ALLOWED || reason == CmeError.NOT_SUPPORTED) {
            throw new IOException(both, first);
        }
        LOG.warn("{}; taken for an application that the SIM lacks", both);
        return NOT_FOUND;
    }

    private byte[] openNumbered(Deadline deadline) throws IOException {
        byte[] answer = sim.generic(OPEN, deadline);
        if (StatusWord.of(answer).value() != NO_CHANNEL_LEFT) {
            return answer;
        }
        List<SimChannel> any = leftOpen.takeAll();
        if (any.isEmpty()) {
            return answer;
        }
        LOG.warn("{}: the SIM has no logical channel left; closing all, in case an earlier run left them open", name());
        for (SimChannel channel : any) {
            close(channel, deadline);
        }
        return sim.generic(OPEN, deadline);
    }

    /** Closes what connections before this one could not close. */
    void tidy() throws IOException {
        Deadline deadline = modem.in(CLOSING);
        for (SimChannel channel : leftOpen.take()) {
            close(channel, deadline);
        }
    }

    private void close(SimChannel channel, Deadline deadline) throws IOException {
        try {
            channel.close(sim, deadline);
        } catch (ModemRefusalException e) {
            LOG.debug("a channel was not closed: {}", e.getMessage());
        }
    }

    /** Closes the channels that are open, unless the modem no longer answers; then lets go of the port. */
    @Override
    public void close() {
        List<SimChannel> open = new ArrayList<>();
        channels.values().forEach(channel -> channel.ifPresent(open::add));
        channels.clear();
        try {
            Deadline deadline = modem.in(CLOSING);
            while (!open.isEmpty() && !modem.isBroken()) {
                close(open.get(0), deadline);
                open.remove(0);
            }
        } catch (IOException e) {
            LOG.debug("a channel was not closed: {}", e.getMessage());
        } finally {
            leftOpen.add(open);
            modem.close();
        }
    }
}
