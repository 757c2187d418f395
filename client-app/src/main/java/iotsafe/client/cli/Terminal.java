package iotsafe.client.cli;

/** What servers and cards say goes to a person's terminal, and to scripts that read lines: it must not command either. */
final class Terminal {
    private Terminal() {}

    /** The text in one line, each control or format character replaced by one that shows. */
    static String line(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{gc=Cc}\\p{gc=Cf}\\p{gc=Zl}\\p{gc=Zp}]", "\uFFFD");
    }
}
