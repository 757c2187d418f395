/** A UDP path that loses, repeats and reorders datagrams. It needs nothing but the JDK, so that tests of any module can stand behind it. */
@NullMarked
package iotsafe.testbed.relay;

import org.jspecify.annotations.NullMarked;
