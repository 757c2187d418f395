package iotsafe.bootstrap.lwm2m;

import org.eclipse.leshan.core.response.LwM2mResponse;

/** What servers say with their refusals. */
final class Answers {
    private static final int LONGEST = 200;

    private Answers() {}

    /** {@code , "text"}, bounded and without what could break or turn round a line; empty if the server said nothing. */
    static String reason(LwM2mResponse response) {
        String text = response.getErrorMessage();
        if (text == null || text.isBlank()) {
            return "";
        }
        String printable = text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
        return ", \"" + (printable.length() > LONGEST ? printable.substring(0, LONGEST) + "…" : printable) + "\"";
    }
}
