package iotsafe.client.firmware;

import java.net.URI;

/** A way to fetch a package, for one or more schemes of URI. */
@FunctionalInterface
public interface PackageSource {
    /**
     * Fetches to the end.
     *
     * @param from how many bytes are here already; the server decides whether it goes on there or begins anew
     * @param tag of the representation that they are of, empty if there is none: another one begins anew
     * @param sink takes what comes
     * @throws DownloadException if the end was not reached; what came until then is with the sink
     */
    void fetch(URI uri, long from, String tag, PackageSink sink) throws DownloadException, InterruptedException;
}
