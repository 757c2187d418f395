/**
 * The commands: arguments in, one ready line out.
 */
@NullMarked
package iotsafe.testbed.cli;

import org.jspecify.annotations.NullMarked;
