package iotsafe.bootstrap.store;

import iotsafe.credentials.Sha256;

/**
 * A text whose first line is {@code MARK VERSION DIGEST}. The digest is SHA-256 over all the rest. The version is in it: one flipped bit there
 * must not look like the file of a newer agent, which nobody may touch.
 *
 * @param version of the body's form
 * @param body the lines after the first
 */
record DigestedText(String version, String body) {
    String print(String mark) {
        return "%s %s %s\n%s\n".formatted(mark, version, digest(), body);
    }

    /**
     * Reads what {@link #print} wrote.
     *
     * @throws DamagedStateException if it is something else
     */
    static DigestedText read(String mark, String text) throws DamagedStateException {
        String[] parts = text.split("\n", 2);
        String[] head = parts[0].split(" ", -1);
        if (parts.length != 2 || head.length != 3 || !head[0].equals(mark)) {
            throw new DamagedStateException("its first line is not \"" + mark + " VERSION DIGEST\"");
        }
        DigestedText read = new DigestedText(head[1], parts[1].stripTrailing());
        if (!head[2].equals(read.digest())) {
            throw new DamagedStateException("its digest does not fit");
        }
        return read;
    }

    private String digest() {
        return Sha256.hex(version + '\n' + body);
    }
}
