package iotsafe.client.config;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.est.Fingerprint;
import iotsafe.est.https.EstUri;
import iotsafe.est.https.HttpCredentials;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads single values. Each throws {@link IllegalArgumentException} with the second half of a sentence whose first is
 * {@code key is "value"}.
 */
final class Values {
    private static final int DEFAULT_COAPS_PORT = 5684;
    private static final int HUNDRED = 100;
    private static final int HIGHEST_PORT = 65535;

    /** RFC 7252 §5.10: a Uri-Query option has at most 255 bytes; the name travels as {@code ep=NAME}. */
    private static final int LONGEST_ENDPOINT = 252;

    private static final int LONGEST_DEVICE_TEXT = 255;

    private static final int LONGEST_PSK_IDENTITY = 255;

    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?(?:(\\d{1,9})ms)?");

    private static final List<Function<Long, Duration>> DURATION_UNITS =
            List.of(Duration::ofDays, Duration::ofHours, Duration::ofMinutes, Duration::ofSeconds, Duration::ofMillis);

    /** RFC 1123 §2.1: labels of letters, digits and inner hyphens. */
    private static final Pattern HOST_NAME = Pattern.compile("(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
            + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    /** RFC 3986 §3.3, path-absolute without an empty segment. */
    private static final Pattern URI_PATH =
            Pattern.compile("(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}){1,255}){1,16}");

    /** OMA LwM2M Core 7.1: ids from 0 to 65534. */
    private static final Pattern LWM2M_PATH = Pattern.compile("(/(0|[1-9]\\d{0,4})){1,4}");

    private static final int HIGHEST_LWM2M_ID = 65534;

    private static final Pattern LOOPBACK =
            Pattern.compile("(?:(?<four>127\\.0\\.0\\.1)|(?<six>\\[::1])):(?<port>\\d{1,5})");

    private static final String EXAMPLE_URI = "for example coaps://bootstrap.example.com:5684";

    private Values() {}

    static String endpoint(String text) {
        requireText(text, LONGEST_ENDPOINT);
        return text;
    }

    static String deviceText(String text) {
        requireText(text, LONGEST_DEVICE_TEXT);
        return text;
    }

    static Bytes applet(String text) {
        if (!text.matches("([0-9A-Fa-f]{2}){5,16}")) {
            throw new BadValueException(
                    "an application identifier is 5 to 16 bytes, two hexadecimal digits each",
                    "leave it empty to probe the known ones");
        }
        return Bytes.ofHex(text);
    }

    static URI coapsUri(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            String at = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
            throw new BadValueException("it is no URI: " + e.getReason().toLowerCase(Locale.ROOT) + at, EXAMPLE_URI);
        }
        if (!"coaps".equals(uri.getScheme())) {
            throw new BadValueException("its scheme must be coaps", hintForScheme(text, uri));
        }
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getPort() > HIGHEST_PORT || uri.getPort() == 0) {
            throw new BadValueException("it must name a host and, if not 5684, a port from 1 to 65535", EXAMPLE_URI);
        }
        if (!uri.getRawPath().isEmpty() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            String bare = "coaps://" + uri.getRawAuthority();
            throw new BadValueException("nothing can follow host and port", "write " + bare);
        }
        int port = uri.getPort() < 0 ? DEFAULT_COAPS_PORT : uri.getPort();
        return URI.create("coaps://" + uri.getHost() + ":" + port);
    }

    static URI httpsUri(String text) {
        try {
            return new EstUri(new URI(text), Optional.empty()).server();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new BadValueException(
                    "it must be https, a host and at most a port", "for example https://est.example.com");
        }
    }

    static String estLabel(String text) {
        return new EstUri(URI.create("https://est.example"), Optional.of(text))
                .label()
                .orElseThrow();
    }

    static Fingerprint fingerprint(String text) {
        return Fingerprint.parse(text);
    }

    static String httpUser(String text) {
        return new HttpCredentials(text, new char[0]).user();
    }

    private static String hintForScheme(String text, URI uri) {
        int slashes = text.indexOf("://");
        boolean near = slashes > 0
                && Suggestion.of(text.substring(0, slashes), List.of("coaps")).isPresent();
        return near && uri.getHost() != null
                ? Suggestion.didYouMean("coaps" + Printable.of(text.substring(slashes)))
                : EXAMPLE_URI;
    }

    static CredentialUri.OnCard privateKey(String text) {
        CredentialUri uri = CredentialUri.parse(text);
        if (uri instanceof CredentialUri.OnCard onCard && onCard.type() == ObjectType.PRIVATE) {
            return onCard;
        }
        throw new BadValueException("it must name a private key on the card", "for example iotsafe:type=private;id=01");
    }

    static CredentialUri.OnCard secret(String text) {
        CredentialUri uri = CredentialUri.parse(text);
        if (uri instanceof CredentialUri.OnCard onCard && onCard.type() == ObjectType.SECRET) {
            return onCard;
        }
        throw new BadValueException("it must name a secret on the card", "for example iotsafe:type=secret;id=0A");
    }

    static CredentialUri.OnCard sealKey(String text) {
        if (CredentialUri.parse(text) instanceof CredentialUri.OnCard onCard && onCard.type() != ObjectType.FILE) {
            return onCard;
        }
        throw new BadValueException("it must name a key on the card", "for example iotsafe:type=secret;id=0C");
    }

    /** RFC 4279 section 5.3: implementations take identities of up to 128 bytes; ours and most others take more. */
    static String pskIdentity(String text) {
        requireText(text, LONGEST_PSK_IDENTITY);
        return text;
    }

    static CredentialUri publicData(String text) {
        CredentialUri uri = CredentialUri.parse(text);
        if (uri instanceof CredentialUri.OnCard onCard && onCard.type() != ObjectType.FILE) {
            throw new BadValueException(
                    "it must name a file, on the card or not",
                    "for example iotsafe:type=file;id=02 or file:/etc/iotsafe-agent/ca.pem");
        }
        return uri;
    }

    static String hostName(String text) {
        if (!HOST_NAME.matcher(text).matches()) {
            throw new BadValueException(
                    "it must be a host name as in a certificate", "for example bootstrap.example.com");
        }
        return text;
    }

    /** An address of this host that no other reaches; a name is not looked up, for what it means can change. */
    static InetSocketAddress loopback(String text) {
        Matcher matcher = LOOPBACK.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group("port")) > HIGHEST_PORT) {
            throw new BadValueException(
                    "it must be a loopback address and a port, for it is not for other hosts",
                    "for example 127.0.0.1:9464; port 0 takes one that is free");
        }
        return new InetSocketAddress(
                matcher.group("six") == null ? matcher.group("four") : "::1", Integer.parseInt(matcher.group("port")));
    }

    static String uriPath(String text) {
        if (!URI_PATH.matcher(text).matches()) {
            throw new BadValueException(
                    "it must be a path that begins with a slash and does not end in one",
                    "for example /.well-known/est");
        }
        return text;
    }

    /** The path of an object, an instance, a resource or a resource instance; objects 0 and 21 hold secrets and are never sent. */
    static String lwm2mPath(String text) {
        if (!LWM2M_PATH.matcher(text).matches()
                || Arrays.stream(text.substring(1).split("/", -1))
                        .anyMatch(id -> Integer.parseInt(id) > HIGHEST_LWM2M_ID)
                || text.matches("/(0|21)(/.*)?")) {
            throw new BadValueException(
                    "it must be a path of one to four ids, and not of object 0 or 21", "for example /3/0/9");
        }
        return text;
    }

    /** Reads a duration from {@code least} to {@code most}, themselves written as in the file. */
    static Function<String, Duration> duration(String least, String most) {
        return text -> {
            Duration duration = duration(text);
            if (duration.compareTo(duration(least)) < 0 || duration.compareTo(duration(most)) > 0) {
                throw new BadValueException("it can be from %s to %s".formatted(least, most), null);
            }
            return duration;
        };
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            String hint = text.matches("\\d{1,6}")
                    ? Suggestion.didYouMean(text + "s")
                    : "units are d, h, m, s and ms, the largest first";
            throw new BadValueException("a duration is numbers with units, such as 90s or 1h30m", hint);
        }
        Duration sum = Duration.ZERO;
        for (int unit = 0; unit < DURATION_UNITS.size(); unit++) {
            String number = matcher.group(unit + 1);
            if (number != null) {
                sum = sum.plus(DURATION_UNITS.get(unit).apply(Long.valueOf(number)));
            }
        }
        return sum;
    }

    /** Reads a share of a whole, from 0 to 1. */
    static double percentage(String text) {
        if (!text.matches("\\d{1,3}%") || Integer.parseInt(text.substring(0, text.length() - 1)) > HUNDRED) {
            throw new BadValueException("it can be from 0% to 100%", "for example 80%");
        }
        return Integer.parseInt(text.substring(0, text.length() - 1)) / (double) HUNDRED;
    }

    /** Reads a whole number. */
    static Function<String, Integer> number(int least, int most) {
        return text -> {
            if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                throw new BadValueException("it can be a whole number from %d to %d".formatted(least, most), null);
            }
            return Integer.parseInt(text);
        };
    }

    static Path path(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a path cannot be blank");
        }
        if (text.startsWith("~")) {
            throw new BadValueException("\"~\" has no meaning here", "write the path in full");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("it is no path: " + e.getReason(), e);
        }
    }

    static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadValueException("it can be true or false", hintForFlag(text));
        };
    }

    private static String hintForFlag(String text) {
        boolean affirmative = List.of("yes", "on", "1").contains(text.toLowerCase(Locale.ROOT));
        return affirmative ? "write true" : "write true or false, in lower case";
    }

    /** Reads one of an enum's words: {@code MODE_4} is written {@code mode-4}. */
    static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
        return text -> {
            List<E> constants = Arrays.asList(type.getEnumConstants());
            return constants.stream()
                    .filter(constant -> word(constant).equals(text))
                    .findFirst()
                    .orElseThrow(() -> unknownWord(
                            text, constants.stream().map(Values::word).toList()));
        };
    }

    /** An enum constant as the file writes it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static BadValueException unknownWord(String text, List<String> words) {
        List<String> quoted = words.stream().map(Printable::quote).toList();
        int last = quoted.size() - 1;
        String all = String.join(", ", quoted.subList(0, last)) + " or " + quoted.get(last);
        return new BadValueException(
                "it can be " + all,
                Suggestion.of(text, words).map(Suggestion::didYouMean).orElse(null));
    }

    private static void requireText(String text, int longest) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (text.isBlank()) {
            throw new BadValueException("it cannot be blank", "remove the key if you have no value for it");
        }
        if (length > longest) {
            throw new IllegalArgumentException("it has %d bytes; it can have at most %d".formatted(length, longest));
        }
        if (!text.equals(Printable.of(text))) {
            throw new IllegalArgumentException("it holds a control character");
        }
    }
}
