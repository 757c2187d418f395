package iotsafe.client;

import iotsafe.bootstrap.EnrolmentServer;
import iotsafe.bootstrap.EnrolmentSession;
import iotsafe.credentials.CardException;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.EstClient;
import iotsafe.est.EstException;
import iotsafe.est.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.List;

/** The EST server of {@code enrolment.uri}, for first enrolments and for renewals (RFC 7030). */
record HttpsEnrolmentServer(HttpsEnrolment https, SecureElement card) implements EnrolmentServer {
    @Override
    public boolean isElsewhere() {
        return true;
    }

    @Override
    public TrustAnchors firstAnchors(SecureElement holder) throws CardException, EstException {
        return https.anchors(holder);
    }

    /** By TLS 1.2 with its channel binding only for a server that wants requests linked: others may have TLS 1.3 alone. */
    @Override
    public EnrolmentSession open(ClientIdentity identity, List<X509Certificate> anchors)
            throws CardException, EstException {
        TrustAnchors trust = https.trusting(card, anchors);
        EstClient usual = https.client(trust, identity);
        return new Session(usual.csrAttributes().wantsLinking() ? https.linkingClient(trust, identity) : usual);
    }

    /** Its connections close by themselves when nobody uses them any more. */
    private record Session(EstClient est) implements EnrolmentSession {
        @Override
        public void close() {
            // nothing is kept open on purpose
        }
    }
}
