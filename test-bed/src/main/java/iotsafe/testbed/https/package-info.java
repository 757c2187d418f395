/**
 * EST over HTTPS (RFC 7030) from the same CA.
 */
@NullMarked
package iotsafe.testbed.https;

import org.jspecify.annotations.NullMarked;
