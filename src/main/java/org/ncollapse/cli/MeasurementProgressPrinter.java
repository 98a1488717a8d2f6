package org.ncollapse.cli;

import java.io.PrintWriter;
import org.ncollapse.experiment.measurement.MeasurementListener;

/** Shows how a measurement goes on: what is read of its files. */
final class MeasurementProgressPrinter implements MeasurementListener, AutoCloseable {

    private final String name;
    private final PrintWriter err;
    private final ByteProgressBar bar;

    MeasurementProgressPrinter(String name, PrintWriter err) {
        this.name = name;
        this.err = err;
        bar = new ByteProgressBar(err);
    }

    @Override
    public void bytesRead(long bytes, long total) {
        bar.onProgress(name, bytes, total);
    }

    @Override
    public void warn(String message) {
        err.println("warning: " + message);
        err.flush();
    }

    @Override
    public void close() {
        bar.close();
    }
}
