package org.ncollapse.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadEvaluatorTest {

    @Test
    void agreesWithDefinitionsSampleBySample() {
        int classes = 7;
        int width = 19;
        int rows = 2500;
        Random random = new Random(1);
        double[] weights = random.doubles(classes * width, -1, 1).toArray();
        double[] bias = random.doubles(classes, -1, 1).toArray();
        double[] features = random.doubles(rows * width, -1, 1).toArray();
        int[] labels = random.ints(rows, 0, classes).toArray();
        double squaredErrors = 0;
        double crossEntropy = 0;
        int errors = 0;
        for (int i = 0; i < rows; i++) {
            double[] z = new double[classes];
            double sum = 0;
            int best = 0;
            for (int k = 0; k < classes; k++) {
                z[k] = bias[k];
                for (int j = 0; j < width; j++) {
                    z[k] += weights[k * width + j] * features[i * width + j];
                }
                sum += Math.exp(z[k]);
                best = z[k] > z[best] ? k : best;
                squaredErrors += Math.pow(z[k] - (k == labels[i] ? 1 : 0), 2);
            }
            crossEntropy += Math.log(sum) - z[labels[i]];
            errors += best == labels[i] ? 0 : 1;
        }
        HeadEvaluator evaluator = new HeadEvaluator(new Head(classes, width, weights, bias));
        evaluator.accept(Arrays.copyOf(features, 1500 * width), labels, 1500);
        evaluator.accept(
                Arrays.copyOfRange(features, 1500 * width, rows * width), Arrays.copyOfRange(labels, 1500, rows), 1000);
        assertThat(evaluator.mseLoss()).isCloseTo(squaredErrors / (2 * rows), within(1e-12));
        assertThat(evaluator.crossEntropy()).isCloseTo(crossEntropy / rows, within(1e-12));
        assertThat(evaluator.error()).isEqualTo((double) errors / rows);
    }

    @Test
    void crossEntropyIsAccurateForLargeLogits() {
        Head head = new Head(2, 1, new double[] {1, 0}, null);
        HeadEvaluator wrong = new HeadEvaluator(head);
        wrong.accept(new float[] {2000}, new int[] {1}, 1);
        assertThat(wrong.crossEntropy()).isEqualTo(2000);
        HeadEvaluator right = new HeadEvaluator(head);
        right.accept(new float[] {50}, new int[] {0}, 1);
        assertThat(right.crossEntropy()).isEqualTo(Math.exp(-50));
    }

    @Test
    void tiesGoToLowerClassIndex() {
        // Small integers: every order of summation is exact, so that equal rows give equal logits in any BLAS kernel.
        double[] equalRows = new double[10 * 33];
        double[] row = new Random(4).ints(33, -9, 10).asDoubleStream().toArray();
        for (int k = 0; k < 10; k++) {
            System.arraycopy(row, 0, equalRows, k * 33, 33);
        }
        float[] features = new float[1000 * 33];
        Random random = new Random(5);
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextInt(19) - 9;
        }
        HeadEvaluator evaluator = new HeadEvaluator(new Head(10, 33, equalRows, null));
        evaluator.accept(features, new int[1000], 1000);
        assertThat(evaluator.error()).isZero();
        assertThat(evaluator.crossEntropy()).isCloseTo(Math.log(10), within(1e-12));
        assertThat(Head.argmax(new double[] {9, 1, 3, 3}, 1, 3)).isEqualTo(1);
    }

    @Test
    void nonFiniteLogitMakesLossesAndErrorNaN() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            HeadEvaluator evaluator = new HeadEvaluator(new Head(2, 1, new double[] {1, 2}, null));
            evaluator.accept(new float[] {1, bad}, new int[] {0, 1}, 2);
            assertThat(new double[] {evaluator.mseLoss(), evaluator.crossEntropy(), evaluator.error()})
                    .containsOnly(Double.NaN);
        }
    }

    @Test
    void noSamplesGiveNaN() {
        HeadEvaluator evaluator = new HeadEvaluator(new Head(2, 1, new double[] {1, 2}, null));
        assertThat(new double[] {evaluator.mseLoss(), evaluator.crossEntropy(), evaluator.error()})
                .containsOnly(Double.NaN);
    }

    @Test
    void rejectsHeadOfWrongSize() {
        assertThatThrownBy(() -> new Head(2, 3, new double[5], null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Head(2, 3, new double[6], new double[3]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void headCopiesItsArrays() {
        double[] weights = {1, 2};
        Head head = new Head(2, 1, weights, new double[] {3, 4});
        weights[0] = 9;
        head.weights().set(0, 0, 9);
        head.bias()[0] = 9;
        double[] logits = new double[2];
        head.logits(new double[] {1}, 1, logits);
        assertThat(logits).containsExactly(4, 6);
    }
}
