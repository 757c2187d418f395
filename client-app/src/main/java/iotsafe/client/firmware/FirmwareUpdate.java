package iotsafe.client.firmware;

import iotsafe.client.command.CommandException;
import iotsafe.client.command.HostCommand;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of a firmware update. What takes time is done by one thread, which ends when the server resets the machine; every
 * step is on the disk before its effect, so that a restart at any moment goes on or tells what became of it.
 *
 * @see "OMA LwM2M Core 1.1, E.6.1"
 */
public final class FirmwareUpdate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FirmwareUpdate.class);

    /** A server that asks right after its write shall see what became of a package that is checked quickly. */
    private static final Duration FOR_A_QUICK_CHECK = Duration.ofMillis(1500);

    private static final Duration TO_LET_GO = Duration.ofSeconds(2);
    private static final int LONGEST_TEXT = 255;

    private final FirmwareSettings settings;
    private final Map<String, PackageSource> sources;
    private final PackageStore store;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private UpdateRecord now;
    private @Nullable Thread worker;
    /** Of the work that may still change the state. */
    private int job;

    /** What a server is told of its request. */
    public enum Answer {
        /** It was done, or begun. */
        CHANGED,
        /** Not in this state. */
        NOT_ALLOWED,
        /** The value has no meaning. */
        BAD_REQUEST,
        /** The state folder cannot be written. */
        FAILED
    }

    private interface Work {
        void go(int mine) throws DownloadException, InterruptedException;
    }

    /**
     * Takes up what the folder tells of; nothing goes on before {@link #start()}.
     *
     * @param sources by scheme of URI
     */
    public FirmwareUpdate(FirmwareSettings settings, Map<String, PackageSource> sources) {
        this.settings = settings;
        this.sources = Map.copyOf(sources);
        this.store = new PackageStore(settings.folder());
        this.now = store.load();
    }

    /** Calls back after each change of what {@link #now()} tells. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** As it is at the moment. */
    public synchronized UpdateRecord now() {
        return now;
    }

    /** Goes on with what a restart has interrupted, and finds out what became of an update. */
    public synchronized void start() {
        switch (now.state()) {
            case DOWNLOADING -> {
                URI uri = URI.create(now.uri());
                if (now.uri().isEmpty()) {
                    LOG.warn("a package that was being written is lost: the agent was stopped");
                    become(UpdateRecord.idle(UpdateResult.CONNECTION_LOST));
                } else {
                    LOG.info("the download of {} goes on", uri);
                    begin("firmware-download", mine -> download(mine, uri));
                }
            }
            case DOWNLOADED -> {
                if (!store.hasImage()) {
                    become(UpdateRecord.idle(UpdateResult.INTEGRITY_FAILURE));
                }
            }
            case UPDATING -> begin("firmware-update", this::afterRestart);
            case IDLE -> {
                store.deletePart();
                store.deleteImage();
            }
        }
    }

    /**
     * Package (/5/0/0) was written: a whole package, or nothing, or a single NUL, which resets the machine.
     *
     * @param content at most as large as the largest CoAP body
     */
    public Answer push(byte[] content) {
        if (content.length == 0 || (content.length == 1 && content[0] == 0)) {
            return reset(UpdateResult.INITIAL);
        }
        synchronized (this) {
            if (now.state() != UpdateState.IDLE) {
                return Answer.NOT_ALLOWED;
            }
            store.deletePart();
            if (!become(UpdateRecord.downloading("", ""))) {
                return Answer.FAILED;
            }
            begin("firmware-check", mine -> {
                receive(
                        mine,
                        (uri, from, tag, sink) -> {
                            sink.begin(0, OptionalLong.of(content.length), "");
                            sink.write(content, content.length);
                        },
                        URI.create(""));
                accept(mine);
            });
            awaitQuickCheck();
        }
        return Answer.CHANGED;
    }

    /**
     * Package URI (/5/0/1) was written: the package is fetched from there; an empty one resets the machine.
     *
     * <p>A URI that cannot be used is taken, too: Update Result says what is wrong with it.
     */
    public Answer pull(String text) {
        if (text.isEmpty()) {
            return reset(UpdateResult.INITIAL);
        }
        synchronized (this) {
            if (now.state() != UpdateState.IDLE) {
                return Answer.NOT_ALLOWED;
            }
            if (text.length() > LONGEST_TEXT) {
                return Answer.BAD_REQUEST;
            }
            Optional<URI> uri = uri(text);
            if (uri.isEmpty()) {
                LOG.warn("Package URI \"{}\" is none that names a host", text.replaceAll("\\p{Cntrl}", "?"));
                return become(UpdateRecord.idle(UpdateResult.INVALID_URI)) ? Answer.CHANGED : Answer.FAILED;
            }
            if (!sources.containsKey(scheme(uri.get()))) {
                LOG.warn("Package URI {} is of a scheme that the agent does not fetch from", uri.get());
                return become(UpdateRecord.idle(UpdateResult.UNSUPPORTED_PROTOCOL)) ? Answer.CHANGED : Answer.FAILED;
            }
            store.deletePart();
            if (!become(UpdateRecord.downloading(text, ""))) {
                return Answer.FAILED;
            }
            begin("firmware-download", mine -> download(mine, uri.get()));
            return Answer.CHANGED;
        }
    }

    /** Update (/5/0/2) was executed: the image is installed. */
    public synchronized Answer update() {
        if (now.state() != UpdateState.DOWNLOADED) {
            return Answer.NOT_ALLOWED;
        }
        if (!become(now.updating(UpdateRecord.Phase.INSTALLING, boot()))) {
            return Answer.FAILED;
        }
        begin("firmware-update", this::install);
        return Answer.CHANGED;
    }

    /** Cancel (/5/0/10) was executed: what was fetched is dropped. */
    public Answer cancel() {
        synchronized (this) {
            if (now.state() != UpdateState.DOWNLOADING && now.state() != UpdateState.DOWNLOADED) {
                return Answer.NOT_ALLOWED;
            }
        }
        return reset(UpdateResult.CANCELLED);
    }

    /** Stops what is under way, to be taken up by the next start. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            job++;
            running = worker;
        }
        if (running != null) {
            running.interrupt();
            try {
                running.join(TO_LET_GO.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void awaitQuickCheck() {
        long until = System.nanoTime() + FOR_A_QUICK_CHECK.toNanos();
        try {
            for (long left = FOR_A_QUICK_CHECK.toMillis();
                    left > 0 && now.state() == UpdateState.DOWNLOADING;
                    left = (until - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Answer reset(UpdateResult result) {
        if (now.state() == UpdateState.UPDATING) {
            return Answer.NOT_ALLOWED;
        }
        job++;
        if (worker != null) {
            worker.interrupt();
        }
        store.deletePart();
        store.deleteImage();
        return become(UpdateRecord.idle(result)) ? Answer.CHANGED : Answer.FAILED;
    }

    private synchronized Thread begin(String name, Work work) {
        job++;
        int mine = job;
        Thread before = worker;
        Thread thread = new Thread(() -> run(mine, before, work), name);
        thread.setDaemon(true);
        worker = thread;
        thread.start();
        return thread;
    }

    /** One at a time: what was interrupted may still have the file open. */
    private void run(int mine, @Nullable Thread before, Work work) {
        try {
            if (before != null) {
                before.join();
            }
            work.go(mine);
        } catch (DownloadException e) {
            LOG.error("firmware: {}", e.getMessage());
            giveUp(mine, e.result());
        } catch (InterruptedException e) {
            LOG.debug("the firmware update was interrupted");
        } catch (OutOfMemoryError e) {
            LOG.error("firmware: no memory left", e);
            giveUp(mine, UpdateResult.OUT_OF_RAM);
        } catch (RuntimeException e) {
            LOG.error("a bug: the firmware update ended", e);
            giveUp(mine, UpdateResult.FAILED);
        }
    }

    private synchronized void giveUp(int mine, UpdateResult result) {
        if (mine == job) {
            store.deletePart();
            store.deleteImage();
            become(UpdateRecord.idle(result));
        }
    }

    private void download(int mine, URI uri) throws DownloadException, InterruptedException {
        receive(mine, sources.get(scheme(uri)), uri);
        accept(mine);
    }

    /** Again and again as long as something comes in between, else as often as the settings say. */
    private void receive(int mine, @Nullable PackageSource source, URI uri)
            throws DownloadException, InterruptedException {
        if (source == null) {
            throw DownloadException.lasting(UpdateResult.UNSUPPORTED_PROTOCOL, "no way to fetch " + uri, null);
        }
        long from = store.received();
        try (PackageWriter writer = new PackageWriter(store, settings.largest(), tag -> tagged(mine, tag))) {
            int failures = 0;
            while (true) {
                long before = writer.received();
                try {
                    String tag = now().tag();
                    // without a tag only a signature shows that the two parts are of one package
                    boolean goesOn = !tag.isEmpty() || !settings.signers().isEmpty();
                    source.fetch(uri, goesOn ? Math.min(from, before) : 0, tag, writer);
                    writer.finish();
                    return;
                } catch (DownloadException e) {
                    from = writer.received();
                    failures = from > before ? 0 : failures + 1;
                    if (!e.isPassing() || failures > settings.pauses().size()) {
                        throw e;
                    }
                    Duration pause = settings.pauses().get(Math.max(0, failures - 1));
                    LOG.warn("firmware: {}; {} bytes are here; once more in {}", e.getMessage(), from, pause);
                    Thread.sleep(pause.toMillis());
                }
            }
        } catch (IOException e) {
            throw DownloadException.lasting(
                    UpdateResult.NOT_ENOUGH_FLASH, "the package cannot be written: " + e.getMessage(), e);
        }
    }

    private void accept(int mine) throws DownloadException, InterruptedException {
        if (settings.signers().isEmpty()) {
            try {
                store.takePartForImage();
            } catch (IOException e) {
                throw DownloadException.lasting(
                        UpdateResult.NOT_ENOUGH_FLASH, "the package cannot be kept: " + e.getMessage(), e);
            }
        } else {
            new SignedPackage(settings.signers()).unpack(store);
            store.deletePart();
        }
        List<String> description = description();
        becomeIfStill(
                mine,
                now().downloaded(
                                description.isEmpty() ? "" : description.get(0),
                                description.size() < 2 ? "" : description.get(1)));
    }

    private List<String> description() throws DownloadException, InterruptedException {
        if (settings.describe().isEmpty()) {
            return List.of();
        }
        try {
            byte[] said =
                    settings.describe().get().with(store.image().toString()).run();
            return new String(said, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) : line)
                    .toList();
        } catch (CommandException e) {
            throw DownloadException.lasting(
                    UpdateResult.UNSUPPORTED_PACKAGE, "the image is not for this device: " + e.getMessage(), e);
        }
    }

    private void install(int mine) throws InterruptedException {
        if (!isDone(settings.install().with(store.image().toString()))) {
            becomeIfStill(mine, now().failed());
        } else if (settings.confirm().isEmpty()) {
            succeed(mine);
        } else if (becomeIfStill(mine, now().updating(UpdateRecord.Phase.RESTARTING, boot()))) {
            restart(mine);
        }
    }

    /** Ends with the restart, by which this thread is interrupted; if there is none in time the update has failed. */
    private void restart(int mine) throws InterruptedException {
        LOG.info("firmware: installed; the device is restarted into it");
        settings.restart().run();
        Thread.sleep(settings.install().limit().toMillis());
        LOG.error(
                "firmware: the device was not restarted within {}",
                settings.install().limit());
        becomeIfStill(mine, now().failed());
    }

    private void afterRestart(int mine) throws InterruptedException {
        UpdateRecord update = now();
        Optional<HostCommand> confirm = settings.confirm();
        if (confirm.isEmpty()) {
            LOG.error("firmware: the agent was stopped while the image was being installed");
            becomeIfStill(mine, update.failed());
        } else if (update.phase() == UpdateRecord.Phase.RESTARTING
                && settings.reboots()
                && !update.boot().isEmpty()
                && update.boot().equals(boot())) {
            restart(mine); // the agent was stopped before the machine was
        } else if (isDone(confirm.get())) {
            succeed(mine);
        } else {
            LOG.error("firmware: the new one does not run; the device is back at the old one");
            becomeIfStill(mine, update.failed());
        }
    }

    private void succeed(int mine) {
        LOG.info("firmware: updated");
        if (becomeIfStill(mine, UpdateRecord.idle(UpdateResult.SUCCESS))) {
            store.deleteImage();
        }
    }

    private static boolean isDone(HostCommand command) throws InterruptedException {
        try {
            command.run();
            return true;
        } catch (CommandException e) {
            LOG.error("firmware: {}", e.getMessage());
            return false;
        }
    }

    private String boot() {
        return settings.boot().get().orElse("");
    }

    private synchronized void tagged(int mine, String tag) {
        if (mine == job && !tag.equals(now.tag())) {
            become(UpdateRecord.downloading(now.uri(), tag));
        }
    }

    private synchronized boolean becomeIfStill(int mine, UpdateRecord next) {
        return mine == job && become(next);
    }

    /** Saves first; what cannot be saved counts all the same until the next start, but for the beginning of something new. */
    private synchronized boolean become(UpdateRecord next) {
        boolean saved = save(next);
        if (saved || next.state() == UpdateState.IDLE || next.state() == UpdateState.DOWNLOADED) {
            now = next;
            LOG.info("firmware: {}, result {}", next.state(), next.result());
            notifyAll();
            // they take locks of their own, whose holders may be waiting for ours
            ForkJoinPool.commonPool().execute(() -> listeners.forEach(Runnable::run));
        }
        return saved;
    }

    private boolean save(UpdateRecord next) {
        try {
            store.save(next);
            return true;
        } catch (IOException e) {
            LOG.error("firmware: {} cannot be written ({})", settings.folder(), e.getMessage());
            return false;
        }
    }

    private static Optional<URI> uri(String text) {
        try {
            URI uri = new URI(text);
            return Optional.of(uri).filter(found -> found.isAbsolute() && found.getHost() != null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String scheme(URI uri) {
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }
}
