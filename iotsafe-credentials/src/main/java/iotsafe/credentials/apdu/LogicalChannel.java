package iotsafe.credentials.apdu;

import java.io.IOException;

/** Puts the number of a logical channel into the class byte (ISO/IEC 7816-4, class byte; ETSI TS 102 221, coding of class byte). */
public final class LogicalChannel implements ApduTransport {
    /** The last channel that a class byte can name. */
    public static final int LAST = 19;

    private static final int PROPRIETARY = 0x80;
    private static final int FURTHER = 0x40;

    private final ApduTransport lower;
    private final int channel;

    /**
     * A layer for one channel.
     *
     * @param channel 0 to 19
     */
    public LogicalChannel(ApduTransport lower, int channel) {
        if (channel < 0 || channel > LAST) {
            throw new IllegalArgumentException("channel %d; there are 0 to 19".formatted(channel));
        }
        this.lower = lower;
        this.channel = channel;
    }

    /**
     * The class byte for a command on a channel.
     *
     * @param family 00 (interindustry) or 80 (proprietary)
     * @param channel 0 to 19
     */
    public static int cla(int family, int channel) {
        if ((family & ~PROPRIETARY) != 0) {
            throw new IllegalArgumentException(
                    "class %02X already carries bits; 00 or 80 can take a channel".formatted(family));
        }
        return channel < 4 ? family | channel : family | FURTHER | (channel - 4);
    }

    /** The channel that a class byte of either family names, 0 to 19. */
    public static int of(int cla) {
        return (cla & FURTHER) == 0 ? cla & 0x03 : (cla & 0x0F) + 4;
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        byte[] onChannel = command.clone();
        onChannel[0] = (byte) cla(command[0] & 0xFF, channel);
        return lower.exchange(onChannel);
    }
}
