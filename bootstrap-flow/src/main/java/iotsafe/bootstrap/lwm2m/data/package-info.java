/** What the device tells its server unasked: notifications and Send, their conditions, their store, and when the device may sleep. */
@NullMarked
package iotsafe.bootstrap.lwm2m.data;

import org.jspecify.annotations.NullMarked;
