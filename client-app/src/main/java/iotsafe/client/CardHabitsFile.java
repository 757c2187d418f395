package iotsafe.client;

import iotsafe.credentials.applet.HabitStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was learnt of the card, beside the state: its loss costs a few exchanges at the next start and nothing else, so no disk is waited for. */
final class CardHabitsFile implements HabitStore {
    private static final Logger LOG = LoggerFactory.getLogger(CardHabitsFile.class);
    /** Many times what there is to say. */
    private static final long LARGEST = 4096;

    private final Path folder;
    private final Path file;

    CardHabitsFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("card-habits");
    }

    @Override
    public Optional<String> load() {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= LARGEST
                    ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.debug("{} cannot be read, the card is learnt anew: {}", file, e.toString());
            return Optional.empty();
        }
    }

    @Override
    public void save(String habits) {
        if (!Files.isDirectory(folder) || load().filter(habits::equals).isPresent()) {
            return;
        }
        Path fresh = folder.resolve("card-habits.new");
        try {
            Files.writeString(fresh, habits, StandardCharsets.ISO_8859_1);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.debug("{} cannot be written, the next start learns the card anew: {}", file, e.toString());
        }
    }
}
