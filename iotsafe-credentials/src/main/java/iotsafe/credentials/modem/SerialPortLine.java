package iotsafe.credentials.modem;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A serial port through jSerialComm, locked against other programs. No listener is ever set: when a port vanishes, the library calls one
 * without end, while {@code isOpen()} stays true; only what reading and writing return tells.
 */
final class SerialPortLine implements SerialLine {
    private static final Path PROC = Path.of("/proc");
    /** A pseudo-terminal's other end is a program, which may well hold this end too. */
    private static final Path PSEUDO_TERMINALS = Path.of("/dev/pts");

    private static final int SLICE_MILLIS = 100;
    private static final int EIGHT_BITS = 8;
    private static final int BLOCK = 1024;
    /** Blocks; what never stops sending is no modem, and is found out where its lines are read. */
    private static final int MOST_DISCARDED = 64;

    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int EBUSY = 16;
    private static final int EISDIR = 21;
    private static final int ENOTTY = 25;
    /** The library's own sign, that of a missing file, for a port which this very process has open. */
    private static final int OPEN_HERE = 2;

    private static final String LEAVE_ALONE = "stop it, or tell it to leave this port alone";

    private final String place;
    private final SerialPort port;

    private SerialPortLine(String place, SerialPort port) {
        this.place = place;
        this.port = port;
    }

    /** Opens a port as {@link ModemReader.Ports} promises. */
    static SerialLine open(String place, ModemAddress address) throws IOException {
        if (!Files.exists(address.device())) {
            throw new IOException(
                    "%s is not there: plug it in and switch it on, or set card.reader to its port".formatted(place));
        }
        NativeLibrary.load();
        Path real = address.device().toRealPath();
        List<String> holders = PortHolders.of(PROC, real);
        if (!holders.isEmpty() && !real.startsWith(PSEUDO_TERMINALS)) {
            // the lock of one program does not stop another that runs as root
            throw heldBy(place, holders);
        }
        SerialPort port = find(place, real);
        port.setComPortParameters(address.baud(), EIGHT_BITS, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, SLICE_MILLIS, 0);
        if (!port.openPort()) {
            throw refused(place, port.getLastErrorCode(), holders);
        }
        return new SerialPortLine(place, port);
    }

    private static SerialPort find(String place, Path real) throws IOException {
        try {
            return SerialPort.getCommPort(real.toString());
        } catch (SerialPortInvalidPortException e) {
            throw new IOException("%s is not there: plug it in and switch it on".formatted(place), e);
        }
    }

    private static IOException refused(String place, int error, List<String> holders) {
        return switch (error) {
            case EAGAIN, EBUSY -> heldBy(place, holders);
            case OPEN_HERE -> new IOException("%s is already open in this program: close it there".formatted(place));
            case EACCES ->
                new IOException(
                        "%s may not be opened by this user: add it to the port's group (usermod -a -G dialout USER)"
                                .formatted(place));
            case ENOTTY, EISDIR ->
                new IOException("%s is no serial port: set card.reader to the modem's AT port".formatted(place));
            default ->
                new IOException("%s cannot be opened (error %d of the system): see whether it is switched on"
                        .formatted(place, error));
        };
    }

    private static IOException heldBy(String place, List<String> holders) {
        String who = holders.isEmpty() ? "another program (ModemManager?)" : String.join(", ", holders);
        return new IOException("%s is held by %s: %s".formatted(place, who, LEAVE_ALONE));
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        int sent = 0;
        while (sent < bytes.length) {
            int now = port.writeBytes(bytes, bytes.length - sent, sent);
            if (now <= 0) {
                throw gone();
            }
            sent += now;
        }
    }

    @Override
    public int receive(byte[] into) throws IOException {
        int came = port.readBytes(into, into.length);
        if (came < 0 || (came == 0 && port.bytesAvailable() < 0)) {
            throw gone();
        }
        return came;
    }

    @Override
    public void discard() throws IOException {
        byte[] block = new byte[BLOCK];
        int waiting = port.bytesAvailable();
        for (int rounds = 0; waiting > 0 && rounds < MOST_DISCARDED; rounds++) {
            receive(block);
            waiting = port.bytesAvailable();
        }
        if (waiting < 0) {
            throw gone();
        }
    }

    private IOException gone() {
        return new IOException("%s went away: it was unplugged, switched off or restarted".formatted(place));
    }

    @Override
    public void close() {
        port.closePort();
    }
}
