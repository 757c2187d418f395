package iotsafe.client.objects;

/** What stands behind a resource of the configuration. Each call ends within a time limit. */
interface ResourceSource {
    /** Whether it has the operation at all. */
    boolean isReadable();

    /** As {@link #isReadable()}. */
    boolean isWritable();

    /** As {@link #isReadable()}. */
    boolean isExecutable();

    /** The value as text, or the bytes of an opaque one. */
    byte[] read() throws SourceException, InterruptedException;

    /** Takes a value in the form of {@link #read()}. */
    void write(byte[] value) throws SourceException, InterruptedException;

    /**
     * Does what it is there for.
     *
     * @param arguments as the server wrote them (OMA LwM2M Core 1.1, 7.4.5), maybe empty
     */
    void execute(String arguments) throws SourceException, InterruptedException;
}
