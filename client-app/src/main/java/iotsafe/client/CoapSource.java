package iotsafe.client;

import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.lwm2m.CoapFiles;
import iotsafe.client.firmware.DownloadException;
import iotsafe.client.firmware.PackageSink;
import iotsafe.client.firmware.PackageSource;
import iotsafe.client.firmware.UpdateResult;
import iotsafe.credentials.CardException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Packages over {@code coap} and {@code coaps}, block by block (RFC 7959), an interrupted one from the block where it was left. */
final class CoapSource implements PackageSource {
    private static final int CONTENT = 205;
    private static final int SERVER_ERRORS = 500;

    private final AtomicReference<@Nullable CoapFiles> files = new AtomicReference<>();

    /** The device has its lines now; until then nothing can be fetched. */
    void use(CoapFiles known) {
        files.set(known);
    }

    @Override
    public void fetch(URI uri, long from, String tag, PackageSink sink) throws DownloadException, InterruptedException {
        CoapFiles known = files.get();
        if (known == null) {
            throw DownloadException.passing("the device has no lines yet", null);
        }
        try (CoapFiles.Opened server = known.open(uri)) {
            fetch(uri, server, from, tag, sink);
        } catch (CardException | ServerException e) {
            throw DownloadException.passing(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) { // a host or port that is none
            throw DownloadException.lasting(UpdateResult.INVALID_URI, "%s: %s".formatted(uri, e.getMessage()), e);
        }
    }

    /** The tag is compared with that of each block: a file that was replaced meanwhile begins anew. */
    private static void fetch(URI uri, CoapFiles.Opened server, long from, String tag, PackageSink sink)
            throws DownloadException, ServerException, InterruptedException {
        CoapFiles.Block block = server.block(from);
        boolean goesOn = block.code() == CONTENT && block.tag().equals(tag) && block.offset() == from;
        if (!goesOn) { // also where the file is shorter now, which servers refuse in several ways
            block = block(uri, server, 0);
        }
        sink.begin(block.offset(), block.size(), block.tag());
        String current = block.tag();
        while (true) {
            sink.write(block.content().toArray(), block.content().length());
            if (block.last()) {
                return;
            }
            long next = block.offset() + block.content().length();
            block = block(uri, server, next);
            if (block.offset() != next || !block.tag().equals(current)) {
                throw DownloadException.passing("%s has changed while it was fetched".formatted(uri), null);
            }
        }
    }

    private static CoapFiles.Block block(URI uri, CoapFiles.Opened server, long offset)
            throws DownloadException, ServerException, InterruptedException {
        CoapFiles.Block block = server.block(offset);
        String answer = "%s answers with %d.%02d".formatted(uri, block.code() / 100, block.code() % 100);
        if (block.code() >= SERVER_ERRORS) {
            throw DownloadException.passing(answer, null);
        }
        if (block.code() != CONTENT) {
            throw DownloadException.lasting(UpdateResult.INVALID_URI, answer, null);
        }
        return block;
    }
}
