package org.ncollapse.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.ncollapse.io.npy.NpyReader;
import org.ncollapse.io.npy.NpzReader;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureStatistics;
import org.ncollapse.stats.Head;

/** The contents of a {@code features} file of {@link TinyRun}. The head is null for other layers than its input. */
record SavedFeatureFile(float[] features, int[] labels, Head head, double weightDecay) {

    static final int CLASSES = 10;
    static final int WIDTH = 32;

    static SavedFeatureFile read(Path export, int epoch, String tap, String split) throws IOException {
        try (NpzReader file =
                NpzReader.open(export.resolve("features/epoch-%04d-%s-%s.npz".formatted(epoch, tap, split)))) {
            double[] features = doubles(file, "features");
            float[] values = new float[features.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) features[i];
            }
            boolean isHeadInput = tap.equals("penultimate");
            assertThat(file.contains("weights")).isEqualTo(isHeadInput);
            return new SavedFeatureFile(
                    values,
                    ints(file, "labels"),
                    isHeadInput ? new Head(CLASSES, WIDTH, doubles(file, "weights"), doubles(file, "bias")) : null,
                    isHeadInput ? doubles(file, "weight_decay")[0] : Double.NaN);
        }
    }

    private static double[] doubles(NpzReader file, String name) throws IOException {
        try (NpyReader array = file.openArray(name)) {
            return array.readDoubles();
        }
    }

    private static int[] ints(NpzReader file, String name) throws IOException {
        try (NpyReader array = file.openArray(name)) {
            return array.readInts();
        }
    }

    FeatureStatistics statistics() {
        double[] values = new double[features.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = features[i];
        }
        ClassMoments moments = new ClassMoments(CLASSES, WIDTH);
        moments.accept(values, labels, labels.length);
        return moments.statistics();
    }

    /** Returns (1/2N) Σ ‖Wh + b − e‖², by its definition. */
    double loss() {
        double[][] weights = rows(head);
        double[] bias = head.bias();
        double sum = 0;
        for (int sample = 0; sample < labels.length; sample++) {
            for (int k = 0; k < CLASSES; k++) {
                double residual = bias[k] - (labels[sample] == k ? 1 : 0);
                for (int j = 0; j < WIDTH; j++) {
                    residual += weights[k][j] * features[sample * WIDTH + j];
                }
                sum += residual * residual;
            }
        }
        return sum / (2 * labels.length);
    }

    private static double[][] rows(Head head) {
        double[][] rows = new double[CLASSES][WIDTH];
        for (int k = 0; k < CLASSES; k++) {
            for (int j = 0; j < WIDTH; j++) {
                rows[k][j] = head.weights().get(k, j);
            }
        }
        return rows;
    }
}
