/** How the device was provisioned, kept to be looked at later. */
@NullMarked
package iotsafe.client.report;

import org.jspecify.annotations.NullMarked;
