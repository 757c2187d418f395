package iotsafe.credentials.modem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a modem gives as the reason of a refusal (3GPP TS 27.007 9.2), as far as it can concern a SIM, and what a person can do. */
enum CmeError {
    PHONE_FAILURE(0, "phone failure", "the modem refuses this, or has failed: restart it if it stays so"),
    NOT_ALLOWED(
            3,
            "operation not allowed",
            "the SIM may be asleep or the modem forbids this: switch its radio on (AT+CFUN=1)"),
    NOT_SUPPORTED(4, "operation not supported", "the modem cannot do this"),
    NO_SIM(10, "SIM not inserted", "insert the SIM"),
    PIN_NEEDED(11, "SIM PIN required", "enter the SIM's PIN (AT+CPIN), or have it switched off"),
    PUK_NEEDED(12, "SIM PUK required", "the SIM is locked: unlock it with the PUK of its issuer"),
    SIM_FAILURE(13, "SIM failure", "restart the modem, or take the SIM out and put it back"),
    SIM_BUSY(14, "SIM busy", "try again in a few seconds"),
    WRONG_SIM(15, "SIM wrong", "the modem does not take this SIM: it may be bound to one operator"),
    WRONG_PASSWORD(16, "incorrect password", "enter the right PIN (AT+CPIN)"),
    PIN2_NEEDED(17, "SIM PIN2 required", "enter the SIM's PIN2 (AT+CPIN)"),
    PUK2_NEEDED(18, "SIM PUK2 required", "unlock the SIM with the PUK2 of its issuer"),
    MEMORY_FULL(20, "memory full", "restart the modem"),
    INVALID_INDEX(21, "invalid index", "the modem no longer knows the session, it may have been restarted"),
    NOT_FOUND(22, "not found", "the modem no longer knows the session, or the SIM lacks the application"),
    MEMORY_FAILURE(23, "memory failure", "restart the modem"),
    BAD_PARAMETERS(50, "incorrect parameters", "the modem does not take the command, or no longer knows the session"),
    UNKNOWN(100, "unknown", "the modem does not say why: restart it if it stays so");

    private final int code;
    private final String meaning;
    private final String remedy;

    CmeError(int code, String meaning, String remedy) {
        this.code = code;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** By what stands after the colon: the number, or the words of a modem that was told to be verbose (AT+CMEE=2). */
    static Optional<CmeError> of(String reason) {
        String wanted = reason.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(error -> wanted.equals(String.valueOf(error.code))
                        || wanted.equals(error.meaning.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Whether the SIM, and not the command, is the reason: another command would fare no better. */
    boolean isOfSim() {
        return code >= NO_SIM.code && code <= PUK2_NEEDED.code;
    }

    /** What was refused and what can be done, for the second half of a sentence. */
    String sentence() {
        return "CME ERROR %d, %s: %s".formatted(code, meaning, remedy);
    }
}
