/**
 * Names everything the test bed can do wrong on request.
 */
@NullMarked
package iotsafe.testbed.weather;

import org.jspecify.annotations.NullMarked;
