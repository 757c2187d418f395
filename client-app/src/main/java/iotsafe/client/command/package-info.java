/** Programs of the host that the configuration names: run without a shell, with a time limit and a bound on what they say. */
@NullMarked
package iotsafe.client.command;

import org.jspecify.annotations.NullMarked;
