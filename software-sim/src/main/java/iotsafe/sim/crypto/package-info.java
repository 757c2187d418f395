/** The arithmetic of the card, each class with its RFC or FIPS, on the platform's own providers by name. */
@NullMarked
package iotsafe.sim.crypto;

import org.jspecify.annotations.NullMarked;
