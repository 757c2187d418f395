package iotsafe.credentials.dtls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.elements.util.CertPathUtil;
import org.eclipse.californium.elements.util.StringUtil;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.CertificateMessage;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.CertificateVerificationResult;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.x509.CertificateVerifier;
import org.eclipse.californium.scandium.util.ServerNames;

/**
 * Decides whether a server is the one the account means: purpose, dates, path or pin, and name (OMA LwM2M Transport, certificate usage;
 * RFC 5280 6.1; RFC 7925 4.4.1). Leshan's own verifiers take a client's certificate for a server's.
 *
 * <p>Clock policy: expiry counts to the second; a beginning may lie in the future by the tolerance, for devices whose clock lags.
 */
public final class StrictCertificateVerifier implements CertificateVerifier {
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_USAGE = "2.5.29.37.0";

    /** The kind of an alternative name, as the JDK numbers them. */
    private static final Integer IP_ADDRESS = 7;

    private final ServerTrust trust;
    private final Clock clock;
    private final Duration tolerance;

    /**
     * Makes a verifier for one server.
     *
     * @param tolerance how far a certificate's beginning may lie in the future, zero or more
     */
    public StrictCertificateVerifier(ServerTrust trust, Clock clock, Duration tolerance) {
        this.trust = trust;
        this.clock = clock;
        this.tolerance = tolerance;
    }

    @Override
    public CertificateVerificationResult verifyCertificate(
            ConnectionId cid,
            ServerNames serverName,
            InetSocketAddress remotePeer,
            boolean clientUsage,
            boolean verifySubject,
            boolean truncateCertificatePath,
            CertificateMessage message) {
        try {
            CertPath sent = message.getCertificateChain();
            verify(certificates(sent));
            return new CertificateVerificationResult(cid, sent, null);
        } catch (GeneralSecurityException e) {
            AlertMessage alert =
                    new AlertMessage(AlertMessage.AlertLevel.FATAL, AlertMessage.AlertDescription.BAD_CERTIFICATE);
            return new CertificateVerificationResult(
                    cid, new HandshakeException(trust.name() + ": " + e.getMessage(), alert, e));
        }
    }

    /**
     * The whole decision.
     *
     * @param chain as the server sent it, its own certificate first
     * @throws GeneralSecurityException if this is not the server; the message is a sentence
     */
    void verify(List<X509Certificate> chain) throws GeneralSecurityException {
        if (chain.isEmpty()) {
            throw new CertificateException("the server sent no certificate");
        }
        X509Certificate server = chain.get(0);
        requireServerPurpose(server);
        requireDates(server);
        boolean pinned =
                trust.association().isPresent() && trust.association().get().matches(server);
        switch (trust.usage()) {
            case DOMAIN_ISSUED_CERTIFICATE -> requirePin(pinned, server);
            case SERVICE_CERTIFICATE_CONSTRAINT -> {
                requirePin(pinned, server);
                pathTo(trust.anchors(), chain);
            }
            case CA_CONSTRAINT -> requireAssociationIn(pathTo(trust.anchors(), chain), server);
            case TRUST_ANCHOR_ASSERTION -> pathTo(assertedAnchors(chain), chain);
        }
        if (!pinned) {
            requireName(server);
        }
    }

    private static void requireServerPurpose(X509Certificate server) throws CertificateException {
        boolean[] usage = server.getKeyUsage();
        if (usage != null && !usage[0]) {
            throw new CertificateException(
                    described(server) + " is not for signatures (key usage); the server needs another certificate");
        }
        List<String> purposes = server.getExtendedKeyUsage();
        if (purposes != null && !purposes.contains(SERVER_AUTHENTICATION) && !purposes.contains(ANY_USAGE)) {
            throw new CertificateException(described(server)
                    + " is not for server authentication (extended key usage); the server needs another certificate");
        }
    }

