package iotsafe.client.supervision;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a Unix socket, which Java has no class for (JEP 380 brought streams alone). The C library is called: the program
 * {@code systemd-notify} is another process, which systemd does not believe under {@code NotifyAccess=main}, and libsystemd is not in a container.
 */
final class NotifySocket {
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    /** {@code sun_path} of unix(7), the final NUL of a path included. */
    private static final int LONGEST = 107;

    private final byte[] address;

    private static final class C {
        static {
            Native.register("c");
        }

        private C() {}

        static native int socket(int domain, int type, int protocol) throws LastErrorException;

        static native int sendto(int socket, byte[] data, long length, int flags, byte[] address, int addressLength)
                throws LastErrorException;

        static native int close(int socket) throws LastErrorException;
    }

    /**
     * At this address.
     *
     * @param name an absolute path, or a name in Linux's abstract namespace after {@code @} (sd_notify(3))
     * @throws IllegalArgumentException if it is neither, or too long
     */
    NotifySocket(String name) {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length < 2 || path.length > LONGEST || (path[0] != '/' && path[0] != '@')) {
            throw new IllegalArgumentException(
                    "NOTIFY_SOCKET is \"%s\"; only an absolute path or a name after @ is understood".formatted(name));
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(Short.BYTES)
                .order(ByteOrder.nativeOrder())
                .putShort(AF_UNIX)
                .array());
        bytes.writeBytes(path);
        if (path[0] == '/') {
            bytes.write(0); // an abstract name ends where the address ends, a path at its NUL
        }
        this.address = bytes.toByteArray();
    }

    /** Sends one datagram. */
    void send(String text) throws IOException {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        try {
            int socket = C.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            try {
                C.sendto(socket, data, data.length, MSG_NOSIGNAL, address, address.length);
            } finally {
                C.close(socket);
            }
        } catch (LastErrorException e) {
            throw new IOException("errno " + e.getErrorCode(), e);
        } catch (LinkageError e) {
            throw new IOException("the C library cannot be called: " + e.getMessage(), e);
        }
    }
}
