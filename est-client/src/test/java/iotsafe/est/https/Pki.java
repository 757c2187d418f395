package iotsafe.est.https;

import iotsafe.est.TestCa;
import java.math.BigInteger;
import java.net.Socket;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Certificates for the two ends of TLS in tests; their dates hold whenever the tests run. */
final class Pki {
    private static final AtomicInteger SERIAL = new AtomicInteger(5000);

    private Pki() {}

    /** A server of that host name or address. */
    static X509ExtendedKeyManager server(TestCa ca, String host, KeyPurposeId... morePurposes) {
        Identity identity = identity(ca, host, morePurposes);
        return keyManager(identity.key(), identity.certificate());
    }

    /** The same, of other dates. */
    static X509ExtendedKeyManager server(TestCa ca, String host, Instant from, Instant until) {
        Identity identity = identity(ca, host, from, until, List.of(KeyPurposeId.id_kp_serverAuth));
        return keyManager(identity.key(), identity.certificate());
    }

    /** A server's two halves. */
    record Identity(PrivateKey key, X509Certificate certificate) {}

    static Identity identity(TestCa ca, String host, KeyPurposeId... morePurposes) {
        List<KeyPurposeId> purposes = new ArrayList<>(List.of(KeyPurposeId.id_kp_serverAuth));
        purposes.addAll(List.of(morePurposes));
        return identity(
                ca, host, Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2049-01-01T00:00:00Z"), purposes);
    }

    private static Identity identity(TestCa ca, String host, Instant from, Instant until, List<KeyPurposeId> purposes) {
        KeyPair keys = TestCa.keyPair();
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name(ca.certificate().getSubjectX500Principal().getName()),
                    BigInteger.valueOf(SERIAL.incrementAndGet()),
                    Date.from(from),
                    Date.from(until),
                    new X500Name("CN=est server"),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes.toArray(new KeyPurposeId[0])));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(
                            Character.isDigit(host.charAt(0)) ? GeneralName.iPAddress : GeneralName.dNSName, host)));
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .build(ca.keys().getPrivate())));
            return new Identity(keys.getPrivate(), certificate);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Any TLS's names of an EC key mean this one. */
    private static X509ExtendedKeyManager keyManager(PrivateKey key, X509Certificate certificate) {
        return new X509ExtendedKeyManager() {
            @Override
            public @Nullable String chooseServerAlias(
                    String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
                return keyType.startsWith("EC") ? "one" : null;
            }

            @Override
            public @Nullable String chooseClientAlias(
                    String @Nullable [] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
                return null;
            }

            @Override
            public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
                return null;
            }

            @Override
            public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
                return null;
            }

            @Override
            public X509Certificate[] getCertificateChain(String alias) {
                return new X509Certificate[] {certificate};
            }

            @Override
            public PrivateKey getPrivateKey(String alias) {
                return key;
            }
        };
    }
}
