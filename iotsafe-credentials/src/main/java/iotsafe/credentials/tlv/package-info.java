/** The one-byte tag, one-byte length coding of the IoT SAFE applet; every bounds check lives here. */
@NullMarked
package iotsafe.credentials.tlv;

import org.jspecify.annotations.NullMarked;
