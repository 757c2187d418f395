package iotsafe.client.firmware;

import java.util.OptionalLong;

/** Takes a package as it comes. */
public interface PackageSink {
    /**
     * Bytes follow, from an offset on; what is here beyond it is dropped.
     *
     * @param offset at most as many as are here
     * @param total of the whole package, if it is known
     * @param tag of this representation, empty if it has none
     * @throws DownloadException if there is no room for it
     */
    void begin(long offset, OptionalLong total, String tag) throws DownloadException;

    /**
     * The next bytes.
     *
     * @throws DownloadException if there is no room for them
     */
    void write(byte[] bytes, int count) throws DownloadException;
}
