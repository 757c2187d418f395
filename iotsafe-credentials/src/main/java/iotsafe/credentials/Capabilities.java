package iotsafe.credentials;

import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a card says that it can do (GSMA IoT.05, GET DATA – application). Cards leave fields out: what is not said is
 * {@link Offer#UNKNOWN} and worth a try. Only what a card denies is refused without asking it.
 *
 * @param sign COMPUTE SIGNATURE and VERIFY SIGNATURE
 * @param generate GENERATE KEY PAIR
 * @param agree COMPUTE DH
 * @param prf COMPUTE PRF
 * @param hkdf COMPUTE HKDF
 * @param hashes those that its signatures take; empty if not said
 * @param schemes those of its signatures; empty if not said
 * @param sessions how many may be open at once; empty if not said
 */
public record Capabilities(
        Offer sign,
        Offer generate,
        Offer agree,
        Offer prf,
        Offer hkdf,
        Optional<Set<Hash>> hashes,
        Optional<Set<Scheme>> schemes,
        OptionalInt sessions) {
    /** What is known of a card that says nothing. */
    public static final Capabilities UNKNOWN = new Capabilities(
            Offer.UNKNOWN,
            Offer.UNKNOWN,
            Offer.UNKNOWN,
            Offer.UNKNOWN,
            Offer.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty());

    /** The sets become unmodifiable, and print in the order of their bits. */
    public Capabilities {
        hashes = hashes.map(said -> Collections.unmodifiableSet(new TreeSet<>(said)));
        schemes = schemes.map(said -> Collections.unmodifiableSet(new TreeSet<>(said)));
    }

    /** What a card says of one command. */
    public enum Offer {
        /** It has it. */
        YES,
        /** It has everything else: it need not be asked. */
        NO,
        /** It does not say. */
        UNKNOWN
    }

    /** Hash algorithms (tag 91). */
    public enum Hash {
        /** FIPS 180-4. */
        SHA_256,
        /** FIPS 180-4. */
        SHA_384,
        /** FIPS 180-4. */
        SHA_512
    }

    /** Signature schemes (tag 92). */
    public enum Scheme {
        /** RSASSA-PKCS1-v1_5 (RFC 8017 8.2). */
        RSA_PKCS1,
        /** RSASSA-PSS (RFC 8017 8.1). */
        RSA_PSS,
        /** ECDSA (FIPS 186-5). */
        ECDSA
    }

    /** What is said of signatures with this hash. */
    public Offer offers(Hash hash) {
        return offered(hashes, hash);
    }

    /** What is said of signatures of this scheme. */
    public Offer offers(Scheme scheme) {
        return offered(schemes, scheme);
    }

    private static <T> Offer offered(Optional<Set<T>> said, T wanted) {
        return said.map(all -> all.contains(wanted) ? Offer.YES : Offer.NO).orElse(Offer.UNKNOWN);
    }
}
