/**
 * The agent from end to end, against servers in JVMs of their own: as a program, with a SIM and a reader service that have theirs; or in this
 * JVM, with SIMs of every profile.
 */
@NullMarked
package iotsafe.client.e2e;

import org.jspecify.annotations.NullMarked;
