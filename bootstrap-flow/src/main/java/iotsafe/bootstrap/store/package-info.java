/** What the device knows, kept in a file. */
@NullMarked
package iotsafe.bootstrap.store;

import org.jspecify.annotations.NullMarked;
