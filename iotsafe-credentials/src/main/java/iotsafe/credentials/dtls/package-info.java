/** The card's identity and the verification of peers, as the Scandium DTLS library wants them. */
@NullMarked
package iotsafe.credentials.dtls;

import org.jspecify.annotations.NullMarked;
