package org.ncollapse.cli;

import java.io.PrintWriter;
import org.ncollapse.experiment.MeasurementListener;

/** Shows how a measurement goes on: what is read of its files. */
final class MeasureProgress implements MeasurementListener, AutoCloseable {

    private final String name;
    private final PrintWriter err;
    private final ByteBar bar;

    MeasureProgress(String name, PrintWriter err) {
        this.name = name;
        this.err = err;
        bar = new ByteBar(err);
    }

    @Override
    public void read(long bytes, long total) {
        bar.at(name, bytes, total);
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
