package iotsafe.sim;

import iotsafe.sim.apdu.Octets;

/**
 * A file, such as a certificate (interface reference 2.3).
 *
 * @param access tag 60
 * @param usage tag 21
 * @param value the content; empty if deactivated
 */
public record FileContainer(Octets label, Octets id, int access, int usage, Octets value) implements Container {
    /** Tag 21: no particular use. */
    public static final int GENERAL = 1;
    /** Tag 21: an X.509v3 certificate in DER. */
    public static final int CERTIFICATE = 2;

    /** Checks the size: READ FILE has a 16-bit offset. */
    public FileContainer {
        if (value.size() > 0xFFFF) {
            throw new IllegalArgumentException(
                    "a file of %d bytes does not fit; the card holds 65535".formatted(value.size()));
        }
    }

    @Override
    public ObjectKind kind() {
        return ObjectKind.FILE;
    }

    @Override
    public String toString() {
        return title();
    }
}
