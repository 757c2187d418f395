package iotsafe.testbed.cli;

import iotsafe.testbed.bootstrap.Psk;
import iotsafe.testbed.ca.CaFolder;
import iotsafe.testbed.management.ManagementLibrary;
import iotsafe.testbed.management.ManagementServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code management-server} and {@code up} let one choose of a management server. */
final class ManagementOptions {
    @Option(names = "--web-port", paramLabel = "PORT", description = "Port of its web page; 0 (default): any free one.")
    int webPort;

    @Option(
            names = "--endpoint",
            paramLabel = "NAME",
            description = "Device to admit, by a certificate of this CN; may be repeated.")
    List<String> endpoints = new ArrayList<>();

    @Option(
            names = "--admit-psk",
            paramLabel = "ENDPOINT=HEX",
            description = "Device to admit by a pre-shared key, its identity being the endpoint name; may be repeated.")
    List<String> psks = new ArrayList<>();

    @Option(
            names = "--management-lib",
            paramLabel = "DIR",
            description = "Its jars, if not where the build puts them; ../models beside it.")
    @Nullable
    Path library;

    /** Starts it and admits the devices. */
    ManagementServer start(CaFolder folder, int port, Lifetime lifetime) throws IOException, InterruptedException {
        ManagementServer server = lifetime.keep(ManagementServer.start(new ManagementServer.Setup(
                folder, ManagementLibrary.locate(Optional.ofNullable(library)), port, webPort)));
        for (String endpoint : endpoints) {
            server.admit(endpoint);
        }
        for (String psk : psks) {
            server.admit(Psk.parseWhole(psk));
        }
        return server;
    }
}
