package org.ncollapse.experiment.measurement;

import org.ncollapse.capture.CaptureKey;
import org.ncollapse.metrics.ClassMatrices;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.metrics.Spectra;

/** What one split's features came to. */
public record SplitMeasurement(CaptureKey key, CollapseMetrics metrics, ClassMatrices matrices, Spectra spectra) {}
