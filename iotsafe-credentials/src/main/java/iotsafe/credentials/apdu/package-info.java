/** Bytes to and from a card: the transport seam and the layers stacked on it (ISO/IEC 7816-4). */
@NullMarked
package iotsafe.credentials.apdu;

import org.jspecify.annotations.NullMarked;
