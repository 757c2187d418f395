package iotsafe.sim.modem;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The other end of a modem's line, for tests. */
final class Line implements AutoCloseable {
    private final Socket socket;

    Line(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
    }

    void send(String characters) throws IOException {
        socket.getOutputStream().write(characters.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Reads up to and including {@code end}; what there was if the line ends before. Line ends are shown as {@code /}. */
    String readTo(String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (!read.toString().endsWith(end)) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                return shown(read) + "<end>";
            }
            read.append((char) c);
        }
        return shown(read);
    }

    String ask(String command) throws IOException {
        send(command + "\r");
        return readTo("OK\r\n");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static String shown(StringBuilder read) {
        return read.toString().replace("\r\n", "/").replace('\r', '<');
    }
}
