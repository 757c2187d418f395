package iotsafe.testbed.cli;

/** The exit codes of every program of this project. */
final class ExitCode {
    static final int OUR_BUG = 1;
    static final int USAGE = 2;
    static final int SERVER = 4;

    private ExitCode() {}
}
