package org.ncollapse.experiment.measurement;

import org.ncollapse.capture.CaptureKey;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Spectra;

/** The measurement of one split's features at one layer. */
public record SplitMeasurement(CaptureKey key, CollapseMetrics metrics, ClassMatrices matrices, Spectra spectra) {}
