/** PC/SC readers through javax.smartcardio, its defects cured. */
@NullMarked
package iotsafe.credentials.pcsc;

import org.jspecify.annotations.NullMarked;