    private void requireDates(X509Certificate certificate) throws CertificateException {
        Instant now = clock.instant();
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new CertificateException("%s expired at %s, the clock here says %s"
                    .formatted(described(certificate), certificate.getNotAfter().toInstant(), now));
        }
        if (now.plus(tolerance).isBefore(certificate.getNotBefore().toInstant())) {
            throw new CertificateException("%s begins at %s, the clock here says %s; is the clock right?"
                    .formatted(
                            described(certificate), certificate.getNotBefore().toInstant(), now));
        }
    }

    private static void requirePin(boolean pinned, X509Certificate server) throws CertificateException {
        if (!pinned) {
            throw new CertificateException(described(server) + " is not the certificate that the account names");
        }
    }

    private void requireAssociationIn(List<X509Certificate> path, X509Certificate server) throws CertificateException {
        Association association = trust.association().orElseThrow();
        for (X509Certificate certificate : path) {
            if (association.matches(certificate)) {
                return;
            }
        }
        throw new CertificateException(described(server) + " does not come from the authority that the account names");
    }

    /** The association itself; if only its digest is known, the certificate must stand in the chain that the server sent. */
    private List<X509Certificate> assertedAnchors(List<X509Certificate> chain) throws CertificateException {
        if (trust.association().isEmpty()) {
            return trust.anchors();
        }
        Association association = trust.association().get();
        List<X509Certificate> anchors =
                new ArrayList<>(association.certificate().stream().toList());
        for (X509Certificate sent : chain) {
            if (anchors.isEmpty() && association.matches(sent)) {
                anchors.add(sent);
            }
        }
        if (anchors.isEmpty()) {
            throw new CertificateException(
                    described(chain.get(0)) + " came without the authority that the account names by digest");
        }
        return anchors;
    }

    /** RFC 5280 6.1, without revocation: nothing in LwM2M offers lists or OCSP. Gives the path with its anchor at the end. */
    private List<X509Certificate> pathTo(List<X509Certificate> anchors, List<X509Certificate> chain)
            throws GeneralSecurityException {
        List<X509Certificate> below = chain.stream()
                .takeWhile(certificate -> !anchors.contains(certificate))
                .toList();
        if (below.isEmpty()) {
            return List.of(chain.get(0)); // the server's own certificate is the anchor; its dates are checked
        }
        Set<TrustAnchor> trusted = anchors.stream()
                .map(anchor -> new TrustAnchor(anchor, null))
                .collect(Collectors.toCollection(HashSet::new));
        if (trusted.isEmpty()) {
            throw new CertificateException("no trust anchor is known to judge " + described(chain.get(0)));
        }
        PKIXParameters parameters = new PKIXParameters(trusted);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(withinTolerance(below)));
        try {
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(below);
            PKIXCertPathValidatorResult result = (PKIXCertPathValidatorResult)
                    CertPathValidator.getInstance("PKIX").validate(path, parameters);
            List<X509Certificate> whole = new ArrayList<>(below);
            X509Certificate anchor = result.getTrustAnchor().getTrustedCert();
            requireDates(anchor);
            whole.add(anchor);
            return whole;
        } catch (CertPathValidatorException e) {
            throw new CertificateException(
                    "%s has no path to a trusted authority: %s".formatted(described(chain.get(0)), e.getMessage()), e);
        }
    }

    /** Now, or the youngest beginning in the path if that lies no further ahead than the tolerance. */
    private Instant withinTolerance(List<X509Certificate> path) {
        Instant now = clock.instant();
        return path.stream()
                .map(certificate -> certificate.getNotBefore().toInstant())
                .filter(begin -> begin.isAfter(now) && !begin.isAfter(now.plus(tolerance)))
                .max(Instant::compareTo)
                .orElse(now);
    }

    private void requireName(X509Certificate server) throws CertificateException {
        boolean named = isAddress(trust.name())
                ? isForAddress(server, trust.name())
                : CertPathUtil.matchDestination(server, trust.name());
        if (!named) {
            throw new CertificateException("%s is not for \"%s\"; its names are %s"
                    .formatted(described(server), trust.name(), server.getSubjectAlternativeNames()));
        }
    }

    /** Californium knows IPv6 only in brackets, which no certificate has. */
    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || StringUtil.isLiteralIpAddress(name);
    }

    /** RFC 5280 4.2.1.6: the same address among the alternative names, however it is written. Nothing is looked up: both are literal. */
    private static boolean isForAddress(X509Certificate server, String address) throws CertificateException {
        if (server.getSubjectAlternativeNames() == null) {
            return false;
        }
        try {
            InetAddress wanted = InetAddress.getByName(address);
            for (List<?> name : server.getSubjectAlternativeNames()) {
                if (name.get(0).equals(IP_ADDRESS) && wanted.equals(InetAddress.getByName((String) name.get(1)))) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException e) {
            throw new CertificateException("\"%s\" is no IP address".formatted(address), e);
        }
    }

    private static String described(X509Certificate certificate) {
        return "certificate \"%s\" (serial %s)"
                .formatted(
                        certificate.getSubjectX500Principal().getName(),
                        certificate.getSerialNumber().toString(16));
    }

    private static List<X509Certificate> certificates(CertPath path) {
        return path.getCertificates().stream().map(X509Certificate.class::cast).toList();
    }

    @Override
    public List<CertificateType> getSupportedCertificateTypes() {
        return List.of(CertificateType.X_509);
    }

    /** Empty: a server's anchors are nobody's business, and the peer here is never a client. */
    @Override
    public List<X500Principal> getAcceptedIssuers() {
        return List.of();
    }

    @Override
    public void setResultHandler(HandshakeResultHandler resultHandler) {
        // the answer is given at once, never later
    }
}
