package org.ncollapse.metrics;

import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;

/**
 * Everything that is measured at one (epoch, layer, split): its rows in all tables.
 *
 * @param metrics the row of {@code metrics.csv}
 * @param matrices the rows of {@code gram.csv} and {@code logits.csv}; null if they are not written
 * @param spectra the rows of {@code spectra.csv}
 */
public record LayerMeasurement(CollapseMetrics metrics, ClassMatrices matrices, Spectra spectra) {

    /**
     * Copies and factors of a K×d, a d×d and a K×K matrix that exist at the same time, from measurements of the heap.
     */
    private static final int CLASS_ROWS = 20;

    private static final int SQUARES = 8;
    private static final int CLASS_SQUARES = 6;

    /**
     * Returns about how many bytes of the heap {@link #of} needs. K×K matrices are formed for few classes, or if K−1 ≤
     * d, or if they are asked for.
     */
    public static double heapBytes(double classes, double width, boolean withMatrices) {
        boolean formed = withMatrices || FrameGeometry.formsProducts((int) classes, (int) width);
        return Double.BYTES
                * (CLASS_ROWS * classes * width
                        + SQUARES * width * width
                        + (formed ? CLASS_SQUARES * classes * classes : 0));
    }

    /**
     * Computes metrics, matrices and spectra. Parameters as in {@link CollapseMetrics#of}.
     *
     * @param statistics the split's statistics at the layer
     */
    public static LayerMeasurement of(
            FeatureStatistics statistics,
            HeadInputs headInputs,
            double[] oodMean,
            double learningRate,
            Boolean terminalPhase) {
        return of(statistics, headInputs, oodMean, learningRate, terminalPhase, true);
    }

    /** The same, without the K×K matrices if there are too many classes for them. */
    public static LayerMeasurement of(
            FeatureStatistics statistics,
            HeadInputs headInputs,
            double[] oodMean,
            double learningRate,
            Boolean terminalPhase,
            boolean withMatrices) {
        Factorizations factorizations = Factorizations.of(statistics);
        Head head = headInputs == null ? null : headInputs.head().firstOutputs(statistics.classes());
        return new LayerMeasurement(
                CollapseMetrics.of(factorizations, headInputs, oodMean, learningRate, terminalPhase),
                withMatrices ? ClassMatrices.of(statistics, head) : null,
                Spectra.of(factorizations, head));
    }
}
