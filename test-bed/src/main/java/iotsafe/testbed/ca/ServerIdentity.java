package iotsafe.testbed.ca;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * What a server proves itself with.
 *
 * @param certificate issued by the test bed's CA
 * @param key its private key
 */
public record ServerIdentity(X509Certificate certificate, PrivateKey key) {
    /** A fresh, honest identity for a server on the loopback address. */
    public static ServerIdentity create(CertificateAuthority authority, String commonName) {
        KeyPair pair = P256.generate();
        return new ServerIdentity(authority.issue(authority.server(commonName, pair.getPublic())), pair.getPrivate());
    }

    /** A fresh identity whose certificate lacks serverAuth: a strict client must refuse it. */
    public static ServerIdentity posingAsClient(CertificateAuthority authority, String commonName) {
        KeyPair pair = P256.generate();
        Leaf leaf = authority.server(commonName, pair.getPublic()).withPurpose(Leaf.Purpose.SERVER_POSING_AS_CLIENT);
        return new ServerIdentity(authority.issue(leaf), pair.getPrivate());
    }
}
