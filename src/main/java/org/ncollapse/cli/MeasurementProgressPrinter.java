package org.ncollapse.cli;

import java.io.PrintWriter;
import org.ncollapse.experiment.measurement.MeasurementListener;

/** Prints the progress of a measurement: how much of its files has been read, and warnings. */
final class MeasurementProgressPrinter implements MeasurementListener, AutoCloseable {

    private final String name;
    private final PrintWriter err;
    private final ByteProgressPrinter reading;

    MeasurementProgressPrinter(String name, PrintWriter err) {
        this.name = name;
        this.err = err;
        reading = new ByteProgressPrinter(err);
    }

    @Override
    public void bytesRead(long bytes, long total) {
        reading.onProgress(name, bytes, total);
    }

    @Override
    public void warn(String message) {
        err.println("warning: " + message);
        err.flush();
    }

    @Override
    public void close() {
        reading.close();
    }
}
