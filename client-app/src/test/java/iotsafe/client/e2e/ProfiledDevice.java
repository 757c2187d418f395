package iotsafe.client.e2e;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowException;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.client.Agent;
import iotsafe.client.StateInUseException;
import iotsafe.client.UnusableFileException;
import iotsafe.client.config.ConfigException;
import iotsafe.client.config.ConfigReader;
import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.sim.KeyFunction;
import iotsafe.sim.ObjectKind;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A device as it leaves the factory, with a SIM of some profile, whose agent runs in this JVM with nothing but the card exchanged. */
final class ProfiledDevice {
    /** Object under remote administration: the flow waits and asks again, and so does {@link #start}, without waiting. */
    private static final int UNDER_ADMINISTRATION = 0x6984;

    private static final int MOST_TRIES = 5;

    private final String endpoint;
    private final Personalisation made;
    private final Path folder;
    private final URI bootstrapServer;
    private final SimMemory memory;
    private final CardLine line;

    /**
     * What an issuer decides, beyond the profile (interface reference 2.1).
     *
     * @param factory id of the factory key pair, both halves
     * @param operational id of the empty private container
     * @param operationalPublic id of its public half
     * @param enrolmentKey how the configuration names the empty container
     * @param pem whether certificates are in PEM, which does not tell its length
     */
    record Personalisation(
            String factory, String operational, String operationalPublic, String enrolmentKey, boolean pem) {
        /** As the configuration expects it without being told. */
        static final Personalisation USUAL = new Personalisation("01", "05", "05", "id=05", false);
        /** The operational key is named by its label, so that the flow asks the card for its objects. */
        static final Personalisation BY_LABEL = new Personalisation("01", "05", "06", "label=operational", false);
        /** Files are read to the end that the card tells. */
        static final Personalisation PEM = new Personalisation("01", "05", "05", "id=05", true);
        /** Three ASCII digits, the halves' ids unlike each other. */
        static final Personalisation ASCII_IDS = new Personalisation("303031", "303036", "303037", "id=303036", false);
        /** The longest ids, binary. */
        static final Personalisation LONG_IDS =
                new Personalisation("A1".repeat(20), "B2".repeat(20), "C3".repeat(20), "id=" + "B2".repeat(20), false);
    }

    /** Personalises a SIM and has it certified and admitted. */
    ProfiledDevice(
            String endpoint,
            Profile profile,
            Protocol protocol,
            Personalisation made,
            Path folder,
            SharedTestBed.Shared shared,
            InProcessCa ca)
            throws IOException, InterruptedException {
        this.endpoint = endpoint;
        this.made = made;
        this.folder = folder;
        this.bootstrapServer = shared.server().bootstrap();
        this.memory = SimMemory.blank(profile).protocol(protocol);
        Octets factory = Octets.hex(made.factory());
        memory.addKeyPair("factory", factory, factory, KeyFunction.values())
                .generateKeyPair(factory)
                .addKeyPair(
                        "operational",
                        Octets.hex(made.operational()),
                        Octets.hex(made.operationalPublic()),
                        KeyFunction.values())
                .addFile(Octets.hex("02"), "certificate", coded(ca.issue(endpoint, publicKey(factory))), 2)
                .addFile(Octets.hex("03"), "anchor", coded(ca.certificate()), 2)
                .addSecret(Octets.hex("0A"), "psk", new byte[16]);
        this.line = new CardLine(memory);
        shared.management().admit(endpoint);
    }

    /** The agent, from its start on; in {@code outcome} if it failed, registered if not. */
    static final class Run implements AutoCloseable {
        private final Agent agent;
        private final Seen seen;
        private final CardLine.Cost cost;
        private final Optional<String> failure;

        private Run(Agent agent, Seen seen, CardLine.Cost cost, Optional<String> failure) {
            this.agent = agent;
            this.seen = seen;
            this.cost = cost;
            this.failure = failure;
        }

