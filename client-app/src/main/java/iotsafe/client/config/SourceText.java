package iotsafe.client.config;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** The text of the file, by lines, for messages that show them. */
final class SourceText {
    /** A longer line is shown in part, so that one message stays readable. */
    private static final int WIDEST_EXCERPT = 120;

    private static final String NUMBER_AND_LINE = "%5d | %s";
    private static final int WIDTH_OF_NUMBER = 8;

    private final String name;
    private final String text;
    private final List<String> lines;

    SourceText(String name, String text) {
        this.name = name;
        this.text = text;
        this.lines = List.of(text.split("\r\n|\n|\r", -1));
    }

    String name() {
        return name;
    }

    String text() {
        return text;
    }

    /** The characters from {@code start} to {@code end}, of the first line only if they are on more than one. */
    Place place(Mark start, Mark end) {
        int column = start.getColumn();
        int length = start.getLine() == end.getLine() ? end.getColumn() - column : width(start.getLine()) - column;
        return new Place.Characters(this, start.getLine(), column, Math.max(1, length));
    }

    /** The character at {@code index}, counted in code points from the start of the text. */
    Place place(int index) {
        int line = 0;
        int rest = index;
        while (line < lines.size() - 1 && rest > width(line)) {
            rest -= width(line) + 1;
            line++;
        }
        return new Place.Characters(this, line, rest, 1);
    }

    /** Whether a tab stands at the mark. */
    boolean isTab(Mark mark) {
        return mark.getLine() < lines.size()
                && mark.getColumn() < width(mark.getLine())
                && codePoints(mark.getLine())[mark.getColumn()] == '\t';
    }

    /** The line and carets below it; empty for a line that is not there or has nothing in it. */
    Optional<String> excerpt(int line, int column, int length) {
        if (line >= lines.size() || lines.get(line).isEmpty()) {
            return Optional.empty();
        }
        int[] all = PinMask.over(lines.get(line)).codePoints().toArray();
        int from = all.length <= WIDEST_EXCERPT ? 0 : Math.max(0, column - WIDEST_EXCERPT / 2);
        int to = Math.min(all.length, from + WIDEST_EXCERPT);
        int carets = Math.max(1, Math.min(length, to - column));
        return Optional.of(NUMBER_AND_LINE.formatted(line + 1, Printable.of(new String(all, from, to - from)))
                + "\n"
                + " ".repeat(WIDTH_OF_NUMBER + column - from)
                + "^".repeat(carets));
    }

    private int width(int line) {
        return line < lines.size() ? codePoints(line).length : 0;
    }

    private int[] codePoints(int line) {
        return lines.get(line).codePoints().toArray();
    }
}
