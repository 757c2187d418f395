package iotsafe.credentials.modem;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.LogicalChannel;
import java.io.IOException;

/** A logical channel, by the name under which the modem reaches it. Whatever channel a command's class byte names, it goes to this one. */
sealed interface SimChannel {
    /** Sends a command of the application and gives its answer. */
    byte[] exchange(SimCommands sim, byte[] command, Deadline deadline) throws IOException;

    /** Gives the channel back. */
    void close(SimCommands sim, Deadline deadline) throws IOException;

    /**
     * A channel that the modem keeps and puts into class bytes itself.
     *
     * @param handle what AT+CCHO answered, quotation marks included
     */
    record Session(String handle) implements SimChannel {
        @Override
        public byte[] exchange(SimCommands sim, byte[] command, Deadline deadline) throws IOException {
            return sim.inSession(handle, onChannel(0, command), deadline);
        }

        @Override
        public void close(SimCommands sim, Deadline deadline) throws IOException {
            sim.close(handle, deadline);
        }
    }

    /**
     * A channel that we opened with MANAGE CHANNEL.
     *
     * @param number the card's own, 0 to 19
     */
    record Numbered(int number) implements SimChannel {
        @Override
        public byte[] exchange(SimCommands sim, byte[] command, Deadline deadline) throws IOException {
            return sim.generic(onChannel(number, command), deadline);
        }

        @Override
        public void close(SimCommands sim, Deadline deadline) throws IOException {
            sim.generic(
                    CommandApdu.silent(0, Instruction.MANAGE_CHANNEL.code(), 0x80, number, Bytes.EMPTY)
                            .toBytes(),
                    deadline);
        }
    }

    private static byte[] onChannel(int number, byte[] command) {
        byte[] changed = command.clone();
        changed[0] = (byte) LogicalChannel.cla(command[0] & 0x80, number);
        return changed;
    }
}
