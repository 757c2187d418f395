/** The words a card is spoken to in: commands, answers, status words and tag-length-value fields. Knows no command by name. */
@NullMarked
package iotsafe.sim.apdu;

import org.jspecify.annotations.NullMarked;
