package iotsafe.sim;

import iotsafe.sim.apdu.Octets;
import java.nio.charset.StandardCharsets;

/** Labels are opaque bytes to the card; people write them as UTF-8. */
final class Labels {
    private Labels() {}

    static Octets of(String text) {
        return Octets.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Octets label) {
        return new String(label.toArray(), StandardCharsets.UTF_8);
    }
}
