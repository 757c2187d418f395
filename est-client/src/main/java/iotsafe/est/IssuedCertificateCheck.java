package iotsafe.est;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * What a certificate has to pass before the device shows it to anyone: it is ours, in date, from our CA, and made to authenticate a client
 * of this name. An authenticated server may still be set up wrongly, and a bad certificate put in the place of a good one strands a device.
 *
 * @param trust the CA's anchors, with the intermediates its bag brought
 * @param clock for the dates
 * @see "RFC 5280 §6; RFC 7030 §4.2.3; OMA LwM2M Transport, X.509 mode: the subject's CN is the endpoint name"
 */
public record IssuedCertificateCheck(TrustAnchors trust, ValidityClock clock) {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0;

    /**
     * Checks {@code issued} and completes it to the chain a client presents (RFC 5246 §7.4.2).
     *
     * @param request what it was issued for
     * @param endpointName the LwM2M endpoint name of this device
     * @return the certificate first, then each one's issuer, without the anchor
     * @throws EstException.Unreadable if it must not be used; the sentence says why
     */
    public List<X509Certificate> chainOf(X509Certificate issued, Pkcs10 request, String endpointName)
            throws EstException.Unreadable {
        require(
                Arrays.equals(
                        request.publicKey().getEncoded(), issued.getPublicKey().getEncoded()),
                issued,
                "is over another key; send the request again");
        require(
                issued.getBasicConstraints() < 0,
                issued,
                "is a CA certificate; let the CA use a profile for end entities");
        require(
                mayAuthenticateClients(issued),
                issued,
                "does not allow client authentication; let the CA's profile add extended key usage clientAuth");
        boolean[] usage = issued.getKeyUsage();
        require(
                usage == null || usage[DIGITAL_SIGNATURE],
                issued,
                "does not allow signing; let the CA's profile add key usage digitalSignature");
        require(
                commonNames(issued).equals(List.of(endpointName)),
                issued,
                "does not name the endpoint; its one CN has to be \"%s\"".formatted(Printable.of(endpointName)));
        Instant moment = clock.momentWithin(issued).orElseThrow(() -> outOfDate(issued));
        try {
            return CertificatePaths.build(issued, trust.anchors(), trust.intermediates(), moment);
        } catch (GeneralSecurityException noPath) {
            throw objection(
                    issued,
                    "has no valid path to a trust anchor (%s); fetch the CA's certificates, or configure its anchor"
                            .formatted(Printable.of(String.valueOf(noPath.getMessage()))));
        }
    }

    private static void require(boolean met, X509Certificate issued, String otherwise) throws EstException.Unreadable {
        if (!met) {
            throw objection(issued, otherwise);
        }
    }

    private EstException.Unreadable outOfDate(X509Certificate issued) {
        return objection(
                issued,
                "is valid from %s until %s, and the clock here says %s; set whichever clock is wrong, the device's or the CA's"
                        .formatted(
                                issued.getNotBefore().toInstant(),
                                issued.getNotAfter().toInstant(),
                                clock.clock().instant()));
    }

    private static EstException.Unreadable objection(X509Certificate issued, String problem) {
        return new EstException.Unreadable("issued " + Named.of(issued) + " " + problem);
    }

    private static boolean mayAuthenticateClients(X509Certificate issued) {
        try {
            List<String> purposes = issued.getExtendedKeyUsage();
            return purposes == null || purposes.contains(CLIENT_AUTH) || purposes.contains(ANY_EXTENDED_KEY_USAGE);
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    private static List<String> commonNames(X509Certificate issued) {
        X500Name subject = X500Name.getInstance(issued.getSubjectX500Principal().getEncoded());
        return Stream.of(subject.getRDNs(BCStyle.CN))
                .flatMap(rdn -> Stream.of(rdn.getTypesAndValues()))
                .filter(part -> part.getType().equals(BCStyle.CN))
                .map(AttributeTypeAndValue::getValue)
                .map(value -> value instanceof ASN1String text ? text.getString() : "")
                .toList();
    }
}
