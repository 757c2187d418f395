/**
 * Enrolment over Secure Transport: trust anchors and certificates from a server, for a request somebody else has signed. No key is seen
 * here, and no socket: the documents' operations are here, their transports in the packages below.
 *
 * @see "RFC 7030 (HTTPS) and RFC 9148 (coaps)"
 */
@NullMarked
package iotsafe.est;

import org.jspecify.annotations.NullMarked;
