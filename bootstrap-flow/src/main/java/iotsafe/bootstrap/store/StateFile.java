package iotsafe.bootstrap.store;

import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.RequestInHand;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.StateException;
import iotsafe.bootstrap.StateStore;
import iotsafe.credentials.CardIdentity;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state in one file of a folder, {@code state}, and once more in {@code state.copy}: one of the two can be damaged, and nothing is lost. Each
 * is written beside them, forced to the disk and then renamed, the copy last, so that a power failure at any moment leaves a whole one.
 */
public final class StateFile implements StateStore {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    private static final long LARGEST = 1 << 20;

    private final Path folder;
    private final Path current;
    private final Path copy;
    private final Path coming;
    private final Path otherCard;
    private final StateSeal seal;
    private final AtomicWrites writes;

    /** Keeps the state in {@code folder}, which is made when something is first saved, unsealed. */
    public StateFile(Path folder) {
        this(folder, StateSeal.NONE);
    }

    /** Keeps the state in {@code folder}, which is made when something is first saved, under this seal. */
    public StateFile(Path folder, StateSeal seal) {
        this(folder, seal, () -> {});
    }

    /** Says before each operation that changes the disk that it comes, so that a test can cut the power there. */
    StateFile(Path folder, StateSeal seal, Runnable beforeEachWrite) {
        this.seal = seal;
        this.writes = new AtomicWrites(beforeEachWrite);
        this.folder = folder;
        this.current = folder.resolve("state");
        this.copy = folder.resolve("state.copy");
        this.coming = folder.resolve("state.new");
        this.otherCard = folder.resolve("state.other-card");
    }

    /** The file that holds the state, once there is one. */
    public Path path() {
        return current;
    }

    /**
     * Reads the file, or its copy if the file is damaged. If both are, the device starts anew: it gets by bootstrap what it has lost, and what
     * is left of each is kept beside it as {@code .damaged}. What is sealed to another card is put aside, and comes back with that card.
     *
     * @throws StateException if a file cannot be opened, or was written by a newer agent, or is sealed and the card does not open it now
     */
    @Override
    public Memory load() throws StateException {
        Found now = read(current, true);
        Found before = now.memory().isPresent() ? Found.NOTHING : read(copy, true);
        if (now.memory().isEmpty() && before.memory().isEmpty()) {
            Optional<Memory> back = aside();
            if (back.isPresent()) {
                bringBack(now, before);
                return back.get();
            }
        }
        if (now.isOfOtherCard()) {
            setForeignAside(before);
        }
        Memory loaded = now.memory().or(before::memory).orElse(Memory.EMPTY);
        if ((now.isToBeSealed() || before.isToBeSealed())
                && cardOf(loaded).filter(seal::isOf).isPresent()) {
            saveSealed(loaded);
        }
        return loaded;
    }

    /**
     * What {@link #load} would find, for those who only look: each file stays where it is.
     *
     * @throws StateException as there
     */
    public Memory peek() throws StateException {
        Optional<Memory> found = read(current, false).memory();
        return (found.isPresent() ? found : read(copy, false).memory()).orElse(Memory.EMPTY);
    }

    /** Whether there is a state that only its card can open; a damaged one counts. */
    boolean isSealed() {
        return isSealed(current);
    }

    private static boolean isSealed(Path file) {
        try {
            return Files.exists(file) && SealedText.isSealed(text(file));
        } catch (IOException e) {
            return false; // whoever reads it says why that does not work
        }
    }

    /**
     * What a file held.
     *
     * @param isOfOtherCard it is whole, but another card's
     * @param isToBeSealed it was readable for everybody, and shall not stay so
     */
    private record Found(Optional<Memory> memory, boolean isSealed, boolean isOfOtherCard, boolean isToBeSealed) {
        static final Found NOTHING = new Found(Optional.empty(), false, false, false);
    }

