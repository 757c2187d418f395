package iotsafe.bootstrap;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A CA of the tests: one P-256 key, one certificate for it. */
public final class TestCa {
    /** The moment that the tests take for now. */
    public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static final AtomicLong SERIALS = new AtomicLong(0x1000);
    private static final Duration YEAR = Duration.ofDays(365);
    /** For what is also judged by a peer's own clock. */
    public static final Dates ALWAYS =
            new Dates(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2049-01-01T00:00:00Z"));

    private final KeyPair keys = keyPair();
    private final String name;
    private final X509Certificate certificate;

    private TestCa(String name, Dates dates) {
        this.name = name;
        this.certificate = make(name, keys.getPublic(), dates, true, null);
    }

    /** From when until when. */
    public record Dates(Instant from, Instant until) {
        /** From a day before {@link TestCa#NOW}. */
        public static Dates lasting(Duration afterNow) {
            return new Dates(NOW.minus(Duration.ofDays(1)), NOW.plus(afterNow));
        }
    }

    public static TestCa root(String name) {
        return new TestCa(name, ALWAYS);
    }

    /** The same CA by name, with another key and another life. */
    public TestCa successor(Dates dates) {
        return new TestCa(name, dates);
    }

    /** This CA's key vouches for another of its keys (RFC 4210 4.4: NewWithOld, OldWithNew). */
    public X509Certificate vouchingFor(TestCa other) {
        return make(name, other.keys.getPublic(), ALWAYS, true, null);
    }

    /** For a TLS client with an alternative name. */
    public X509Certificate client(String subject, PublicKey key, String dnsName) {
        return make(
                subject,
                key,
                Dates.lasting(YEAR),
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)),
                KeyPurposeId.id_kp_clientAuth);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** For a TLS client, valid for a year. */
    public X509Certificate client(String subject, PublicKey key) {
        return client(subject, key, Dates.lasting(YEAR));
    }

    public X509Certificate client(String subject, PublicKey key, Dates dates) {
        return make(subject, key, dates, false, null);
    }

    /** For a TLS server at an IP address. */
    public X509Certificate server(String subject, PublicKey key, String address) {
        return make(subject, key, ALWAYS, false, new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
    }

    /** The body of an answer of type 281: a SignedData that holds certificates alone (RFC 5272 4.1). */
    public static byte[] certsOnly(X509Certificate... certificates) {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addCertificates(new JcaCertStore(List.of(certificates)));
            return generator.generate(new CMSAbsentContent()).toASN1Structure().getEncoded("DER");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private X509Certificate make(
            String subject, PublicKey key, Dates dates, boolean ca, @Nullable GeneralNames serverNames) {
        return make(
                subject,
                key,
                dates,
                ca,
                serverNames,
                serverNames == null ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth);
    }

    private X509Certificate make(
            String subject,
            PublicKey key,
            Dates dates,
            boolean ca,
            @Nullable GeneralNames names,
            KeyPurposeId purpose) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name(name),
                    BigInteger.valueOf(SERIALS.incrementAndGet()),
                    Date.from(dates.from()),
                    Date.from(dates.until()),
                    new X500Name(subject),
                    key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(ca ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
            if (names != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
            if (!ca) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
