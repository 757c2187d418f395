/** Stands a card behind a PC/SC reader service, through the virtual reader of the vsmartcard project. */
@NullMarked
package iotsafe.sim.vpcd;

import org.jspecify.annotations.NullMarked;
