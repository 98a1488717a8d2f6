package org.ncollapse.cli;

import java.io.PrintWriter;
import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.text.NumberText;

/** Prints how much of a file has been downloaded or read. */
final class ByteProgressPrinter implements DownloadProgress, AutoCloseable {

    private final ProgressPrinter progress;
    private String current;

    ByteProgressPrinter(PrintWriter err) {
        progress = new ProgressPrinter(err);
    }

    @Override
    public void onProgress(String name, long bytes, long total) {
        if (!name.equals(current)) {
            current = name;
            progress.start(name, ProgressPrinter.Unit.MEBIBYTES, total, bytes);
        }
        progress.step(
                bytes,
                total,
                "",
                () -> name + ": " + NumberText.bytes(bytes) + " of " + NumberText.bytes(total)
                        + progress.timeLeft(bytes, total));
    }

    @Override
    public void close() {
        progress.close();
    }
}
