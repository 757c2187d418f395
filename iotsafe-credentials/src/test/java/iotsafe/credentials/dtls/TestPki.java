package iotsafe.credentials.dtls;

import iotsafe.credentials.apdu.Bytes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Certificates for tests: {@code ca("Root")}, then {@code issue(root, "server", …)}. */
public final class TestPki {
    /** The day on which every certificate here is valid, unless made otherwise. */
    public static final Instant TODAY = Instant.parse("2026-11-23T12:00:00Z");

    private static final AtomicLong SERIALS = new AtomicLong(1);

    private TestPki() {}

    /** A certificate with its private key. */
    public record Holder(KeyPair keys, X509Certificate certificate) {
        /** Signs a hash in software, in the form a card would: r then s. */
        public Bytes signRaw(Bytes hash) {
            return TestPki.signRaw(keys, hash);
        }
    }

    /** What differs from one certificate to the next. */
    public record Wish(String name, KeyPurposeId purpose, GeneralName alternative, Instant from, Instant to) {
        public static Wish server(GeneralName alternative) {
            return new Wish(
                    "server",
                    KeyPurposeId.id_kp_serverAuth,
                    alternative,
                    TODAY.minus(Duration.ofDays(1)),
                    TODAY.plus(Duration.ofDays(30)));
        }

        public static Wish server(String dns) {
            return server(new GeneralName(GeneralName.dNSName, dns));
        }

        public Wish purpose(KeyPurposeId other) {
            return new Wish(name, other, alternative, from, to);
        }

        public Wish valid(Instant begin, Instant end) {
            return new Wish(name, purpose, alternative, begin, end);
        }
    }

    /** Signs a hash in software, in the form a card would: r then s. */
    public static Bytes signRaw(KeyPair keys, Bytes hash) {
        try {
            Signature signature = Signature.getInstance("NONEwithECDSAinP1363Format", "SunEC");
            signature.initSign(keys.getPrivate());
            signature.update(hash.toArray());
            return Bytes.of(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Holder root(String name) {
        KeyPair keys = newKeys();
        return new Holder(keys, certify(name, keys, name, keys, null));
    }

    public static Holder intermediate(Holder issuer, String name) {
        KeyPair keys = newKeys();
        return new Holder(keys, certify(nameOf(issuer), issuer.keys(), name, keys, null));
    }

    public static Holder issue(Holder issuer, Wish wish) {
        return issue(issuer, wish, newKeys());
    }

    public static Holder issue(Holder issuer, Wish wish, KeyPair keys) {
        return new Holder(keys, certify(nameOf(issuer), issuer.keys(), wish.name(), keys, wish));
    }

    /** Certificates as a file of several can hold them (RFC 7468 5.1). */
    public static byte[] pem(X509Certificate... certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der(certificate)))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    public static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String nameOf(Holder issuer) {
        return issuer.certificate().getSubjectX500Principal().getName().substring("CN=".length());
    }

    private static X509Certificate certify(
            String issuer, KeyPair issuerKeys, String subject, KeyPair subjectKeys, @Nullable Wish wish) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=" + issuer),
                    BigInteger.valueOf(SERIALS.getAndIncrement()),
                    Date.from(wish == null ? TODAY.minus(Duration.ofDays(400)) : wish.from()),
                    Date.from(wish == null ? TODAY.plus(Duration.ofDays(4000)) : wish.to()),
                    new X500Name("CN=" + subject),
                    subjectKeys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(wish == null));
            if (wish != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wish.purpose()));
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(wish.alternative()));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
