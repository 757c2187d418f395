package iotsafe.client;

/** Which agent this is. */
public final class AgentVersion {
    private AgentVersion() {}

    /** The version that the jar was built as, such as {@code 0.1.0}; {@code unreleased} outside a jar. */
    public static String text() {
        String built = AgentVersion.class.getPackage().getImplementationVersion();
        return built == null ? "unreleased" : built;
    }
}
