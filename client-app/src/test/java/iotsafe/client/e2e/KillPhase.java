package iotsafe.client.e2e;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an agent may be doing when it is killed; each begins with a line that {@code run} prints. */
enum KillPhase {
    /** Java, configuration, card. */
    START(On.KNOWN_DEVICE, "", 0),
    /** From the question to the bootstrap server to its Finish. */
    BOOTSTRAP(On.NEW_DEVICE, "no management account that works: asking the bootstrap server", 60),
    /** EST crts. */
    ANCHORS(On.NEW_DEVICE, "bootstrapped: the account of ", 30),
    /** GENERATE KEY PAIR, and the signature under the request. */
    KEY_PAIR(On.NEW_DEVICE, "the CA's certificates are accepted: ", 30),
    /** EST sen. */
    CERTIFICATE(On.NEW_DEVICE, "the key pair is on the SIM ", 60),
    /** What was issued is saved. */
    SAVE(On.NEW_DEVICE, "certificate \"[^\"]*\" \\(serial .* is for us$", 20),
    /** The first handshake under the new certificate. */
    FIRST_REGISTER(On.NEW_DEVICE, "the account of .* is saved, with certificate ", 60),
    /** That of a restart. */
    REGISTER(On.KNOWN_DEVICE, "the account of .* is saved, with certificate ", 60),
    /** Nothing in particular. */
    MANAGED(On.RUNNING_DEVICE, "registered with ", 300),
    /** A server's write to its account. */
    ACCOUNT_WRITE(On.RUNNING_DEVICE, "registered with ", 30),
    /** A server's write to a file of the host. */
    FILE_WRITE(On.RUNNING_DEVICE, "registered with ", 20),
    /** A package is pushed, or dropped. */
    FIRMWARE(On.RUNNING_DEVICE, "registered with ", 60),
    /** Session with the EST server under the certificate in force, crts. */
    RENEWAL(On.RUNNING_DEVICE, "time to renew certificate ", 60),
    /** A key pair in the idle container. */
    RENEWAL_KEY_PAIR(On.RUNNING_DEVICE, "renewal: in session with the EST server", 30),
    /** EST sren. */
    RENEWAL_CERTIFICATE(On.RUNNING_DEVICE, "renewal: the request is signed by ", 60),
    /** From one certificate to the other. */
    SWITCH(On.RUNNING_DEVICE, "renewal: certificate serial .* is for us; ", 60);

    /** Where it can be met. */
    enum On {
        /** A device fresh from the factory. */
        NEW_DEVICE,
        /** One that has been under management, as it starts. */
        KNOWN_DEVICE,
        /** One that is under management now. */
        RUNNING_DEVICE
    }

    private static final String STEP = "^ *[0-9]+ ms +[0-9]+ exchanges {2}";

    private final On on;
    private final String line;
    private final int lasts;

    KillPhase(On on, String sentence, int lasts) {
        this.on = on;
        this.line = sentence.isEmpty() ? "" : STEP + sentence;
        this.lasts = lasts;
    }

    On on() {
        return on;
    }

    boolean isRenewal() {
        return name().startsWith("RENEWAL") || this == SWITCH;
    }

    /** Milliseconds, roughly and generously; 0 if that depends on the machine. */
    int lasts() {
        return lasts;
    }

    /** How often it has begun, by what the agent has printed. */
    long begun(String out) {
        return Pattern.compile(line, Pattern.MULTILINE).matcher(out).results().count();
    }

    /** What an agent was at that printed this, and was on a device of that kind. */
    static KillPhase of(String out, On on) {
        List<String> steps =
                out.lines().filter(line -> line.matches(STEP + ".*")).toList();
        if (steps.isEmpty()) {
            return START;
        }
        String last = steps.get(steps.size() - 1);
        Optional<KillPhase> found = Stream.of(values())
                .filter(phase -> phase != START && phase.begun(last) > 0)
                .filter(phase -> on == On.NEW_DEVICE ? phase != REGISTER : phase != FIRST_REGISTER)
                .findFirst();
        return found.orElse(START);
    }
}
