/** What the agent can tell of a card, and do with it: the inspection and the self-test behind the {@code card} commands. */
@NullMarked
package iotsafe.client.card;

import org.jspecify.annotations.NullMarked;
