/** EST over HTTPS: RFC 7030 as RFC 8951 updates it, over the platform's HTTP client. */
@NullMarked
package iotsafe.est.https;

import org.jspecify.annotations.NullMarked;
