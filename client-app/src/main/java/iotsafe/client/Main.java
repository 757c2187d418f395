package iotsafe.client;

import iotsafe.client.cli.AgentCommand;
import iotsafe.credentials.jca.IotSafeProvider;
import org.eclipse.californium.elements.config.Configuration;

/** The program. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        Logging.quiet();
        IotSafeProvider.install(); // before any class of Scandium loads: it keeps what it finds
        Configuration
                .createStandardWithoutFile(); // else Californium leaves a properties file where the program is started
        System.exit(AgentCommand.execute(arguments));
    }
}
