package iotsafe.est;

/** What a body is (RFC 7030 §3.2.4; RFC 9148 §4.3 and §8.1). */
public enum EstContentType {
    /** CMS SignedData that signs nothing and holds certificates. Every server can send it. */
    CERTS_ONLY(281, "application/pkcs7-mime; smime-type=certs-only"),
    /** What the server wants in a certification request. */
    CSR_ATTRS(285, "application/csrattrs"),
    /** A certification request. */
    PKCS10(286, "application/pkcs10"),
    /** One certificate, bare: of RFC 9148 alone, and not every server has it. */
    CERTIFICATE(287, "application/pkix-cert");

    private final int coapFormat;
    private final String mediaType;

    EstContentType(int coapFormat, String mediaType) {
        this.coapFormat = coapFormat;
        this.mediaType = mediaType;
    }

    /** The CoAP Content-Format number. */
    public int coapFormat() {
        return coapFormat;
    }

    /** {@code 287 (application/pkix-cert)}, for messages. */
    @Override
    public String toString() {
        return "%d (%s)".formatted(coapFormat, mediaType);
    }
}
