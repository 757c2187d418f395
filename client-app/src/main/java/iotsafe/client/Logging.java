package iotsafe.client;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import iotsafe.client.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Sets Logback up from the configuration. All logs go to standard error: standard output is for what a command was asked for. */
public final class Logging {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level %logger{0}: %msg%n%ex{full}";

    private Logging() {}

    /** For commands that have no configuration yet: warnings, as text. */
    public static void quiet() {
        configure(new AgentConfig.Log(AgentConfig.Log.Level.WARN, AgentConfig.Log.Format.TEXT, false));
    }

    /** As the configuration says. */
    public static void configure(AgentConfig.Log log) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, isText(log)));
        appender.start();
        Level level = Level.toLevel(log.level().name());
        context.getLogger("ROOT").addAppender(appender);
        context.getLogger("ROOT").setLevel(level.isGreaterOrEqual(Level.INFO) ? Level.WARN : level);
        context.getLogger("iotsafe").setLevel(level);
        context.getLogger("iotsafe.apdu").setLevel(log.cardTrace() ? Level.TRACE : Level.INFO);
        // below INFO it prints the first bytes of payloads, which may be a secret that a server writes
        context.getLogger("org.eclipse").setLevel(level.isGreaterOrEqual(Level.INFO) ? Level.WARN : Level.INFO);
        // it logs a stack trace when the card does not sign; we say why, in one sentence, where the handshake fails
        context.getLogger("org.eclipse.californium.scandium.dtls.CertificateVerify")
                .setLevel(Level.OFF);
        // the same where it does not derive a PSK's master secret
        context.getLogger("org.eclipse.californium.scandium.dtls.ClientHandshaker")
                .setLevel(Level.ERROR);
    }

    /** Whether a person reads along. */
    public static boolean isText(AgentConfig.Log log) {
        return switch (log.format()) {
            case TEXT -> true;
            case JSON -> false;
            case AUTO -> isTerminal();
        };
    }

    /** Standard error's own file: {@code System.console()} is never null from Java 22 on, and looks at standard input before. */
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, boolean text) {
        if (!text) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.start();
            return json;
        }
        PatternLayoutEncoder pattern = new PatternLayoutEncoder();
        pattern.setContext(context);
        pattern.setPattern(PATTERN);
        pattern.start();
        return pattern;
    }
}
