package iotsafe.est;

/** Text from outside, made fit for a log line or a terminal: one line, no control characters, bounded. */
final class Printable {
    private static final int NAME_OR_REASON = 200;

    private Printable() {}

    /** At most 200 characters, which is enough for a name or a reason. */
    static String of(String text) {
        return of(text, NAME_OR_REASON);
    }

    /** At most {@code longest} characters; whatever could move a cursor, break a line or reverse the writing becomes a space. */
    static String of(String text, int longest) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(longest).map(Printable::harmless).forEach(shown::appendCodePoint);
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
