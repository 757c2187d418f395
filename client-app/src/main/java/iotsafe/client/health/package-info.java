/** How the agent stands, while it runs: for probes and for monitoring. */
@NullMarked
package iotsafe.client.health;

import org.jspecify.annotations.NullMarked;
