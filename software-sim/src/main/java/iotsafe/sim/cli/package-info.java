/** The command line: makes, fills, shows and inserts software SIMs. */
@NullMarked
package iotsafe.sim.cli;

import org.jspecify.annotations.NullMarked;
