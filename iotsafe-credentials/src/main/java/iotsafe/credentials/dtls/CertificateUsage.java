package iotsafe.credentials.dtls;

/** How a server's certificate is judged (OMA LwM2M Core, resource /0/x/15; RFC 6698 2.1.1). The order gives the numbers. */
public enum CertificateUsage {
    /** 0: a path to the device's own anchors, and the association stands somewhere in it. */
    CA_CONSTRAINT,
    /** 1: a path to the device's own anchors, and the association is the server's certificate itself. */
    SERVICE_CERTIFICATE_CONSTRAINT,
    /** 2: the association is the only anchor. */
    TRUST_ANCHOR_ASSERTION,
    /** 3: the association is the server's certificate; no path. The default where the resource is absent. */
    DOMAIN_ISSUED_CERTIFICATE
}
