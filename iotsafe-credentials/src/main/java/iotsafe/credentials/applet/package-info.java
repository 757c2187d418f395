/** The GSMA IoT SAFE applet (IoT.05): one method per card command. */
@NullMarked
package iotsafe.credentials.applet;

import org.jspecify.annotations.NullMarked;
