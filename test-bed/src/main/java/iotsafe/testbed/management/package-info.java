/**
 * The LwM2M management server, in a JVM of its own because its libraries clash with all others.
 */
@NullMarked
package iotsafe.testbed.management;

import org.jspecify.annotations.NullMarked;
