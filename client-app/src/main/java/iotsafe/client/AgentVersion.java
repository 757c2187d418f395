package iotsafe.client;

import java.time.Instant;

/** Which agent this is. */
public final class AgentVersion {
    /** That of the parent pom's project.build.outputTimestamp; a test keeps the two together. */
    private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");

    private AgentVersion() {}

    /** A moment that was past when this was built: no clock that says less is right. */
    public static Instant built() {
        return BUILT;
    }

    /** The version that the jar was built as, such as {@code 0.1.0}; {@code unreleased} outside a jar. */
    public static String text() {
        String built = AgentVersion.class.getPackage().getImplementationVersion();
        return built == null ? "unreleased" : built;
    }
}
