/**
 * What a server saw, one JSON line each, so that a test can ask afterwards.
 */
@NullMarked
package iotsafe.testbed.events;

import org.jspecify.annotations.NullMarked;
