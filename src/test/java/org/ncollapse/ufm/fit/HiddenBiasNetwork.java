package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.ufm.fit.CapturedEpoch.HeadStatistics;
import org.ncollapse.ufm.fit.CapturedEpoch.HiddenLayerStatistics;

/**
 * A network W_2 max(W_1 x + b_1, 0) under MSE over eight fixed inputs in two classes, trained by a naive implementation
 * to a stationary point.
 *
 * @param biasFraction λ_b‖b_1‖²/(λ_W2‖W_2‖²)
 */
record HiddenBiasNetwork(DMatrixRMaj weights, DMatrixRMaj hiddenWeights, double[] hiddenBias, double biasFraction) {
    private static final int CLASSES = 2;
    private static final int WIDTH = 4;
    private static final int INPUTS = 3;
    private static final int SAMPLES = 8;

    static HiddenBiasNetwork train(double headDecay, double hiddenDecay, double biasDecay, long seed) {
        Random random = new Random(seed);
        double[][] x = matrix(SAMPLES, INPUTS, random);
        double[][] w2 = matrix(CLASSES, WIDTH, random);
        double[][] w1 = matrix(WIDTH, INPUTS, random);
        double[] b1 = random.doubles(WIDTH, 0, 1).toArray();
        for (int iteration = 0; iteration < 40_000; iteration++) {
            double[][] g2 = new double[CLASSES][WIDTH];
            double[][] g1 = new double[WIDTH][INPUTS];
            double[] gb = new double[WIDTH];
            for (int s = 0; s < SAMPLES; s++) {
                double[] h = new double[WIDTH];
                for (int j = 0; j < WIDTH; j++) {
                    double sum = b1[j];
                    for (int i = 0; i < INPUTS; i++) {
                        sum += w1[j][i] * x[s][i];
                    }
                    h[j] = Math.max(0, sum);
                }
                double[] back = new double[WIDTH];
                for (int k = 0; k < CLASSES; k++) {
                    double residual = k == s / (SAMPLES / CLASSES) ? -1 : 0;
                    for (int j = 0; j < WIDTH; j++) {
                        residual += w2[k][j] * h[j];
                    }
                    for (int j = 0; j < WIDTH; j++) {
                        g2[k][j] += residual * h[j] / SAMPLES;
                        back[j] += h[j] > 0 ? residual * w2[k][j] / SAMPLES : 0;
                    }
                }
                for (int j = 0; j < WIDTH; j++) {
                    gb[j] += back[j];
                    for (int i = 0; i < INPUTS; i++) {
                        g1[j][i] += back[j] * x[s][i];
                    }
                }
            }
            step(w2, g2, headDecay);
            step(w1, g1, hiddenDecay);
            step(new double[][] {b1}, new double[][] {gb}, biasDecay);
        }
        double bias = biasDecay * Arrays.stream(b1).map(b -> b * b).sum();
        double head = headDecay
                * Arrays.stream(w2)
                        .flatMapToDouble(Arrays::stream)
                        .map(w -> w * w)
                        .sum();
        return new HiddenBiasNetwork(new DMatrixRMaj(w2), new DMatrixRMaj(w1), b1, bias / head);
    }

    /** Returns the statistics that the balance needs. */
    CapturedEpoch epoch() {
        return new CapturedEpoch(
                1,
                1,
                true,
                0,
                null,
                null,
                new HeadStatistics(CommonOps_DDRM.multTransB(weights, weights, null), null, null),
                Optional.of(new HiddenLayerStatistics(
                        null,
                        Math.pow(NormOps_DDRM.normF(hiddenWeights), 2),
                        Arrays.stream(hiddenBias).map(b -> b * b).sum())));
    }

    private static void step(double[][] values, double[][] gradient, double decay) {
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                values[i][j] -= .1 * (gradient[i][j] + decay * values[i][j]);
            }
        }
    }

    private static double[][] matrix(int rows, int columns, Random random) {
        double[][] matrix = new double[rows][];
        Arrays.setAll(matrix, i -> random.doubles(columns, -1, 1).toArray());
        return matrix;
    }
}
