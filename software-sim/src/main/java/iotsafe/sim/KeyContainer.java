package iotsafe.sim;

import iotsafe.sim.apdu.Octets;

/**
 * A private or a public key (interface reference 2.3 to 2.5).
 *
 * @param access tag 60
 * @param type tag 4B, one of {@link KeyAlgorithm}, persistent or volatile
 * @param usage tag 4E: 01 general, 02 and 03 CertificateVerify of TLS 1.2 and 1.3
 * @param functions tag 61, bits of {@link KeyFunction}
 * @param signatures tag 92: 01 RSASSA-PKCS1-v1_5, 04 ECDSA
 * @param hashes tag 91
 * @param agreements tag 6F: 01 ECKA
 * @param value scalar or point, for RSA PKCS#8 or SubjectPublicKeyInfo; empty if deactivated
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
    /** Checks the kind and that the type is one this card has. */
    public KeyContainer {
        if (kind != ObjectKind.PRIVATE && kind != ObjectKind.PUBLIC) {
            throw new IllegalArgumentException("a key container is private or public, not " + kind);
        }
        KeyAlgorithm.ofType(type);
    }

    static KeyContainer empty(ObjectKind kind, Octets label, Octets id, int type, int functions) {
        int access = kind == ObjectKind.PRIVATE ? UPDATE : READ | UPDATE;
        int agreements = (functions & KeyFunction.AGREE.bit()) != 0 ? 1 : 0;
        int signatures = KeyAlgorithm.ofType(type).signatureBit();
        return new KeyContainer(kind, label, id, access, type, 1, functions, signatures, 1, agreements, Octets.EMPTY);
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

    /** What the key is for. */
    public KeyAlgorithm algorithm() {
        return KeyAlgorithm.ofType(type);
    }

    /** Whether the key is lost at reset. */
    public boolean isVolatile() {
        return algorithm().isVolatile(type);
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
