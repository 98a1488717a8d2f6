package org.ncollapse.data.fetch;

/** Hears how far a download is. */
@FunctionalInterface
public interface DownloadProgress {

    /** Hears nothing. */
    DownloadProgress NONE = (name, bytes, total) -> {};

    /**
     * Called at the start, after every piece that arrives, and at the end, in the thread that downloads.
     *
     * @param name the file's name
     * @param bytes how many bytes are there, those of an earlier attempt included
     * @param total how many there will be
     */
    void onProgress(String name, long bytes, long total);
}
