package iotsafe.credentials;

import iotsafe.credentials.apdu.Bytes;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the card tells of one container (GSMA IoT.05, GET DATA, information structures).
 *
 * @param uri names the container, by id if the card gave one
 * @param id 1 to 20 bytes; empty if the card did not say
 * @param label 1 to 60 bytes, opaque; a private and a public key of one label are a pair
 * @param filled tag 4A: whether it holds something yet; empty if the card did not say
 * @param keyType tag 4B: 13 hex is a persistent P-256 key; empty for files and if the card did not say
 * @param functions tag 61: bit 0 sign and verify, bit 1 key generation, bit 2 key agreement, bit 3 key derivation
 * @param size tag 20: bytes in a file, or in its container: cards differ; empty for keys
 * @param attributes what else the card said
 */
public record CardObject(
        CredentialUri.OnCard uri,
        Optional<Bytes> id,
        Optional<Bytes> label,
        Optional<Boolean> filled,
        OptionalInt keyType,
        OptionalInt functions,
        OptionalInt size,
        Attributes attributes) {
    /** For those who know no more than this. */
    public CardObject(
            CredentialUri.OnCard uri,
            Optional<Bytes> id,
            Optional<Bytes> label,
            Optional<Boolean> filled,
            OptionalInt keyType,
            OptionalInt functions,
            OptionalInt size) {
        this(uri, id, label, filled, keyType, functions, size, Attributes.NONE);
    }

    /**
     * The rest of what the card tells of a container; each empty if it did not say.
     *
     * @param access tag 60: bit 0 read, bit 1 update
     * @param usage tag 4E of a key: 01 general, 02 and 03 CertificateVerify of TLS 1.2 and 1.3; tag 21 of a file: 01 general, 02 X.509
     * @param signatures tag 92: bit 0 RSA PKCS#1 v1.5, bit 1 RSA PSS, bit 2 ECDSA
     * @param hashes tag 91: bit 0 SHA-256, bit 1 SHA-384, bit 2 SHA-512
     * @param agreements tag 6F: bit 0 elliptic curve Diffie-Hellman
     * @param derivations tag 94: bit 0 the PRF of TLS 1.2, bit 1 HKDF
     */
    public record Attributes(
            OptionalInt access,
            OptionalInt usage,
            OptionalInt signatures,
            OptionalInt hashes,
            OptionalInt agreements,
            OptionalInt derivations) {
        /** Of a container of which nothing is said. */
        public static final Attributes NONE = new Attributes(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** Whether {@code name} means this container, be it by id or by label. */
    public boolean isNamed(CredentialUri.OnCard name) {
        return uri.type() == name.type()
                && (name.id().isPresent() ? name.id().equals(id) : name.label().equals(label));
    }
}
