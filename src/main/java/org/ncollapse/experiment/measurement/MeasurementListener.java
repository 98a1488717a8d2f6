package org.ncollapse.experiment.measurement;

/** Receives the events of a measurement. */
public interface MeasurementListener {

    /** Bytes have been read; those that are read twice count twice. */
    void bytesRead(long bytes, long total);

    /** A line that the user should see. */
    void warn(String message);
}
