package iotsafe.est;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/** A CA of the tests, with one certificate for its key. */
public final class TestCa {
    /** The day the tests take for today. */
    public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    public static final Instant FAR_OFF = Instant.parse("2049-01-01T00:00:00Z");
    private static final AtomicInteger SERIAL = new AtomicInteger(1000);

    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestCa(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    public static TestCa root(String name) {
        return root(name, FAR_OFF);
    }

    public static TestCa root(String name, Instant until) {
        KeyPair keys = keyPair();
        return new TestCa(
                keys,
                new Wanted(name, keys.getPublic(), name, keys.getPrivate())
                        .ca()
                        .valid(LONG_AGO, until)
                        .make());
    }

    public TestCa intermediate(String name) {
        KeyPair keys = keyPair();
        return new TestCa(keys, wanted(name, keys.getPublic()).ca().make());
    }

    /** The same key, certified under the same name by another key: RFC 4210's NewWithOld, or OldWithNew. */
    public X509Certificate signedBy(TestCa other) {
        return other.wanted(certificate.getSubjectX500Principal().getName(), keys.getPublic())
                .ca()
                .make();
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public KeyPair keys() {
        return keys;
    }

    /** A certificate by this CA that can still be changed; as it is, good for a client from yesterday for a year. */
    public Wanted wanted(String subject, PublicKey key) {
        return new Wanted(subject, key, certificate.getSubjectX500Principal().getName(), keys.getPrivate());
    }

    public X509Certificate issue(String subject, PublicKey key) {
        return wanted(subject, key).make();
    }

    public static KeyPair keyPair() {
        return keyPair("secp256r1");
    }

    public static KeyPair keyPair(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] requestDer(String subject, PublicKey key, PrivateKey signer, int padding) {
        try {
            var builder = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), key);
            if (padding > 0) {
                builder.addAttribute(
                        PKCSObjectIdentifiers.pkcs_9_at_unstructuredName, new DEROctetString(new byte[padding]));
            }
            return builder.build(signer(signer)).getEncoded();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public static Pkcs10 request(String subject, KeyPair keys) {
        return Pkcs10.of(requestDer(subject, keys.getPublic(), keys.getPrivate(), 0));
    }

    /** The body of a 281 answer, in DER. */
    public static byte[] certsOnly(X509Certificate... certificates) {
        return certsOnly(ASN1Encoding.DER, certificates);
    }

    public static byte[] certsOnly(String encoding, X509Certificate... certificates) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addCertificates(new JcaCertStore(List.of(certificates)));
            return generator.generate(new CMSAbsentContent()).toASN1Structure().getEncoded(encoding);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    }

    /** A certificate about to be made. */
    public static final class Wanted {
        private final String subject;
        private final PublicKey key;
        private final String issuer;
        private final PrivateKey signer;
        private Instant from = NOW.minus(Duration.ofDays(1));
        private Instant until = NOW.plus(Duration.ofDays(365));
        private boolean ca;
        private int usage = KeyUsage.digitalSignature;
        private @Nullable ASN1Encodable purposes = new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);

        Wanted(String subject, PublicKey key, String issuer, PrivateKey signer) {
            this.subject = subject;
            this.key = key;
            this.issuer = issuer;
            this.signer = signer;
        }

        public Wanted ca() {
            ca = true;
            usage = KeyUsage.keyCertSign | KeyUsage.digitalSignature;
            purposes = null;
            return always();
        }

        public Wanted valid(Instant from, Instant until) {
            this.from = from;
            this.until = until;
            return this;
        }

        public Wanted always() {
            return valid(LONG_AGO, FAR_OFF);
        }

        public Wanted usage(int usage) {
            this.usage = usage;
            return this;
        }

        public Wanted purposes(KeyPurposeId... purposes) {
            this.purposes = purposes.length == 0 ? null : new ExtendedKeyUsage(purposes);
            return this;
        }

        public X509Certificate make() {
            try {
                JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        new X500Name(issuer),
                        BigInteger.valueOf(SERIAL.incrementAndGet()),
                        Date.from(from),
                        Date.from(until),
                        new X500Name(subject),
                        key);
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
                if (usage != 0) {
                    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
                }
                if (purposes != null) {
                    builder.addExtension(Extension.extendedKeyUsage, false, purposes);
                }
                return new JcaX509CertificateConverter().getCertificate(builder.build(signer(signer)));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