    /** What this card's state was when another card took its place; of an unsealed one nobody knows whose it is. */
    private Optional<Memory> aside() {
        try {
            Found aside = read(otherCard, false);
            return aside.isSealed() ? aside.memory() : Optional.empty();
        } catch (StateException e) {
            LOG.info("what was put aside is of no use now: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** The two change places. After a power failure between the operations, the next start does the rest. */
    private void bringBack(Found now, Found before) throws StateException {
        try {
            if (before.isOfOtherCard() && !now.isOfOtherCard()) {
                writes.move(otherCard, current);
                writes.move(copy, otherCard); // all that the other card has left
            } else {
                writes.move(otherCard, copy);
                if (now.isOfOtherCard()) {
                    writes.move(current, otherCard);
                }
            }
            writes.force(folder);
        } catch (IOException e) {
            throw new StateException("%s cannot be brought back (%s)".formatted(otherCard, reason(e)), e);
        }
    }

    private void setForeignAside(Found before) throws StateException {
        LOG.warn("{} is sealed to another card: it is put aside, and used again when that card is back", current);
        try {
            if (before.isOfOtherCard()) {
                writes.delete(copy); // as in setAside; it may be older, and would be taken when that card is back
            }
            writes.move(current, otherCard);
            writes.force(folder);
        } catch (IOException e) {
            throw new StateException("%s cannot be put aside (%s)".formatted(current, reason(e)), e);
        }
    }

    /** No unsealed copy must stay beside the sealed one. */
    private void saveSealed(Memory memory) throws StateException {
        save(memory);
        if (isSealed(current) && !isSealed(copy)) {
            try {
                writes.delete(copy);
                writes.force(folder);
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }

    @Override
    public void requireWritable() throws StateException {
        Path nearest = folder.toAbsolutePath();
        while (nearest.getParent() != null && !Files.exists(nearest)) {
            nearest = nearest.getParent();
        }
        if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
            throw unwritable(new FileSystemException(
                    nearest.toString(),
                    null,
                    Files.isDirectory(nearest) ? "no right to write" : nearest + " is no folder"));
        }
        try {
            seal.requireUsable();
        } catch (IOException e) {
            throw unsealable(e);
        }
    }

    @Override
    public void save(Memory memory) throws StateException {
        String text = sealed(memory);
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            writes.write(coming, text);
            writes.move(coming, current);
            writes.force(folder);
        } catch (IOException e) {
            throw unwritable(e);
        }
        keepCopy(text);
    }

    /** What is saved without it is saved. */
    private void keepCopy(String text) {
        try {
            writes.write(coming, text);
            writes.move(coming, copy);
            writes.force(folder);
        } catch (IOException e) {
            LOG.warn(
                    "{} is written, but its copy is not ({}): should it be damaged, an older one is used",
                    current,
                    reason(e));
        }
    }

    private String sealed(Memory memory) throws StateException {
        try {
            return seal.seal(StateText.of(memory), cardOf(memory));
        } catch (IOException e) {
            throw unsealable(e);
        }
    }

    private static Optional<CardIdentity> cardOf(Memory memory) {
        return memory.managed().map(SavedState::card).or(() -> memory.request().map(RequestInHand::card));
    }

    private StateException unsealable(IOException e) {
        return new StateException("%s: %s".formatted(current, e.getMessage()), e);
    }

    private StateException unwritable(IOException e) {
        return new StateException(
                "state folder %s cannot be written (%s); make it writable for the agent's user, or set state.dir"
                        .formatted(folder, reason(e)),
                e);
    }

    @Override
    public void setAside() throws StateException {
        seal.forget();
        try {
            if (Files.exists(current)) {
                writes.delete(copy); // first: what is left after a power failure here is still the whole truth
                writes.move(current, otherCard);
            } else if (Files.exists(copy)) {
                writes.move(copy, otherCard);
            }
            writes.force(folder);
        } catch (IOException e) {
            throw new StateException("%s cannot be put aside (%s)".formatted(current, reason(e)), e);
        }
    }

    @Override
    public void forget() throws StateException {
        seal.forget();
        // the current one last: a power failure before leaves it to be judged again, and not an older one
        remove(besides(), List.of(coming, damaged(copy), damaged(current), copy, current));
    }

    /** Forgets everything, what was put aside included: the next start bootstraps. */
    public void delete() throws StateException {
        remove(List.of(coming, copy, current, otherCard, damaged(copy), damaged(current)), besides());
    }

    /** What goes with the state. */
    private List<Path> besides() {
        return Stream.concat(
                        SessionFile.all(folder).stream(),
                        Stream.of(ServerFile.REGISTRATIONS, ServerFile.ATTRIBUTES)
                                .map(folder::resolve))
                .toList();
    }

    private void remove(List<Path> first, List<Path> then) throws StateException {
        try {
            for (Path file : first) {
                writes.delete(file);
            }
            for (Path file : then) {
                writes.delete(file);
            }
            if (Files.exists(folder)) {
                writes.force(folder);
            }
        } catch (IOException e) {
            throw new StateException("state folder %s cannot be emptied (%s)".formatted(folder, reason(e)), e);
        }
    }

    private Found read(Path file, boolean putAside) throws StateException {
        boolean isSealed = false;
        try {
            String written = text(file);
            isSealed = SealedText.isSealed(written);
            Memory memory = StateText.read(seal.open(written));
            return new Found(Optional.of(memory), isSealed, false, seal.wantsSealed(written));
        } catch (NoSuchFileException e) {
            return Found.NOTHING;
        } catch (OtherCardException e) {
            return new Found(Optional.empty(), true, true, false);
        } catch (DamagedStateException | CharacterCodingException e) {
            LOG.error(
                    "{} is damaged ({}): the other one of state and state.copy is used if it is whole, else the device bootstraps anew",
                    file,
                    e.getMessage());
            if (putAside) {
                keepDamaged(file);
            }
            return Found.NOTHING;
        } catch (IOException e) {
            String what = isSealed
                    ? "%s: %s".formatted(file, e.getMessage())
                    : "%s cannot be read (%s); it has to belong to the agent's user, and to an agent no newer than this one, or set state.dir"
                            .formatted(file, reason(e));
            throw new StateException(what, e);
        }
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new DamagedStateException("it is larger than " + LARGEST + " bytes");
        }
        return Files.readString(file);
    }

    private void keepDamaged(Path file) throws StateException {
        try {
            writes.move(file, damaged(file));
        } catch (IOException e) {
            throw new StateException("%s is damaged and cannot be put aside (%s)".formatted(file, reason(e)), e);
        }
    }

    private static Path damaged(Path file) {
        return file.resolveSibling(file.getFileName() + ".damaged");
    }

    /** In the file system's words where it has some; the sentence around it names the file already. */
    static String reason(IOException e) {
        if (e instanceof FileSystemException system) {
            return system.getReason() == null ? kind(e) : system.getReason();
        }
        return kind(e) + ": " + e.getMessage();
    }

    private static String kind(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "");
    }
}
