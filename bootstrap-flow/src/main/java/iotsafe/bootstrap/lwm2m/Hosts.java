package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ServerException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import org.eclipse.californium.elements.util.StringUtil;

/** What a server's URI says of its name. */
final class Hosts {
    private Hosts() {}

    /** The host, an IPv6 address without its brackets. */
    static String host(URI server) {
        String host = server.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Where it is now; the name is looked up. */
    static InetSocketAddress address(URI server) throws ServerException.Unreachable {
        InetSocketAddress address = new InetSocketAddress(host(server), server.getPort());
        if (address.isUnresolved()) {
            throw ServerException.Unreachable.fromHere(
                    server, "the name has no address; check the URI, or the DNS", null);
        }
        return address;
    }

    /**
     * Tells a server that does not answer from a network that is not there. Nothing is sent.
     *
     * @throws ServerException.Unreachable if the host has no route to the address, which says nothing of the server
     */
    static void requireRoute(URI server, InetSocketAddress address) throws ServerException.Unreachable {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(address);
        } catch (SocketException | UncheckedIOException e) {
            throw ServerException.Unreachable.fromHere(
                    server, "this host has no route to it; is the network up? (%s)".formatted(e.getMessage()), e);
        }
    }

    /** The host if it is a name: an address must not stand in SNI (RFC 6066 section 3). Californium knows IPv6 by its brackets. */
    static Optional<String> name(URI server) {
        return Optional.of(server.getHost()).filter(host -> !StringUtil.isLiteralIpAddress(host));
    }
}
