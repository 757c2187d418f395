package iotsafe.sim.modem;

import iotsafe.sim.apdu.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command line without its CR (ITU-T V.250, 5.2; 3GPP TS 27.007, clause 4). Spaces around arguments do not count.
 *
 * @param name {@code +CSIM}, {@code E0}, or nothing for AT alone
 * @param arguments of the set form, quotes included
 */
record AtCommand(String name, Form form, List<String> arguments) {
    private static final Pattern EXTENDED = Pattern.compile("(\\+[A-Z0-9]+) *(\\?|= *\\?|=(.*))?");

    /** What is asked of a command. */
    enum Form {
        /** {@code AT+X}. */
        EXECUTE,
        /** {@code AT+X?}. */
        READ,
        /** {@code AT+X=?}. */
        TEST,
        /** {@code AT+X=1,2}. */
        SET
    }

    /** Whether a line is for the modem at all. */
    static boolean isCommand(String line) {
        return line.strip().toUpperCase(Locale.ROOT).startsWith("AT");
    }

    /** Reads a line that begins with AT; empty if it is not well-formed. */
    static Optional<AtCommand> read(String line) {
        String rest = line.strip().substring(2).strip();
        int equals = rest.indexOf('=');
        String head = equals < 0 ? rest : rest.substring(0, equals);
        String text = head.toUpperCase(Locale.ROOT) + rest.substring(head.length());
        if (!text.startsWith("+")) {
            return text.matches("[A-Z0-9]*")
                    ? Optional.of(new AtCommand(text, Form.EXECUTE, List.of()))
                    : Optional.empty();
        }
        Matcher matcher = EXTENDED.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1);
        if (matcher.group(2) == null) {
            return Optional.of(new AtCommand(name, Form.EXECUTE, List.of()));
        }
        if (matcher.group(3) == null) {
            boolean read = matcher.group(2).equals("?");
            return Optional.of(new AtCommand(name, read ? Form.READ : Form.TEST, List.of()));
        }
        return Optional.of(new AtCommand(name, Form.SET, split(matcher.group(3))));
    }

    /** Refuses with +CME ERROR: 50 unless there are so many arguments. */
    void requireArguments(int least, int most) throws AtError {
        if (form != Form.SET || arguments.size() < least || arguments.size() > most) {
            throw new AtError(AtError.WRONG_PARAMETERS);
        }
    }

    /** An argument that is a number of up to six digits; refuses with +CME ERROR: 50. */
    int number(int index) throws AtError {
        String argument = arguments.get(index);
        if (!argument.matches("\\d{1,6}")) {
            throw new AtError(AtError.WRONG_PARAMETERS);
        }
        return Integer.parseInt(argument);
    }

    /** An argument that is hex digits in quotes or without; refuses with +CME ERROR: 50. */
    Octets hex(int index) throws AtError {
        String argument = arguments.get(index);
        boolean quoted = argument.length() > 1 && argument.startsWith("\"") && argument.endsWith("\"");
        String digits = quoted ? argument.substring(1, argument.length() - 1) : argument;
        if (digits.isEmpty() || digits.length() % 2 != 0 || !digits.matches("[0-9A-Fa-f]+")) {
            throw new AtError(AtError.WRONG_PARAMETERS);
        }
        return Octets.hex(digits);
    }

    /** A command APDU, whose length in characters is the argument before it; refuses with +CME ERROR: 50. */
    byte[] apdu(int index) throws AtError {
        Octets apdu = hex(index);
        if (number(index - 1) != 2 * apdu.size() || apdu.size() < 4 || apdu.size() > 261) {
            throw new AtError(AtError.WRONG_PARAMETERS);
        }
        return apdu.toArray();
    }

    private static List<String> split(String text) {
        List<String> arguments = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                arguments.add(current.toString().strip());
                current.setLength(0);
            } else {
                current.append(c);
            }
        }
        arguments.add(current.toString().strip());
        return List.copyOf(arguments);
    }
}
