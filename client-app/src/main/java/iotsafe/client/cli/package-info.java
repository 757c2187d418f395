/** The command line: what a person types, reads and gets as an exit code. */
@NullMarked
package iotsafe.client.cli;

import org.jspecify.annotations.NullMarked;
