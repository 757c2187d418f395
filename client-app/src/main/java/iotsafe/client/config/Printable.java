package iotsafe.client.config;

/** Text from outside, made fit for a person's terminal and for scripts that read lines: it must command neither. */
public final class Printable {
    private static final int LONGEST_QUOTE = 80;

    private Printable() {}

    /** The text in one line, each character that a terminal would obey replaced by one that shows; a tab by an arrow. */
    public static String of(String text) {
        return text.codePoints()
                .map(c -> c == '\t' ? '→' : isHarmless(c) ? c : '\uFFFD')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** In quotation marks, shortened if long. */
    static String quote(String text) {
        String shown = of(text);
        if (shown.codePointCount(0, shown.length()) > LONGEST_QUOTE) {
            shown = shown.substring(0, shown.offsetByCodePoints(0, LONGEST_QUOTE)) + "…";
        }
        return "\"" + shown + "\"";
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
