package iotsafe.testbed.est;

import iotsafe.testbed.ca.CertsOnly;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;

/** The two Content-Formats a certificate travels in (RFC 9148 §4.3). */
enum EstFormat {
    /** application/pkcs7-mime; smime-type=certs-only: what is sent unless the client wishes otherwise. */
    CERTS_ONLY(281) {
        @Override
        byte[] encode(List<X509Certificate> certificates) {
            return CertsOnly.encode(certificates);
        }
    },
    /** application/pkix-cert: one certificate, bare. */
    CERTIFICATE(287) {
        @Override
        byte[] encode(List<X509Certificate> certificates) throws CertificateEncodingException {
            return certificates.get(0).getEncoded();
        }
    };

    /** application/pkcs10, the only format of a request. */
    static final int PKCS10 = 286;

    private final int code;

    EstFormat(int code) {
        this.code = code;
    }

    abstract byte[] encode(List<X509Certificate> certificates) throws CertificateEncodingException;

    /** What the request's Accept option asks for; empty if it is neither, which is 4.06 (RFC 7252 §5.10.4). */
    static Optional<EstFormat> accepted(Request request) {
        if (!request.getOptions().hasAccept()) {
            return Optional.of(CERTS_ONLY);
        }
        int wish = request.getOptions().getAccept();
        return wish == CERTS_ONLY.code
                ? Optional.of(CERTS_ONLY)
                : wish == CERTIFICATE.code ? Optional.of(CERTIFICATE) : Optional.empty();
    }

    /** A good answer; a format for one certificate holds the first. */
    Response answer(ResponseCode success, List<X509Certificate> certificates) {
        Response response = new Response(success);
        try {
            response.setPayload(encode(certificates));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate just made always has an encoding", e);
        }
        response.getOptions().setContentFormat(code);
        return response;
    }
}
