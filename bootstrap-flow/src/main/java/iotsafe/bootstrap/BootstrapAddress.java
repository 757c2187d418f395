package iotsafe.bootstrap;

import java.net.URI;
import java.util.Optional;

/**
 * Where a bootstrap server is. Who the device is to it, and what its certificate must lead to, is the configuration's to say.
 *
 * @param uri {@code coaps://host:port} (/0/x/0)
 * @param serverName the name that its certificate must hold (/0/x/14); empty for the host of the URI
 */
public record BootstrapAddress(URI uri, Optional<String> serverName) {}
