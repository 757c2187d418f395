package iotsafe.client.config;

/** Text from outside, made fit for a terminal. */
final class Printable {
    private static final int LONGEST_QUOTE = 80;

    private Printable() {}

    /** Each character that a terminal would obey replaced by one that shows; a tab by an arrow. */
    static String of(String text) {
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
        int type = Character.getType(c);
        return type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE;
    }
}
