/**
 * The LwM2M bootstrap server, with the enrolment resources beside it.
 */
@NullMarked
package iotsafe.testbed.bootstrap;

import org.jspecify.annotations.NullMarked;
