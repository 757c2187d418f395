package iotsafe.sim.modem;

import iotsafe.sim.apdu.ClassByte;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.modem.AtCommand.Form;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Obeys command lines (3GPP TS 27.007; interface reference 5). Knows nothing of echo, line ends and timing. */
final class Modem {
    /** The longest command has 522 characters and some around them (5.1); what is longer is ERROR. */
    static final int LONGEST_LINE = 1024;

    /** The file commands of AT+CRSM (5.4). */
    private static final Set<Integer> FILE_COMMANDS = Set.of(176, 178, 192, 203, 214, 219, 220, 242);

    private static final int READ_BINARY = 176;
    private static final int GET_RESPONSE = 192;

    private final Uicc uicc;
    private final ModemProfile profile;
    private final Mishaps mishaps;
    private boolean echo;
    private boolean errorNumbers;
    private boolean asleep;
    private int functionality;

    Modem(Uicc uicc, ModemProfile profile) {
        this.uicc = uicc;
        this.profile = profile;
        this.mishaps = new Mishaps(profile);
        forget();
    }

    /** As after power on: settings are those of the factory, the card is reset. */
    void restart() {
        forget();
        uicc.restart();
    }

    boolean echoes() {
        return echo || profile.has(ModemQuirk.ECHO_ALWAYS);
    }

    void loseNext() {
        mishaps.loseNext();
    }

    /** Does what a line says, which must begin with AT. */
    Reply obey(String line) {
        try {
            if (line.length() > longestLine()) {
                throw AtError.plain();
            }
            Optional<AtCommand> command = AtCommand.read(line);
            return obey(command.orElseThrow(AtError::plain));
        } catch (AtError error) {
            return Reply.failed(error.result(errorNumbers));
        }
    }

    private Reply obey(AtCommand command) throws AtError {
        if (command.form() == Form.TEST) {
            return probe(command);
        }
        return switch (command.name()) {
            case "" -> Reply.ok();
            case "E", "E0", "E1" -> {
                echo = command.name().equals("E1");
                yield Reply.ok();
            }
            case "I" -> Reply.ok("iotsafe-agent", "software SIM modem, protects nothing", "Revision: 1");
            case "+CMEE" -> errorNumbers(command);
            case "+CPIN" -> pin(command);
            case "+CFUN" -> functionality(command);
            case "+ECSIMSLEEP" -> wake(command);
            case "+CSIM", "+CCHO", "+CGLA", "+CCHC", "+CRSM" -> toCard(command);
            default -> throw AtError.plain();
        };
    }

    private Reply probe(AtCommand command) throws AtError {
        boolean known = Set.of("+CMEE", "+CPIN", "+CFUN", "+CRSM").contains(command.name()) || reachesCard(command);
        if (known == profile.has(ModemQuirk.PROBES_LIE)) {
            throw AtError.plain();
        }
        return Reply.ok();
    }

    private boolean reachesCard(AtCommand command) {
        return switch (command.name()) {
            case "+CSIM" -> !profile.has(ModemQuirk.NO_CSIM);
            case "+CCHO", "+CGLA", "+CCHC" -> !profile.has(ModemQuirk.NO_CCHO);
            case "+CRSM" -> true;
            default -> false;
        };
    }

    private Reply errorNumbers(AtCommand command) throws AtError {
        if (command.form() == Form.READ) {
            return Reply.ok("+CMEE: " + (errorNumbers ? 1 : 0));
        }
        command.requireArguments(1, 1);
        if (command.number(0) > 1) {
            throw new AtError(AtError.WRONG_PARAMETERS); // errors in words are not supported
        }
        errorNumbers = command.number(0) == 1;
        return Reply.ok();
    }

    private Reply pin(AtCommand command) throws AtError {
        if (command.form() != Form.READ) {
            throw new AtError(AtError.NOT_ALLOWED); // no PIN is asked for
        }
        requireCard();
        return Reply.ok("+CPIN: READY");
    }

    private Reply functionality(AtCommand command) throws AtError {
        if (command.form() == Form.READ) {
            return Reply.ok("+CFUN: " + functionality);
        }
        command.requireArguments(1, 2);
        int wanted = command.number(0);
        boolean restart = command.arguments().size() == 2 && command.number(1) == 1;
        if (wanted != 0 && wanted != 1 && wanted != 4) {
            throw new AtError(AtError.WRONG_PARAMETERS);
        }
        if (restart) {
            return Reply.restarting();
        }
        if (wanted != functionality) {
            uicc.restart(); // off or on again: channels and sessions are gone
        }
        functionality = wanted;
        return Reply.ok();
    }

    private Reply wake(AtCommand command) throws AtError {
        if (!profile.has(ModemQuirk.SIM_SLEEPS)) {
            throw AtError.plain();
        }
        command.requireArguments(1, 1);
        asleep = command.number(0) != 0;
        return Reply.ok();
    }

    private Reply toCard(AtCommand command) throws AtError {
        if (!reachesCard(command)) {
            throw AtError.plain();
        }
        if (asleep || profile.has(ModemQuirk.SIM_SLEEPS_FOR_GOOD)) {
            throw new AtError(AtError.NOT_ALLOWED);
        }
        requireCard();
        Optional<ModemQuirk> mishap = isExchange(command) ? mishaps.next() : Optional.empty();
        if (mishap.isEmpty()) {
            return answerOfCard(command);
        }
        if (mishap.get() == ModemQuirk.ANSWER_LOST) {
            answerOfCard(command);
        }
        return Reply.none(Mishaps.fate(mishap.get()));
    }

