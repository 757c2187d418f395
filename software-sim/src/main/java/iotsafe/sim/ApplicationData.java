package iotsafe.sim;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Tlv;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the applet says of itself (interface reference 3.2.1).
 *
 * @param version tag 10
 * @param identifier tag 11, at most 32 bytes
 * @param maxFiles tag B1
 * @param maxPrivateKeys tag B2
 * @param maxPublicKeys tag B3
 * @param maxSecretKeys tag B4
 * @param functions tag 61, bits of {@link KeyFunction}
 * @param hashes tag 91
 * @param signatures tag 92
 * @param agreements tag 6F
 * @param derivations tag 94
 * @param maxSessions tag B7
 */
public record ApplicationData(
        int version,
        Octets identifier,
        int maxFiles,
        int maxPrivateKeys,
        int maxPublicKeys,
        int maxSecretKeys,
        int functions,
        int hashes,
        int signatures,
        int agreements,
        int derivations,
        int maxSessions) {
    /** Ten objects of each kind, one session, every function; the identifier is the same for all software SIMs. */
    public static ApplicationData standard() {
        byte[] name = Arrays.copyOf("iotsafe.sim software SIM".getBytes(StandardCharsets.US_ASCII), 32);
        return new ApplicationData(0x10, Octets.of(name), 10, 10, 10, 10, 0x0F, 1, 4, 1, 3, 1);
    }

    /** The same with room for so many sessions at once. */
    public ApplicationData withMaxSessions(int sessions) {
        return new ApplicationData(
                version,
                identifier,
                maxFiles,
                maxPrivateKeys,
                maxPublicKeys,
                maxSecretKeys,
                functions,
                hashes,
                signatures,
                agreements,
                derivations,
                sessions);
    }

    /** The same with these signature algorithms. */
    ApplicationData withSignatures(int bitmap) {
        return new ApplicationData(
                version,
                identifier,
                maxFiles,
                maxPrivateKeys,
                maxPublicKeys,
                maxSecretKeys,
                functions,
                hashes,
                bitmap,
                agreements,
                derivations,
                maxSessions);
    }

    int most(ObjectKind kind) {
        return switch (kind) {
            case PRIVATE -> maxPrivateKeys;
            case PUBLIC -> maxPublicKeys;
            case FILE -> maxFiles;
            case SECRET -> maxSecretKeys;
        };
    }

    /** As the applet answers, with its defects and without the functions that it lacks. */
    Octets encoded(Profile profile) {
        boolean otherTags = profile.has(Quirk.APPLICATION_90_93);
        int withoutAgreement = profile.has(Quirk.NO_AGREEMENT) ? KeyFunction.AGREE.bit() : 0;
        int withoutPrf = profile.has(Quirk.NO_PRF) ? SecretContainer.PRF : 0;
        int withoutHkdf = profile.has(Quirk.NO_HKDF) ? SecretContainer.HKDF : 0;
        return Octets.join(
                Tlv.u8(0x10, version),
                identifier(profile),
                Tlv.u8(0xB1, maxFiles),
                Tlv.u8(0xB2, maxPrivateKeys),
                Tlv.u8(0xB3, maxPublicKeys),
                Tlv.u8(0xB4, maxSecretKeys),
                Tlv.u8(otherTags ? 0x90 : 0x61, functions & ~withoutAgreement),
                otherTags ? Tlv.u8(0x91, hashes) : Tlv.u16(0x91, hashes),
                Tlv.u8(0x92, signatures),
                Tlv.u8(otherTags ? 0x93 : 0x6F, withoutAgreement == 0 ? agreements : 0),
                Tlv.u8(0x94, derivations & ~withoutPrf & ~withoutHkdf),
                Tlv.u8(0xB7, maxSessions));
    }

    private Octets identifier(Profile profile) {
        if (!profile.has(Quirk.TAG_11_DEFECT)) {
            return Tlv.of(0x11, identifier);
        }
        Octets present = identifier.slice(0, Math.min(13, identifier.size()));
        return Octets.join(Octets.of(0x11, present.size() + 1), present);
    }
}
