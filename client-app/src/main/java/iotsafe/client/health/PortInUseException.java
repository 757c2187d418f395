package iotsafe.client.health;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Nothing can listen where the configuration wants it. */
public final class PortInUseException extends Exception {
    PortInUseException(InetSocketAddress listen, IOException cause) {
        super(
                "http.listen is %s:%d, which cannot be had (%s); stop the program that has the port, or choose another"
                        .formatted(listen.getAddress().getHostAddress(), listen.getPort(), cause.getMessage()),
                cause);
    }
}