    private Reply answerOfCard(AtCommand command) throws AtError {
        return switch (command.name()) {
            case "+CSIM" -> generic(command);
            case "+CCHO" -> {
                command.requireArguments(1, 1);
                yield Reply.ofCard(prefixed("+CCHO:", uicc.open(command.hex(0))));
            }
            case "+CGLA" -> {
                command.requireArguments(3, 3);
                yield answer("+CGLA:", uicc.exchange(command.arguments().get(0), command.apdu(2)));
            }
            case "+CCHC" -> {
                command.requireArguments(1, 1);
                uicc.close(command.arguments().get(0));
                yield profile.has(ModemQuirk.NO_PREFIX) ? Reply.ofCard() : Reply.ofCard("+CCHC");
            }
            default -> file(command);
        };
    }

    private Reply generic(AtCommand command) throws AtError {
        command.requireArguments(2, 2);
        byte[] apdu = command.apdu(1);
        if (apdu[1] == 0x70 && profile.has(ModemQuirk.MANAGE_CHANNEL_REFUSED)) {
            throw new AtError(AtError.NOT_ALLOWED);
        }
        if (!isOnBasicChannel(apdu)) {
            if (profile.has(ModemQuirk.CSIM_CHANNELS_ERROR_0)) {
                throw new AtError(AtError.PHONE_FAILURE);
            }
            if (profile.has(ModemQuirk.CSIM_CHANNELS_ERROR_3)) {
                throw new AtError(AtError.NOT_ALLOWED);
            }
        }
        return answer("+CSIM:", uicc.exchange(apdu));
    }

    /** AT+CRSM: the modem selects the file by itself, on the basic channel (5.4). */
    private Reply file(AtCommand command) throws AtError {
        command.requireArguments(1, 7);
        int instruction = command.number(0);
        if (!FILE_COMMANDS.contains(instruction)) {
            throw new AtError(AtError.WRONG_PARAMETERS);
        }
        int parameters = command.arguments().size();
        int fileId = parameters > 1 ? command.number(1) : 0x3F00;
        int p2 = instruction == GET_RESPONSE ? 0x04 : 0x0C;
        byte[] answer = uicc.exchange(
                Octets.of(0x00, 0xA4, 0x00, p2, 0x02, fileId >> 8, fileId).toArray());
        if (Uicc.succeeded(answer) && instruction == READ_BINARY) {
            int p1 = parameters > 2 ? command.number(2) : 0;
            int low = parameters > 3 ? command.number(3) : 0;
            int length = parameters > 4 ? command.number(4) : 0;
            answer = uicc.exchange(Octets.of(0x00, 0xB0, p1, low, length).toArray());
        } else if (instruction == GET_RESPONSE && answer.length == 2 && answer[0] == 0x61) {
            answer = uicc.exchange(
                    Octets.of(0x00, 0xC0, 0x00, 0x00, answer[1] & 0xFF).toArray());
        } else if (Uicc.succeeded(answer) && instruction != GET_RESPONSE) {
            answer =
                    uicc.exchange(Octets.of(0x00, instruction, 0x00, 0x00, 0x00).toArray());
        }
        Octets bytes = Octets.of(answer);
        int end = bytes.size() - 2;
        String data = end == 0 ? "" : "," + quoted(bytes.slice(0, end).toString());
        return Reply.ofCard(prefixed("+CRSM:", bytes.at(end) + "," + bytes.at(end + 1) + data));
    }

    private Reply answer(String prefix, byte[] answer) throws AtError {
        boolean succeeded = Uicc.succeeded(answer);
        if (!succeeded && profile.has(ModemQuirk.ERROR_FOR_STATUS)) {
            throw AtError.plain();
        }
        if (succeeded && answer.length == 2 && profile.has(ModemQuirk.NO_LINE_WITHOUT_DATA)) {
            return Reply.ofCard();
        }
        String hex = Octets.of(answer).toString();
        return Reply.ofCard(prefixed(prefix, hex.length() + "," + quoted(hex)));
    }

    private String prefixed(String prefix, String text) {
        if (profile.has(ModemQuirk.NO_PREFIX) && List.of("+CCHO:", "+CGLA:").contains(prefix)) {
            return text;
        }
        return prefix + (profile.has(ModemQuirk.NO_SPACE) ? "" : " ") + text;
    }

    private String quoted(String hex) {
        String digits = profile.has(ModemQuirk.LOWER_CASE_HEX) ? hex.toLowerCase(Locale.ROOT) : hex;
        return profile.has(ModemQuirk.ANSWERS_UNQUOTED) ? digits : '"' + digits + '"';
    }

    private void requireCard() throws AtError {
        if (!uicc.isInserted()) {
            throw new AtError(AtError.NOT_INSERTED);
        }
        if (functionality == 0) {
            throw new AtError(AtError.SIM_FAILURE);
        }
    }

    private int longestLine() {
        if (profile.has(ModemQuirk.COMMANDS_UP_TO_127)) {
            return 127;
        }
        return profile.has(ModemQuirk.COMMANDS_UP_TO_500) ? 500 : LONGEST_LINE;
    }

    private void forget() {
        echo = true;
        errorNumbers = false;
        asleep = profile.has(ModemQuirk.SIM_SLEEPS);
        functionality = 1;
    }

    private static boolean isExchange(AtCommand command) {
        return command.name().equals("+CSIM") || command.name().equals("+CGLA");
    }

    private static boolean isOnBasicChannel(byte[] apdu) {
        try {
            return ClassByte.of(apdu[0] & 0xFF).channel() == 0;
        } catch (Refusal unknownClass) {
            return true;
        }
    }
}
