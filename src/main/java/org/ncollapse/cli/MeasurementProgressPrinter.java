package org.ncollapse.cli;

import java.io.PrintWriter;
import java.util.function.BiConsumer;
import org.ncollapse.capture.CaptureKey;
import org.ncollapse.experiment.measurement.MeasurementListener;
import org.ncollapse.metrics.PublishedMetric;

/**
 * Prints the progress of a measurement: how much of its files has been read, and warnings. Passes on what was measured.
 */
final class MeasurementProgressPrinter implements MeasurementListener, AutoCloseable {

    private final String name;
    private final PrintWriter err;
    private final BiConsumer<CaptureKey, PublishedMetric.Layer> measured;
    private final ByteProgressPrinter reading;

    MeasurementProgressPrinter(String name, PrintWriter err, BiConsumer<CaptureKey, PublishedMetric.Layer> measured) {
        this.name = name;
        this.err = err;
        this.measured = measured;
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
    public void measured(CaptureKey key, PublishedMetric.Layer layer) {
        measured.accept(key, layer);
    }

    @Override
    public void close() {
        reading.close();
    }
}
