package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.BootstrapAddress;
import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.lwm2m.data.DataSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration says of the LwM2M side.
 *
 * @param bootstrapServer {@code coaps://host:port}
 * @param bootstrapServerName what its certificate has to name, and SNI; empty: the URI's host
 * @param enrolmentRoot the path of EST at the bootstrap server; empty: the usual ones are tried (RFC 9148 4.1)
 * @param requestTimeout for the answer to one request, the DTLS handshake included
 * @param bootstrapTimeout from the answer to Bootstrap-Request to Bootstrap-Finish
 * @param psks the pre-shared keys on the card that an account may name by its identity alone; the first of an identity counts
 * @param largestBody of a request to the device, in bytes, the blocks of RFC 7959 put together
 * @param data notifications, Send and queue mode
 */
public record LwM2mSettings(
        URI bootstrapServer,
        Optional<String> bootstrapServerName,
        Optional<String> enrolmentRoot,
        Duration requestTimeout,
        Duration bootstrapTimeout,
        List<PskName> psks,
        int largestBody,
        DataSettings data) {
    /** Copies the list. */
    public LwM2mSettings {
        psks = List.copyOf(psks);
        if (largestBody < CardCoapsProtocol.LARGEST_BODY) {
            throw new IllegalArgumentException("bodies of %d bytes; EST needs more".formatted(largestBody));
        }
    }

    /** With bodies as large as EST needs them, and data as usual. */
    public LwM2mSettings(
            URI bootstrapServer,
            Optional<String> bootstrapServerName,
            Optional<String> enrolmentRoot,
            Duration requestTimeout,
            Duration bootstrapTimeout,
            List<PskName> psks) {
        this(
                bootstrapServer,
                bootstrapServerName,
                enrolmentRoot,
                requestTimeout,
                bootstrapTimeout,
                psks,
                CardCoapsProtocol.LARGEST_BODY,
                DataSettings.USUAL);
    }

    /** Without pre-shared keys on the card. */
    public LwM2mSettings(
            URI bootstrapServer,
            Optional<String> bootstrapServerName,
            Optional<String> enrolmentRoot,
            Duration requestTimeout,
            Duration bootstrapTimeout) {
        this(bootstrapServer, bootstrapServerName, enrolmentRoot, requestTimeout, bootstrapTimeout, List.of());
    }

    /** With the bootstrap server in another place. */
    LwM2mSettings at(BootstrapAddress address) {
        return new LwM2mSettings(
                address.uri(),
                address.serverName(),
                enrolmentRoot,
                requestTimeout,
                bootstrapTimeout,
                psks,
                largestBody,
                data);
    }

    /** What the server's certificate has to name. */
    String name() {
        return bootstrapServerName.orElseGet(() -> Hosts.host(bootstrapServer));
    }

    /** What is sent for SNI; a literal address is not (RFC 6066 section 3). */
    Optional<String> indication() {
        return bootstrapServerName.or(() -> Hosts.name(bootstrapServer));
    }

    /** The EST server is the bootstrap server (OMA LwM2M Transport 5.2.4). */
    URI enrolmentServer() {
        return enrolmentRoot.map(bootstrapServer::resolve).orElse(bootstrapServer);
    }
}
