package iotsafe.client.config;

import iotsafe.client.command.HostCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the host does for the LwM2M objects, beyond what its kernel tells.
 *
 * @param reboot runs at /3/0/4; empty: the agent begins anew
 * @param factoryReset runs at /3/0/5, after the agent has forgotten its accounts; empty: nothing more happens
 * @param firmware how firmware is updated; empty: the device has no object 5
 * @param location where the device is; empty: it has no object 6
 * @param mapped the objects that the configuration itself describes
 */
public record ManagedObjects(
        Optional<HostCommand> reboot,
        Optional<HostCommand> factoryReset,
        Optional<Firmware> firmware,
        Optional<Location> location,
        List<MappedObject> mapped) {
    /** Copies the list. */
    public ManagedObjects {
        mapped = List.copyOf(mapped);
    }

    /**
     * Firmware update.
     *
     * @param install gets the path of the image as its last argument
     * @param confirm says by its status, after the restart that follows the installation, whether the new firmware runs; empty: what
     *     {@code install} says is final, and nothing is restarted
     * @param describe gets the path of the image and says its name and its version, a line each; empty: neither is known
     * @param trust files with the certificates of those who may sign a package; empty: packages are not signed, and
     *     {@code install} judges them
     * @param httpsTrust files with the anchors of HTTPS servers; empty: those of the Java run-time
     * @param largest bytes of a package
     */
    public record Firmware(
            HostCommand install,
            Optional<HostCommand> confirm,
            Optional<HostCommand> describe,
            List<Path> trust,
            List<Path> httpsTrust,
            long largest) {
        /** Copies the lists. */
        public Firmware {
            trust = List.copyOf(trust);
            httpsTrust = List.copyOf(httpsTrust);
        }
    }

    /** Where the location comes from: numbers apart by white space or commas, latitude, longitude, altitude and radius. */
    public sealed interface Location {
        /** A file, whose date is that of the location. */
        record InFile(Path file) implements Location {}

        /** What a command says. */
        record Said(HostCommand command) implements Location {}
    }

    /**
     * An object whose resources are files, commands and sockets of the host.
     *
     * @param id of the object
     * @param model a file with its definition in the XML of OMA
     * @param written where it is described
     */
    public record MappedObject(int id, Path model, List<MappedInstance> instances, Written written) {
        /** Copies the list. */
        public MappedObject {
            instances = List.copyOf(instances);
        }
    }

    /** One instance. */
    public record MappedInstance(int id, List<MappedResource> resources) {
        /** Copies the list. */
        public MappedInstance {
            resources = List.copyOf(resources);
        }
    }

    /**
     * One resource.
     *
     * @param observe how often its value is looked at for observers; empty: never, they hear of it at their maximum period
     * @param written where it is described
     */
    public record MappedResource(int id, Source source, Optional<Duration> observe, Written written) {}

    /** What stands behind a resource. */
    public sealed interface Source {
        /** Always the same. */
        record Constant(String value) implements Source {}

        /** The content of a file. */
        record InFile(Path file) implements Source {}

        /** Commands; an operation without one is not allowed. */
        record Commands(Optional<HostCommand> read, Optional<HostCommand> write, Optional<HostCommand> execute)
                implements Source {}

        /** A program that listens on a Unix socket: a line asks, a line answers. */
        record OnSocket(Path socket, Duration limit) implements Source {}
    }

    /**
     * Where something stands in the configuration, for mistakes that are found later than it is read.
     *
     * @param place file, line and column
     * @param excerpt as in {@link ConfigProblem}
     */
    public record Written(String place, Optional<String> excerpt) {
        /** Says what is wrong there. */
        public ConfigProblem problem(String message, String hint) {
            return new ConfigProblem(place, message, excerpt, Optional.of(hint));
        }
    }
}
