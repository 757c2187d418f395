package iotsafe.sim;

import iotsafe.sim.apdu.Octets;

/**
 * A private or a public key (interface reference 2.3 to 2.5).
 *
 * @param access tag 60
 * @param type tag 4B: 13 P-256 persistent, 14 P-256 volatile
 * @param usage tag 4E: 01 general, 02 and 03 CertificateVerify of TLS 1.2 and 1.3
 * @param functions tag 61, bits of {@link KeyFunction}
 * @param signatures tag 92: 04 ECDSA
 * @param hashes tag 91
 * @param agreements tag 6F: 01 ECKA
 * @param value scalar or point; empty if deactivated
 */
public record KeyContainer(
        ObjectKind kind,
        Octets label,
        Octets id,
        int access,
        int type,
        int usage,
        int functions,
        int signatures,
        int hashes,
        int agreements,
        Octets value)
        implements Container {
    /** Key type: P-256, survives a reset. */
    public static final int PERSISTENT = 0x13;
    /** Key type: P-256, gone at reset. */
    public static final int VOLATILE = 0x14;

    private static final int ECDSA = 0x04;

    /** Checks the kind and that the key is a P-256 one. */
    public KeyContainer {
        if (kind != ObjectKind.PRIVATE && kind != ObjectKind.PUBLIC) {
            throw new IllegalArgumentException("a key container is private or public, not " + kind);
        }
        if (type != PERSISTENT && type != VOLATILE) {
            throw new IllegalArgumentException(
                    "key type %02X is unknown; this card has 13 and 14 (P-256)".formatted(type));
        }
    }

    static KeyContainer empty(ObjectKind kind, Octets label, Octets id, int type, int functions) {
        int access = kind == ObjectKind.PRIVATE ? UPDATE : READ | UPDATE;
        int agreements = (functions & KeyFunction.AGREE.bit()) != 0 ? 1 : 0;
        return new KeyContainer(kind, label, id, access, type, 1, functions, ECDSA, 1, agreements, Octets.EMPTY);
    }

    /** The same container with this content. */
    public KeyContainer withValue(Octets newValue) {
        return new KeyContainer(
                kind, label, id, access, type, usage, functions, signatures, hashes, agreements, newValue);
    }

    /** The same container under another id. */
    public KeyContainer withId(Octets newId) {
        return new KeyContainer(
                kind, label, newId, access, type, usage, functions, signatures, hashes, agreements, value);
    }

    /** Whether the key is lost at reset. */
    public boolean isVolatile() {
        return type == VOLATILE;
    }

    /** Whether the key may be used so. */
    public boolean serves(KeyFunction function) {
        return (functions & function.bit()) != 0;
    }

    @Override
    public String toString() {
        return title();
    }
}
