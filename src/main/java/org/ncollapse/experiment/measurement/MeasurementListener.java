package org.ncollapse.experiment.measurement;

import org.ncollapse.capture.CaptureKey;
import org.ncollapse.metrics.PublishedMetric;

/** Receives the events of a measurement. */
public interface MeasurementListener {

    /** Bytes have been read; those that are read twice count twice. */
    void bytesRead(long bytes, long total);

    /** A line that the user should see. */
    void warn(String message);

    /** A split has been measured at a layer. Its statistics do not stay in memory. */
    default void measured(CaptureKey key, PublishedMetric.Layer layer) {}
}
