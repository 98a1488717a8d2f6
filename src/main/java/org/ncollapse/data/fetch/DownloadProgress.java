package org.ncollapse.data.fetch;

/** Receives the progress of a download. */
@FunctionalInterface
public interface DownloadProgress {

    /** Ignores the progress. */
    DownloadProgress NONE = (name, bytes, total) -> {};

    /**
     * Called at the start, after every received piece, and at the end, in the thread that downloads.
     *
     * @param name the file's name
     * @param bytes received bytes, including those of earlier attempts
     * @param total size of the complete file
     */
    void onProgress(String name, long bytes, long total);
}
