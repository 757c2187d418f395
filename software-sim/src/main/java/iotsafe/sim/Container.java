package iotsafe.sim;

import iotsafe.sim.apdu.Octets;
import java.util.Locale;

/** An object of the card, empty or filled (interface reference 2.1). */
public sealed interface Container permits KeyContainer, FileContainer, SecretContainer {
    /** Bit of {@link #access()}: may be read. */
    int READ = 1;
    /** Bit of {@link #access()}: may be updated. */
    int UPDATE = 2;

    /** Its class. */
    ObjectKind kind();

    /** 1 to 20 bytes, unique within its kind. */
    Octets id();

    /** 0 to 60 bytes; a key pair is a private and a public key of the same label. */
    Octets label();

    /** Tag 60: access conditions. */
    int access();

    /** The content: a key, file bytes or a secret; empty if deactivated. */
    Octets value();

    /** Tag 4A: whether the container is filled. */
    default boolean activated() {
        return !value().isEmpty();
    }

    /** Whether all {@code bits} of the access conditions are set. */
    default boolean allows(int bits) {
        return (access() & bits) == bits;
    }

    /** {@code private 01 "client"}: what a person may see, never the content. */
    default String title() {
        return "%s %s \"%s\"".formatted(kind().name().toLowerCase(Locale.ROOT), id(), Labels.text(label()));
    }
}
