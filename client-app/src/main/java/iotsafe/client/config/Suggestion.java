package iotsafe.client.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known word that a person most likely meant. */
final class Suggestion {
    private Suggestion() {}

    /** The nearest of {@code known}; empty if all differ in more than a third of their letters, at least in two. */
    static Optional<String> of(String written, Collection<String> known) {
        return known.stream()
                .filter(word -> distance(written, word) <= Math.max(2, word.length() / 3))
                .filter(word -> distance(written, word) < word.length())
                .min(Comparator.comparingInt(word -> distance(written, word)));
    }

    /** The hint for a word found. */
    static String didYouMean(String word) {
        return "did you mean \"" + word + "\"?";
    }

    /** Levenshtein's edit distance, a row of the table at a time; case counts for nothing. */
    private static int distance(String from, String to) {
        if (from.length() > 2 * to.length() + 2) {
            return from.length();
        }
        int[] row = new int[to.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int changed = diagonal + (same(from.charAt(line - 1), to.charAt(column - 1)) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(changed, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[to.length()];
    }

    private static boolean same(char a, char b) {
        return Character.toLowerCase(a) == Character.toLowerCase(b);
    }
}
