/** The states between a bare card and a managed device. They open no socket, file or clock: they are handed all three. */
@NullMarked
package iotsafe.bootstrap;

import org.jspecify.annotations.NullMarked;
