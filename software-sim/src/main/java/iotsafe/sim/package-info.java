/** An IoT SAFE card in software: the UICC, the applet, its memory and its faults. It protects nothing. */
@NullMarked
package iotsafe.sim;

import org.jspecify.annotations.NullMarked;
