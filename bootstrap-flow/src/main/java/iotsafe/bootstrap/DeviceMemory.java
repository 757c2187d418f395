package iotsafe.bootstrap;

/**
 * What an LwM2M device keeps over a restart, beside the state.
 *
 * @param sessions DTLS sessions
 * @param registrations where it is registered, and what is observed there
 * @param attributes what servers have written with Write-Attributes
 */
public record DeviceMemory(SessionMemory sessions, ServerMemory registrations, ServerMemory attributes) {
    /** Keeps nothing beyond the process. */
    public static final DeviceMemory NONE = new DeviceMemory(SessionMemory.NONE, ServerMemory.NONE, ServerMemory.NONE);
}
