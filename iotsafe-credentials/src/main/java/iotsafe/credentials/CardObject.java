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
 */
public record CardObject(
        CredentialUri.OnCard uri,
        Optional<Bytes> id,
        Optional<Bytes> label,
        Optional<Boolean> filled,
        OptionalInt keyType,
        OptionalInt functions,
        OptionalInt size) {
    /** Whether {@code name} means this container, be it by id or by label. */
    public boolean isNamed(CredentialUri.OnCard name) {
        return uri.type() == name.type()
                && (name.id().isPresent() ? name.id().equals(id) : name.label().equals(label));
    }
}
