/** Bootstrap data that the SIM's issuer has put on it (OMA LwM2M Core, appendix G). */
@NullMarked
package iotsafe.credentials.smartcard;

import org.jspecify.annotations.NullMarked;
