package iotsafe.credentials;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that keeps its lines. */
public final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    /** What was logged, arguments put in. */
    public final transient List<String> lines = new ArrayList<>();
    /** The level of each. */
    public final transient List<Level> levels = new ArrayList<>();

    private Level level;

    /** From this level on. */
    public Lines(Level level) {
        this.level = level;
    }

    /** From now on, from this level on. */
    public void setLevel(Level next) {
        level = next;
    }

    private boolean shows(Level wanted) {
        return wanted.toInt() >= level.toInt();
    }

    @Override
    public boolean isTraceEnabled() {
        return shows(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return shows(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return true;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level at,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable cause) {
        lines.add(MessageFormatter.basicArrayFormat(pattern, arguments));
        levels.add(at);
    }
}
