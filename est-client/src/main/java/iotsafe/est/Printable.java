package iotsafe.est;

/** Text from outside, made fit for a log line or a terminal: one line, no control characters, bounded. */
final class Printable {
    private static final int LONGEST = 200;

    private Printable() {}

    /** At most 200 characters; whatever could move a cursor, break a line or reverse the writing becomes a space. */
    static String of(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(LONGEST).map(Printable::harmless).forEach(shown::appendCodePoint);
        return shown.toString().strip();
    }

    private static int harmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> ' ';
            default -> codePoint;
        };
    }
}
