/**
 * A certificate authority in a folder: good certificates, and on request bad ones.
 */
@NullMarked
package iotsafe.testbed.ca;

import org.jspecify.annotations.NullMarked;
