package iotsafe.credentials.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** What /0/x/4 holds of a certificate (OMA LwM2M Core, resource /0/x/13). The order gives the numbers. */
public enum MatchingType {
    /** 0: the certificate itself, DER. The default where the resource is absent. */
    EXACT(null),
    /** 1: its SHA-256 digest. */
    SHA_256("SHA-256"),
    /** 2: its SHA-384 digest. */
    SHA_384("SHA-384"),
    /** 3: its SHA-512 digest. */
    SHA_512("SHA-512");

    private final @Nullable String algorithm;

    MatchingType(@Nullable String algorithm) {
        this.algorithm = algorithm;
    }

    /** What a certificate looks like in /0/x/4. */
    byte[] of(byte[] certificate) {
        if (algorithm == null) {
            return certificate;
        }
        try {
            return MessageDigest.getInstance(algorithm).digest(certificate);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java run-time has no " + algorithm, e);
        }
    }
}
