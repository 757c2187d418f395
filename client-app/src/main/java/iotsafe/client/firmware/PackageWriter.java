package iotsafe.client.firmware;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Writes a package to the store, within its bounds. */
final class PackageWriter implements PackageSink, AutoCloseable {
    private final PackageStore store;
    private final long largest;
    private final Consumer<String> tagged;
    private final FileChannel file;
    private OptionalLong total = OptionalLong.empty();
    private long forced;

    /**
     * Opens the package.
     *
     * @param largest bytes
     * @param tagged is told the tag of the representation that comes
     */
    PackageWriter(PackageStore store, long largest, Consumer<String> tagged) throws IOException {
        this.store = store;
        this.largest = largest;
        this.tagged = tagged;
        this.file = store.openPart();
    }

    @Override
    public void begin(long offset, OptionalLong size, String tag) throws DownloadException {
        total = size;
        requireRoom(size.orElse(offset), offset);
        try {
            if (offset > file.size()) {
                throw new IOException("%d bytes are here, not %d".formatted(file.size(), offset));
            }
            file.truncate(offset);
            file.position(offset);
            forced = offset;
        } catch (IOException e) {
            throw full(e);
        }
        tagged.accept(tag);
    }

    @Override
    public void write(byte[] bytes, int count) throws DownloadException {
        try {
            requireRoom(file.position() + count, file.position());
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            if (file.position() - forced >= PackageStore.CHECKPOINT) {
                file.force(false);
                forced = file.position();
            }
        } catch (IOException e) {
            throw full(e);
        }
    }

    /** Where the next byte goes: how many are here. */
    long received() throws DownloadException {
        try {
            return file.size();
        } catch (IOException e) {
            throw full(e);
        }
    }

    /** Forces all to the disk; refuses a package that is shorter or longer than was said. */
    void finish() throws DownloadException {
        try {
            if (total.isPresent() && file.size() != total.getAsLong()) {
                throw DownloadException.passing("%d bytes came of %d".formatted(file.size(), total.getAsLong()), null);
            }
            file.force(true);
        } catch (IOException e) {
            throw full(e);
        }
    }

    private void requireRoom(long size, long here) throws DownloadException {
        if (size > largest) {
            throw DownloadException.lasting(
                    UpdateResult.NOT_ENOUGH_FLASH,
                    "the package is larger than firmware.largest allows, which is %d bytes".formatted(largest),
                    null);
        }
        if (store.room().orElse(Long.MAX_VALUE) < size - here) {
            throw DownloadException.lasting(
                    UpdateResult.NOT_ENOUGH_FLASH,
                    "the disk has no room for %d bytes more".formatted(size - here),
                    null);
        }
    }

    private static DownloadException full(IOException e) {
        return DownloadException.lasting(
                UpdateResult.NOT_ENOUGH_FLASH, "the package cannot be written: " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
