package iotsafe.sim;

import java.io.IOException;

/** Makes a change of the card's memory outlive a power cut before the card answers. */
@FunctionalInterface
interface Durability {
    void store() throws IOException;
}
