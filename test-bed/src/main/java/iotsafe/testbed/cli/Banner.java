package iotsafe.testbed.cli;

/** What every server says first. */
final class Banner {
    private static final String TEXT = """
            **********************************************************************
            *  iotsafe TEST BED. NEVER FOR PRODUCTION.                           *
            *  It certifies whoever asks, keeps the CA's key in a plain file,    *
            *  and misbehaves on request. It listens on 127.0.0.1 only.          *
            **********************************************************************
            """;

    private Banner() {}

    static void print() {
        System.err.print(TEXT);
        System.err.flush();
    }
}
