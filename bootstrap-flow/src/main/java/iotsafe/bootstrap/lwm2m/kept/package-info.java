/** What servers have asked the device to keep, and what is kept of it over a restart. */
@NullMarked
package iotsafe.bootstrap.lwm2m.kept;

import org.jspecify.annotations.NullMarked;
