package iotsafe.client.cli;

import iotsafe.client.Doctor;
import iotsafe.client.config.AgentConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check}: the doctor. */
@Command(
        name = "check",
        description = {
            "Goes the way from the configuration to the bootstrap server, without changing anything,",
            "and says at the first obstacle what it is and what to do."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        AgentConfig read = config.read();
        System.out.printf("ok  configuration  %s%n", config.file());
        try (Doctor doctor = new Doctor(read, (what, finding) -> System.out.printf("ok  %-13s  %s%n", what, finding))) {
            doctor.examine();
        }
        System.out.println("the device can bootstrap");
        return ExitCode.DONE.code();
    }
}
