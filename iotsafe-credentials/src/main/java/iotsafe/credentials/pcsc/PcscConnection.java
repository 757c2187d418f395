package iotsafe.credentials.pcsc;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.Instruction;
import iotsafe.credentials.apdu.LogicalChannel;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CommandAPDU;
import org.jspecify.annotations.Nullable;

/**
 * A card in a PC/SC reader. Java stands between: it forbids MANAGE CHANNEL but opens channels by a call of its own, and it overwrites
 * the channel in CLA 00 to 7F with that of the object through which a command is sent, while it leaves CLA 80 to FF alone. So each
 * command goes through the object of the very channel that its CLA names, and arrives at the card unchanged.
 */
final class PcscConnection implements CardConnection {
    private static final int BASIC = 0;
    private static final byte[] DONE = {(byte) 0x90, 0x00};
    /** Function not supported, or no channel left: Java keeps the card's own word to itself. */
    private static final byte[] NO_CHANNEL = {0x6A, (byte) 0x81};

    private static final byte[] UNKNOWN_CHANNEL = {0x68, (byte) 0x81};

    private final String name;
    private final Card card;
    private final Map<Integer, CardChannel> channels = new HashMap<>();
    private boolean broken;

    private PcscConnection(String name, Card card) {
        this.name = name;
        this.card = card;
        channels.put(BASIC, card.getBasicChannel());
    }

    static PcscConnection to(CardTerminal reader) throws IOException {
        String name = "reader \"" + reader.getName() + "\"";
        try {
            return new PcscConnection(name, reader.connect("*"));
        } catch (CardNotPresentException e) {
            throw new IOException("no card in %s: insert the SIM".formatted(name), e);
        } catch (CardException | IllegalStateException e) {
            String reason = PcscService.reason(e);
            throw new IOException(
                    "%s does not connect to its card (%s): %s".formatted(name, reason, remedy(reason)), e);
        }
    }

    private static String remedy(String reason) {
        return switch (reason) {
            case "SCARD_E_SHARING_VIOLATION" -> "another program holds it for itself: stop that program";
            case "SCARD_W_UNRESPONSIVE_CARD", "SCARD_W_UNPOWERED_CARD" ->
                "see whether the card lies in it the right way round, and clean its contacts";
            default -> "take the card out and put it back";
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Bytes> atr() {
        return Optional.of(Bytes.of(card.getATR().getBytes()));
    }

    @Override
    public Optional<String> protocol() {
        return Optional.of(card.getProtocol());
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        try {
            return isManageChannel(command) ? manageChannel(command) : transmit(command);
        } catch (CardException | IllegalStateException | IllegalArgumentException e) {
            broken = true;
            // which of the three comes depends on the moment at which a card is pulled out
            throw new IOException(
                    "%s: the card was taken out or reset, or the reader failed (%s): see whether both are in place"
                            .formatted(name, PcscService.reason(e)),
                    e);
        }
    }

    private byte[] transmit(byte[] command) throws CardException {
        @Nullable CardChannel channel = channels.get(LogicalChannel.of(command[0] & 0xFF));
        return channel == null
                ? UNKNOWN_CHANNEL
                : channel.transmit(new CommandAPDU(command)).getBytes();
    }

    private static boolean isManageChannel(byte[] command) {
        return command[0] >= 0 && command[1] == Instruction.MANAGE_CHANNEL.code();
    }

    private byte[] manageChannel(byte[] command) throws CardException {
        boolean opens = command[2] == 0;
        try {
            return opens ? openChannel() : closeChannel(command[3] & 0xFF);
        } catch (CardException e) {
            if (e.getCause() == null) {
                return opens ? NO_CHANNEL : UNKNOWN_CHANNEL;
            }
            throw e;
        }
    }

    private byte[] openChannel() throws CardException {
        CardChannel opened = card.openLogicalChannel();
        channels.put(opened.getChannelNumber(), opened);
        return new byte[] {(byte) opened.getChannelNumber(), DONE[0], DONE[1]};
    }

    private byte[] closeChannel(int number) throws CardException {
        if (number == BASIC || !channels.containsKey(number)) {
            return UNKNOWN_CHANNEL;
        }
        Objects.requireNonNull(channels.remove(number)).close();
        return DONE;
    }

    /**
     * Closes the channels still open, and leaves the card as it is. Never resets it: that would break off what other programs do with the
     * card, and pcscd 1.9.9, when a reset on leaving fails because the card is just being pulled out, takes the reader for empty for ten
     * seconds, whatever is in it.
     */
    @Override
    public void close() throws IOException {
        try {
            closeChannels();
        } finally {
            leave();
        }
    }

    private void closeChannels() throws IOException {
        for (int number : List.copyOf(channels.keySet())) {
            if (number != BASIC && !broken) {
                exchange(CommandApdu.silent(0, Instruction.MANAGE_CHANNEL.code(), 0x80, number, Bytes.EMPTY)
                        .toBytes());
            }
        }
    }

    private void leave() throws IOException {
        try {
            card.disconnect(false);
        } catch (CardException | IllegalStateException e) {
            throw new IOException("%s: %s".formatted(name, PcscService.reason(e)), e);
        }
    }
}
