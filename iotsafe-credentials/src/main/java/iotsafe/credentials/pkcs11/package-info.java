/** Tokens with a PKCS#11 library, IoT SAFE middleware or any HSM, standing in for the applet (OASIS PKCS#11 2.40). */
@NullMarked
package iotsafe.credentials.pkcs11;

import org.jspecify.annotations.NullMarked;
