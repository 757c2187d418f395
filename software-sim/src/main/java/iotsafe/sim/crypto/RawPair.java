package iotsafe.sim.crypto;

import iotsafe.sim.apdu.Octets;

/**
 * A key pair as containers hold it.
 *
 * @param privateKey a scalar of 32 bytes, or PKCS#8 of RSA
 * @param publicKey a point of 65 bytes, or SubjectPublicKeyInfo of RSA
 */
public record RawPair(Octets privateKey, Octets publicKey) {
    /** Says which key this is, never the private one. */
    @Override
    public String toString() {
        return "pair of " + publicKey;
    }
}
