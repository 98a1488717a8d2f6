package org.ncollapse.experiment.measurement;

import org.ncollapse.capture.CaptureKey;
import org.ncollapse.metrics.LayerMeasurement;

/** The measurement of one split's features at one layer. */
public record SplitMeasurement(CaptureKey key, LayerMeasurement measurement) {}
