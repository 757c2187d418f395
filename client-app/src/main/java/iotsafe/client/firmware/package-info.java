/** Firmware update (OMA LwM2M Core 1.1, E.6): the state machine, how a package is fetched, checked and kept, and what is told of it. */
@NullMarked
package iotsafe.client.firmware;

import org.jspecify.annotations.NullMarked;
