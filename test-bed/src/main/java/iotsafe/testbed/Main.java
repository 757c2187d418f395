package iotsafe.testbed;

import iotsafe.testbed.cli.TestBedCommand;

/** The test bed's one entry point. */
public final class Main {
    private Main() {}

    /** Runs a command; {@code --help} lists them. */
    public static void main(String[] args) {
        System.exit(TestBedCommand.run(args));
    }
}
