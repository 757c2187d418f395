package iotsafe.client.config;

import java.util.Optional;

/** Where something was written. */
sealed interface Place {
    /** What stands before {@code : error:}. */
    String name();

    /** The source line and its carets, if there is a line. */
    Optional<String> excerpt();

    /** Sorts the places of one report. */
    long order();

    /** The file as a whole. */
    record WholeFile(String name) implements Place {
        @Override
        public Optional<String> excerpt() {
            return Optional.empty();
        }

        @Override
        public long order() {
            return 0;
        }
    }

    /** Some characters of one line, line and column counted from 0, columns in code points. */
    record Characters(SourceText source, int line, int column, int length) implements Place {
        @Override
        public String name() {
            return "%s:%d:%d".formatted(source.name(), line + 1, column + 1);
        }

        @Override
        public Optional<String> excerpt() {
            return source.excerpt(line, column, length);
        }

        @Override
        public long order() {
            return ((long) line << Integer.SIZE) + column;
        }
    }

    /** An environment variable. */
    record Variable(String name) implements Place {
        @Override
        public Optional<String> excerpt() {
            return Optional.empty();
        }

        @Override
        public long order() {
            return Long.MAX_VALUE;
        }
    }
}
