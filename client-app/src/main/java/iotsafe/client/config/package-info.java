/** The agent's configuration: one YAML file and the environment, read whole, with every mistake reported at once. */
@NullMarked
package iotsafe.client.config;

import org.jspecify.annotations.NullMarked;
