package iotsafe.client.report;

/** Text that came from outside, on its way into a page. */
final class Html {
    private Html() {}

    /** The text as content or as an attribute in quotation marks; a character that XML does not have is replaced by one that shows. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            switch (point) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isShown(point) ? point : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    /** Neither a control character nor one that turns the direction of what follows, which would let a name pass for another. */
    private static boolean isShown(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
