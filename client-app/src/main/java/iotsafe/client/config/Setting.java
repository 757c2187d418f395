package iotsafe.client.config;

import java.util.List;

/**
 * What was written for a key, not yet understood.
 *
 * @param place the value as a whole
 * @param items its parts: one for a scalar, any number for a list
 * @param list whether it was written as a list
 */
record Setting(Place place, List<Item> items, boolean list) {
    Setting {
        items = List.copyOf(items);
    }

    /** One scalar, as written, quotation marks undone. */
    record Item(Place place, String text) {}
}
