package org.ncollapse.experiment.measurement;

/** Hears how a measurement goes on. */
public interface MeasurementListener {

    /** So many of all bytes have been read, each as often as it is looked at. */
    void bytesRead(long bytes, long total);

    /** What the user should know. */
    void warn(String message);
}
