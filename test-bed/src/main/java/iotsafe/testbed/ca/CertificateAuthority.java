package iotsafe.testbed.ca;

import iotsafe.testbed.ca.Leaf.Purpose;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A root on P-256 that signs end certificates with SHA256withECDSA (profile: RFC 5280 §4, RFC 7925 §4.4). */
public final class CertificateAuthority {
    /** A device's clock may be this much behind ours and still take its certificate. */
    public static final Duration BACKDATED = Duration.ofMinutes(5);

    private static final Duration ROOT_LIFE = Duration.ofDays(3650);
    private static final Duration CRL_LIFE = Duration.ofDays(30);
    private static final Duration SERVER_LIFE = Duration.ofDays(397);
    private static final String ROOT_NAME = "iotsafe test bed CA, never for production";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final Clock clock;

    /** Takes up an existing CA. */
    public CertificateAuthority(X509Certificate certificate, PrivateKey key, Clock clock) {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
    }

    /** Makes a new CA with a fresh key; every CA made here has the same name. */
    public static CertificateAuthority create(Clock clock) {
        return create(clock, ROOT_LIFE);
    }

    private static CertificateAuthority create(Clock clock, Duration life) {
        KeyPair pair = P256.generate();
        X500Name name = CommonName.subject(ROOT_NAME);
        Instant now = now(clock);
        try {
            X509v3CertificateBuilder root =
                    root(name, pair.getPublic(), pair.getPublic(), now.minus(BACKDATED), now.plus(life));
            return new CertificateAuthority(sign(root, pair.getPrivate()), pair.getPrivate(), clock);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a CA certificate", e);
        }
    }

    private static X509v3CertificateBuilder root(
            X500Name name, PublicKey subjectKey, PublicKey issuerKey, Instant from, Instant to)
            throws IOException, GeneralSecurityException {
        X509v3CertificateBuilder root = builder(name, name, subjectKey, from, to);
        root.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        root.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        addKeyIdentifiers(root, subjectKey, issuerKey);
        return root;
    }

    /** This CA with its next key, valid a year longer. */
    CertificateAuthority successor() {
        return create(clock, ROOT_LIFE.plusDays(365));
    }

    /** The key of another root of this name, certified by this one: NewWithOld, or OldWithNew (RFC 4210 §4.4). */
    X509Certificate vouchFor(X509Certificate other) {
        try {
            return sign(
                    root(
                            X500Name.getInstance(other.getSubjectX500Principal().getEncoded()),
                            other.getPublicKey(),
                            certificate.getPublicKey(),
                            other.getNotBefore().toInstant(),
                            certificate.getNotAfter().toInstant()),
                    key);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot certify the other key of the CA", e);
        }
    }

    /**
     * A list of revoked certificates (RFC 5280 §5), good for 30 days.
     *
     * @param before the list it replaces; its entries stay
     */
    public X509CRL revoke(Optional<X509CRL> before, Collection<X509Certificate> revoked) {
        Date since = Date.from(now());
        X509v2CRLBuilder list = new JcaX509v2CRLBuilder(certificate, since);
        list.setNextUpdate(Date.from(now().plus(CRL_LIFE)));
        before.ifPresent(earlier -> list.addCRL(new X509CRLHolder(crl(earlier))));
        revoked.forEach(one -> list.addCRLEntry(one.getSerialNumber(), since, CRLReason.unspecified));
        try {
            return new JcaX509CRLConverter()
                    .getCRL(list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a list of revoked certificates", e);
        }
    }

    private static CertificateList crl(X509CRL list) {
        try {
            return CertificateList.getInstance(list.getEncoded());
        } catch (CRLException e) {
            throw new IllegalStateException("a list that was read always has an encoding", e);
        }
    }

    /** The root, self-signed. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** For storing it: the only use outside this package would be a mistake. */
    PrivateKey key() {
        return key;
    }

    /** The time this CA goes by. */
    Instant now() {
        return now(clock);
    }

    /** Another CA of the same name and another key: a client that chains by name alone falls for it. */
    CertificateAuthority impostor() {
        return create(clock);
    }

    /** What an honest server's certificate says, valid for 397 days. */
    public Leaf server(String commonName, PublicKey serverKey) {
        return leaf(commonName, serverKey, Purpose.SERVER, SERVER_LIFE);
    }

    /** What an honest device's certificate says, valid from a little ago and {@code life} from now. */
    public Leaf device(String endpoint, PublicKey deviceKey, Duration life) {
        return leaf(endpoint, deviceKey, Purpose.CLIENT, life);
    }

    private Leaf leaf(String commonName, PublicKey leafKey, Purpose purpose, Duration life) {
        return new Leaf(
                CommonName.subject(commonName),
                Optional.empty(),
                leafKey,
                purpose,
                now().minus(backdated(life)),
                now().plus(life),
                false);
    }

    /** A short life would otherwise be over in great part when it begins. */
    private static Duration backdated(Duration life) {
        Duration tenth = life.dividedBy(10).truncatedTo(ChronoUnit.SECONDS);
        return tenth.compareTo(BACKDATED) < 0 ? tenth : BACKDATED;
    }

    /**
     * What the certificate for a request says, once its sender is known to own that name: all names that it asks for.
     *
     * @param provenName the CN of the certificate the sender authenticated with
     * @throws RequestRefused.OtherName if the request asks for another name (RFC 9148 §4.5, 4.03)
     */
    public Leaf requested(CertificateRequest request, String provenName, Duration life)
            throws RequestRefused.OtherName {
        if (!request.commonName().equals(provenName)) {
            throw RequestRefused.OtherName.enrolling(request.commonName(), provenName);
        }
        return device(provenName, request.key(), life).named(request.subject(), request.alternativeNames());
    }

    /**
     * What the certificate that replaces another says: the same names, byte for byte, as GlobalSign's EST server has it.
     *
     * @param presented what the sender authenticated with
     * @throws RequestRefused.OtherName if the request's subject or alternative names differ from it (RFC 7030 §4.2.2)
     */
    public Leaf renewed(CertificateRequest request, X509Certificate presented, Duration life)
            throws RequestRefused.OtherName {
        if (!request.hasNamesOf(presented)) {
            throw RequestRefused.OtherName.renewing(
                    presented.getSubjectX500Principal().getName());
        }
        return device(request.commonName(), request.key(), life).named(request.subject(), request.alternativeNames());
    }

    /** Signs what the leaf says, however foolish; serial numbers are random, 127 bits. */
    public X509Certificate issue(Leaf leaf) {
        try {
            X509v3CertificateBuilder builder = builder(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                    leaf.subject(),
                    leaf.key(),
                    leaf.notBefore(),
                    leaf.notAfter());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(leaf.authority()));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, leaf.purpose().extendedKeyUsage());
            if (leaf.purpose().loopback()) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                    new GeneralName(GeneralName.dNSName, "localhost")
                }));
            }
            if (leaf.alternativeNames().isPresent()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        leaf.alternativeNames().get());
            }
            addKeyIdentifiers(builder, leaf.key(), certificate.getPublicKey());
            return sign(builder, key);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue a certificate for " + leaf.subject(), e);
        }
    }

    private static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey subjectKey, Instant from, Instant to) {
        return new JcaX509v3CertificateBuilder(
                issuer, new BigInteger(127, RANDOM), Date.from(from), Date.from(to), subject, subjectKey);
    }

    private static void addKeyIdentifiers(X509v3CertificateBuilder builder, PublicKey subject, PublicKey issuer)
            throws GeneralSecurityException, IOException {
        JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(subject));
        builder.addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(issuer));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }
}
