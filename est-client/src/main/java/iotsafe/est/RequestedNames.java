package iotsafe.est;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.TBSCertificate;

/** Subject and subjectAltName of a request. Those of a certificate to replace are its own bytes (RFC 7030 §4.2.2), never encoded anew. */
public final class RequestedNames {
    private final X500Name subject;
    private final Optional<Extension> alternatives;
    private final boolean fixed;

    private RequestedNames(X500Name subject, Optional<Extension> alternatives, boolean fixed) {
        this.subject = subject;
        this.alternatives = alternatives;
        this.fixed = fixed;
    }

    /** {@code CN=name}: what LwM2M servers look for (OMA LwM2M Transport, X.509 mode). */
    public static RequestedNames endpoint(String name) {
        return of(new X500Principal(""), List.of()).withCommonName(name);
    }

    /**
     * Names from a configuration.
     *
     * @param subject possibly empty, if there are alternative names
     * @param alternatives as {@link AlternativeName} reads them: {@code dns:dev1.example}; none if empty
     * @throws IllegalArgumentException if one is no such name
     */
    public static RequestedNames of(X500Principal subject, Collection<String> alternatives) {
        X500Name name = X500Name.getInstance(subject.getEncoded());
        if (alternatives.isEmpty()) {
            return new RequestedNames(name, Optional.empty(), false);
        }
        GeneralName[] names = alternatives.stream().map(AlternativeName::read).toArray(GeneralName[]::new);
        try {
            // critical if there is no subject (RFC 5280 §4.2.1.6)
            return new RequestedNames(
                    name,
                    Optional.of(Extension.create(
                            Extension.subjectAlternativeName, name.size() == 0, new GeneralNames(names))),
                    false);
        } catch (IOException e) {
            throw new IllegalArgumentException("alternative names cannot be encoded: " + e.getMessage(), e);
        }
    }

    /**
     * The same with {@code CN=name}, unless there is a CN: servers look for it (OMA LwM2M Transport, X.509 mode). It comes last, where the most
     * special part of a name belongs.
     */
    public RequestedNames withCommonName(String name) {
        if (subject.getRDNs(BCStyle.CN).length > 0) {
            return this;
        }
        X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
        for (RDN part : subject.getRDNs()) {
            builder.addMultiValuedRDN(part.getTypesAndValues());
        }
        return new RequestedNames(
                builder.addRDN(BCStyle.CN, name).build(),
                // not critical: now there is a subject
                alternatives.map(names -> new Extension(names.getExtnId(), false, names.getExtnValue())),
                fixed);
    }

    /** The names of a certificate that is to be replaced, byte for byte. */
    public static RequestedNames replacing(X509Certificate certificate) {
        try {
            TBSCertificate said = TBSCertificate.getInstance(certificate.getTBSCertificate());
            Optional<Extension> names = Optional.ofNullable(said.getExtensions())
                    .map(extensions -> extensions.getExtension(Extension.subjectAlternativeName));
            return new RequestedNames(said.getSubject(), names, true);
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the certificate to replace has no encoding", e);
        }
    }

    X500Name subject() {
        return subject;
    }

    Optional<Extension> alternatives() {
        return alternatives;
    }

    /** Whether a server's wishes about names do not count. */
    boolean areFixed() {
        return fixed;
    }
}
