/** The flow's servers, spoken to through the Leshan client. */
@NullMarked
package iotsafe.bootstrap.lwm2m;

import org.jspecify.annotations.NullMarked;
