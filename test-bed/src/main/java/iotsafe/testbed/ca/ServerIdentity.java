package iotsafe.testbed.ca;

import iotsafe.testbed.ca.Leaf.Purpose;
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
        return create(authority, commonName, Purpose.SERVER);
    }

    /** As {@link #create(CertificateAuthority, String)}, but for a purpose of its own. */
    public static ServerIdentity create(CertificateAuthority authority, String commonName, Purpose purpose) {
        KeyPair pair = P256.generate();
        Leaf leaf = authority.server(commonName, pair.getPublic()).withPurpose(purpose);
        return new ServerIdentity(authority.issue(leaf), pair.getPrivate());
    }
}
