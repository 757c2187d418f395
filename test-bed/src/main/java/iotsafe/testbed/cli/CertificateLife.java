package iotsafe.testbed.cli;

import iotsafe.testbed.ca.Issuance;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code --certificate-life}: of short-lived certificates a renewal can be watched. */
final class CertificateLife {
    @Option(
            names = "--certificate-life",
            paramLabel = "90d|60s",
            converter = Parser.class,
            description = "How long enrolled certificates last from now on, in s, m, h or d; default: 90d.")
    Duration duration = Issuance.USUAL_LIFE;

    /** The same choice as arguments for another process. */
    List<String> toArguments() {
        return List.of("--certificate-life", duration.toSeconds() + "s");
    }

    static final class Parser implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})([smhd])");

        @Override
        public Duration convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalArgumentException("\"" + text + "\" is no time such as 60s, 10m, 12h or 90d");
            }
            long number = Long.parseLong(form.group(1));
            return switch (form.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
    }
}