        /** The sentence it failed with. */
        Optional<String> failure() {
            return failure;
        }

        /** What it is registered with. */
        Managed managed() {
            return seen.states.stream()
                    .filter(Managed.class::isInstance)
                    .map(Managed.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("not registered: " + failure + " after " + seen.states));
        }

        /** This, if it is registered. */
        Run requireManaged() {
            Managed unused = managed();
            return this;
        }

        /** What the card had to do until then. */
        CardLine.Cost cost() {
            return cost;
        }

        @Override
        public void close() {
            agent.close();
        }
    }

    private static final class Seen implements FlowListener {
        private final List<DeviceState> states = new ArrayList<>();

        @Override
        public void reached(DeviceState reached, Duration took, long exchanges) {
            states.add(reached);
        }

        @Override
        public void failed(DeviceState next, Throwable failure, Duration pause) {
            throw new AssertionError("runOnce tries nothing again", failure);
        }
    }

    /** Starts the agent with the state that earlier starts left, the SIM fresh from a reset, and waits until it is registered or fails. */
    Run start() throws ConfigException, UnusableFileException, StateInUseException, InterruptedException {
        line.reset();
        CardLine.Cost before = line.cost();
        Seen seen = new Seen();
        Agent agent = Agent.of(ConfigReader.read(endpoint, configuration(), Map.of()), line, seen, () -> {});
        Optional<String> failure = attempt(agent);
        return new Run(agent, seen, line.cost().minus(before), failure);
    }

    private static Optional<String> attempt(Agent agent) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                agent.runOnce();
                return Optional.empty();
            } catch (FlowException e) {
                if (tries == MOST_TRIES || !isBusy(e.reason())) {
                    return Optional.of(String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private static boolean isBusy(Exception reason) {
        return reason instanceof CardException.Refused refused
                && refused.status() != null
                && refused.status().value() == UNDER_ADMINISTRATION;
    }

    private String configuration() {
        return """
                card: {reader: "simulator:a card that the test hands in"}
                bootstrap: {uri: "%s", key: "iotsafe:type=private;id=%s"}
                enrolment: {key: "iotsafe:type=private;%s"}
                state: {dir: "%s"}
                """.formatted(bootstrapServer, made.factory(), made.enrolmentKey(), state());
    }

    String endpoint() {
        return endpoint;
    }

    /** The state folder. */
    Path state() {
        return folder.resolve("state");
    }

    CardLine line() {
        return line;
    }

    /** The public keys that the SIM has, except the factory's. */
    List<PublicKey> enrolledKeys() {
        return memory.objects().stream()
                .filter(object -> object.kind() == ObjectKind.PUBLIC)
                .filter(object -> object.label().equals(Octets.of("operational".getBytes(StandardCharsets.US_ASCII))))
                .flatMap(object -> memory.publicKey(object.id()).stream())
                .toList();
    }

    /** The private keys that the SIM has: scalars, 32 bytes. */
    List<Bytes> privateKeys() {
        return memory.objects().stream()
                .filter(object -> object.kind() == ObjectKind.PRIVATE && object.activated())
                .map(object -> Bytes.of(object.value().toArray()))
                .toList();
    }

    /** How many exchanges it takes to read both certificate files, in blocks of so many bytes. */
    int blocks(int most) {
        return memory.objects().stream()
                .filter(object -> object.kind() == ObjectKind.FILE)
                .mapToInt(object -> (object.value().size() + most - 1) / most)
                .sum();
    }

    /** The size of both certificate files. */
    int fileBytes() {
        return memory.objects().stream()
                .filter(object -> object.kind() == ObjectKind.FILE)
                .mapToInt(object -> object.value().size())
                .sum();
    }

    private PublicKey publicKey(Octets id) {
        return memory.publicKey(id).orElseThrow();
    }

    private byte[] coded(byte[] der) {
        String text = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END CERTIFICATE-----\n";
        return made.pem() ? text.getBytes(StandardCharsets.US_ASCII) : der;
    }
}
