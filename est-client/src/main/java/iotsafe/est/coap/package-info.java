/** EST over CoAP, on an endpoint somebody else has connected to the server: no socket and no handshake begins here. */
@NullMarked
package iotsafe.est.coap;

import org.jspecify.annotations.NullMarked;
