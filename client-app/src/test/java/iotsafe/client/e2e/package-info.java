/** The agent from end to end: in a JVM of its own, against a SIM, a reader service and servers that each have theirs. */
@NullMarked
package iotsafe.client.e2e;

import org.jspecify.annotations.NullMarked;
