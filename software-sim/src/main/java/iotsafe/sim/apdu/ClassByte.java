package iotsafe.sim.apdu;

/**
 * What CLA says (ISO/IEC 7816-4, class byte; interface reference 1.3): {@code 00-03} and {@code 80-83} are channels 0 to 3,
 * {@code 40-4F} and {@code C0-CF} channels 4 to 19. Command chaining and secure messaging are not supported.
 *
 * @param channel 0 to 19
 * @param proprietary whether bit 8 is set
 */
public record ClassByte(int channel, boolean proprietary) {
    /** Reads {@code cla}; refuses with 6E00 what has no meaning here. */
    public static ClassByte of(int cla) throws Refusal {
        boolean proprietary = (cla & 0x80) != 0;
        if ((cla & 0x7C) == 0) {
            return new ClassByte(cla & 0x03, proprietary);
        }
        if ((cla & 0x70) == 0x40) {
            return new ClassByte(4 + (cla & 0x0F), proprietary);
        }
        throw new Refusal(Status.WRONG_CLASS);
    }
}
