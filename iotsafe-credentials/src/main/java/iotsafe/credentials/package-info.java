/**
 * What the rest of the agent sees of a card: its objects by name, signatures, key pairs, files and randomness, and three kinds of failure.
 */
@NullMarked
package iotsafe.credentials;

import org.jspecify.annotations.NullMarked;
