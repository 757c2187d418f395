/** Who watches the agent, and what is done when it falls. */
@NullMarked
package iotsafe.client.supervision;

import org.jspecify.annotations.NullMarked;
