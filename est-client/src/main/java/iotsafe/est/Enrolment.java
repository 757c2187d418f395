package iotsafe.est;

import java.security.cert.X509Certificate;
import java.time.Duration;

/** What the server said to an enrolment request. */
public sealed interface Enrolment {
    /**
     * Here is the certificate, alone: its chain comes from {@link EstClient#caCertificates()}. It is over the request's key; nothing else
     * has been checked, so {@link IssuedCertificateCheck} comes before any use.
     */
    record Issued(X509Certificate certificate) implements Enrolment {}

    /**
     * Not yet: send the same request again after this long.
     *
     * @param retryAfter between {@link EstClient#SHORTEST_WAIT} and {@link EstClient#LONGEST_WAIT}, whatever the server said
     */
    record Pending(Duration retryAfter) implements Enrolment {}
}
