/**
 * EST over CoAP (RFC 9148) as resources for the bootstrap server's DTLS association.
 */
@NullMarked
package iotsafe.testbed.est;

import org.jspecify.annotations.NullMarked;
