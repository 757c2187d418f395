package iotsafe.credentials.modem;

import java.util.Optional;
import java.util.Set;

/** The line by which a modem says that it is done with a command (ITU-T V.250 5.7.1, 3GPP TS 27.007 9.2). */
record FinalResult(boolean isOk, String line) {
    private static final String CME = "+CME ERROR:";
    private static final String CMS = "+CMS ERROR:";
    /** The last two are Huawei's. */
    private static final Set<String> PLAIN_ERRORS = Set.of("ERROR", "COMMAND NOT SUPPORT", "TOO MANY PARAMETERS");

    private static final int LONGEST_REASON = 40;

    /** A line's meaning as a final result; empty for any other line. */
    static Optional<FinalResult> of(String line) {
        if (line.equals("OK")) {
            return Optional.of(new FinalResult(true, line));
        }
        boolean error = PLAIN_ERRORS.contains(line) || line.startsWith(CME) || line.startsWith(CMS);
        return error ? Optional.of(new FinalResult(false, line)) : Optional.empty();
    }

    /** The reason, where the modem gives one that is known. */
    Optional<CmeError> reason() {
        return line.startsWith(CME) ? CmeError.of(line.substring(CME.length())) : Optional.empty();
    }

    /** Whether the SIM itself cannot be used now. */
    boolean isOfSim() {
        return reason().filter(CmeError::isOfSim).isPresent();
    }

    /** The reason and what to do, for the second half of a sentence. */
    String sentence() {
        return reason().map(CmeError::sentence)
                .orElseGet(() ->
                        "\"" + line.replaceAll("[^ -~]", "?").substring(0, Math.min(line.length(), LONGEST_REASON))
                                + "\", without a reason that is known");
    }
}
