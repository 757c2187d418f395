package iotsafe.est.https;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One challenge of a WWW-Authenticate field.
 *
 * @param scheme {@code basic}, {@code digest} or another, in lower case
 * @param parameters by their names in lower case, quotes taken off
 * @see "RFC 9110 §11.6.1"
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern PARAMETER = Pattern.compile(
            "\\G\\s*(" + TOKEN + ")\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(" + TOKEN + "))\\s*(?:,|$)");
    private static final Pattern SCHEME = Pattern.compile("\\G[\\s,]*(" + TOKEN + ")(?:\\s+(?![=\\s])|\\s*(?:,|$))");
    private static final int LONGEST_FIELD = 4096;

    /** All challenges of a field, in its order; what does not follow the grammar ends the reading. */
    static List<Challenge> in(String field) {
        List<Challenge> found = new ArrayList<>();
        String text = field.length() > LONGEST_FIELD ? "" : field;
        Matcher scheme = SCHEME.matcher(text);
        Matcher parameter = PARAMETER.matcher(text);
        int at = 0;
        while (at < text.length() && scheme.find(at)) {
            at = scheme.end();
            Map<String, String> parameters = new TreeMap<>();
            while (at < text.length() && parameter.find(at)) {
                String quoted = parameter.group(2);
                parameters.put(
                        parameter.group(1).toLowerCase(Locale.ROOT),
                        quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
                at = parameter.end();
            }
            found.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), Map.copyOf(parameters)));
        }
        return List.copyOf(found);
    }
}
