package iotsafe.credentials.modem;

import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CardReader;
import java.io.IOException;
import java.util.function.LongSupplier;

/** The SIM in a cellular modem. The port is ours alone while a connection is open. */
public final class ModemReader implements CardReader {
    private final ModemAddress address;
    private final String place;
    private final Ports ports;
    private final LongSupplier clock;
    private final LeftOpen leftOpen = new LeftOpen();

    /** A modem on a serial port; nothing is opened yet. */
    public ModemReader(ModemAddress address) {
        this(address, SerialPortLine::open, System::nanoTime);
    }

    ModemReader(ModemAddress address, Ports ports, LongSupplier clock) {
        this.address = address;
        this.place = "modem " + address.device();
        this.ports = ports;
        this.clock = clock;
    }

    /**
     * The modem at an address.
     *
     * @throws IllegalArgumentException as {@link ModemAddress#parse}
     */
    public static ModemReader at(String address) {
        return new ModemReader(ModemAddress.parse(address));
    }

    @Override
    public CardConnection open() throws IOException {
        AtDialogue modem = new AtDialogue(place, ports.open(place, address), clock);
        boolean kept = false;
        try {
            modem.greet();
            ModemConnection connection = new ModemConnection(modem, address.access(), leftOpen);
            connection.tidy();
            kept = true;
            return connection;
        } finally {
            if (!kept) {
                modem.close();
            }
        }
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public String remedy() {
        return "restart the modem, and see that no other program uses its port";
    }

    /** How ports are opened. */
    @FunctionalInterface
    interface Ports {
        /**
         * Opens a port for us alone.
         *
         * @param place how messages call the modem
         * @throws IOException if that cannot be; the message is a sentence that says what to do
         */
        SerialLine open(String place, ModemAddress address) throws IOException;
    }
}
