/** The JCA provider: opaque keys whose signatures the card computes. */
@NullMarked
package iotsafe.credentials.jca;

import org.jspecify.annotations.NullMarked;
