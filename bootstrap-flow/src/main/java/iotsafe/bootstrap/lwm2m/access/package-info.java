/** Access control: which management server may do what with an object instance (OMA LwM2M Core 1.1, section 8 and E.3). */
@NullMarked
package iotsafe.bootstrap.lwm2m.access;

import org.jspecify.annotations.NullMarked;
