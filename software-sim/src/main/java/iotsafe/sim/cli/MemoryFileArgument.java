package iotsafe.sim.cli;

import iotsafe.sim.SimMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Parameters;

/** The file that most commands take first. */
final class MemoryFileArgument {
    @Parameters(index = "0", paramLabel = "FILE", description = "The SIM's memory file.")
    private Optional<Path> file = Optional.empty();

    Path path() {
        return file.orElseThrow(() -> new IllegalArgumentException("no memory file is given"));
    }

    SimMemory load() throws IOException {
        return SimMemory.load(path());
    }

    /** Reads the file, makes the change, writes the file. If the change fails the file is as it was. */
    void change(Consumer<SimMemory> change) throws IOException {
        SimMemory memory = load();
        change.accept(memory);
        memory.save(path());
    }
}
