/** The card behind the AT line of a modem (interface reference, section 5), and how real modems misbehave. */
@NullMarked
package iotsafe.sim.modem;

import org.jspecify.annotations.NullMarked;
