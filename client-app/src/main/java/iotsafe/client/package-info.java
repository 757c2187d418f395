/** Where the concrete parts meet: configuration in, a running agent out. */
@NullMarked
package iotsafe.client;

import org.jspecify.annotations.NullMarked;
