/** SIMs in cellular modems, reached by AT commands on a serial port (3GPP TS 27.007). */
@NullMarked
package iotsafe.credentials.modem;

import org.jspecify.annotations.NullMarked;
