package org.ncollapse.ufm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientFlowTest {
    private static final DeepModel LINEAR = new DeepModel(4, 6, List.of(8, 7), List.of(.004, .003, .002), false);

    static Stream<UfmModel> smooth() {
        return Stream.of(
                new PlainMseModel(4, 6, 9, .01, .01),
                new PlainMseModel(4, 6, 9, .01, .01, 0),
                new PlainCrossEntropyModel(4, 6, 9, .005, .005),
                new ImbalancedModel(List.of(9, 7, 5, 3), 9, .01, .01),
                LINEAR);
    }

    /**
     * Gradient descent converges to the flow as the step becomes small. Its error is proportional to the step and is
     * extrapolated to zero.
     */
    @ParameterizedTest
    @MethodSource("smooth")
    void isTheLimitOfGradientDescentWithSmallSteps(UfmModel model) {
        UfmState start = UfmState.gaussian(model, .7, 3);
        UfmState end = flow(new GradientFlow(model, start, 1), 30);
        UfmState coarse = descend(model, start, 30, 60_000);
        UfmState fine = descend(model, start, 30, 120_000);
        assertThat(distance(end.features(), CommonOps_DDRM.add(2, fine.features(), -1, coarse.features(), null)))
                .isLessThan(3e-3);
        for (int l = 0; l < fine.weights().size(); l++) {
            DMatrixRMaj limit = CommonOps_DDRM.add(
                    2, fine.weights().get(l), -1, coarse.weights().get(l), null);
            assertThat(distance(end.weights().get(l), limit)).isLessThan(3e-3);
        }
    }

    /**
     * The ReLU's derivative is discontinuous, so descents with different steps differ by a few per cent. The flow with
     * the smoothed ReLU stays within that range.
     */
    @Test
    void reluModelIsAccurateUpToTheSmoothing() {
        UfmModel model = new DeepModel(4, 60, List.of(8, 7), List.of(.004, .003, .0002), true);
        UfmState start = UfmState.gaussian(model, .7, 3);
        UfmState end = flow(new GradientFlow(model, start, 1), 300);
        assertThat(distance(end.features(), descend(model, start, 300, 60_000).features()))
                .isLessThan(.05);
    }

    /**
     * A step of plain gradient descent must be below 2 divided by the spectral radius, and features move n times more
     * slowly than weights.
     */
    @Test
    void longTimesNeedFewGradientEvaluations() {
        UfmModel model = new PlainMseModel(4, 100, 8, .01, .0001);
        GradientFlow flow = new GradientFlow(model, UfmState.gaussian(model, .7, 3), 1);
        UfmState end = flow(flow, 8000);
        assertThat(flow.gradientEvaluations()).isLessThan(3000);
        UfmState descent = descend(model, UfmState.gaussian(model, .7, 3), 8000, 800_000);
        // The within-class deviations of the outputs decrease by orders of magnitude and are accurate to 2 %.
        assertThat(withinClassDeviation(model, end))
                .isCloseTo(withinClassDeviation(model, descent), within(.02 * withinClassDeviation(model, descent)));
        assertThat(withinClassDeviation(model, end))
                .isLessThan(1e-3 * withinClassDeviation(model, UfmState.gaussian(model, .7, 3)));
    }

    /**
     * Four copies of each sample with a quarter of the penalty move like the samples themselves with a feature rate of
     * one quarter.
     */
    @Test
    void fewSamplesWithLowerFeatureRateMatchManySamples() {
        DeepModel few = LINEAR;
        DeepModel many = new DeepModel(4, 24, List.of(8, 7), List.of(.004, .003, .0005), false);
        UfmState start = UfmState.gaussian(few, .7, 3);
        DMatrixRMaj copies = new DMatrixRMaj(96, 7);
        for (int i = 0; i < 96; i++) {
            System.arraycopy(start.features().data, i / 4 * 7, copies.data, i * 7, 7);
        }
        UfmState ofFew = flow(new GradientFlow(few, start, .25), 200);
        UfmState ofMany = flow(new GradientFlow(many, new UfmState(start.weights(), copies, null), 1), 200);
        assertThat(distance(ofFew.weights().get(0), ofMany.weights().get(0))).isLessThan(2e-3);
        assertThat(distance(ofFew.weights().get(1), ofMany.weights().get(1))).isLessThan(2e-3);
        for (int i = 0; i < 96; i++) {
            for (int j = 0; j < 7; j++) {
                assertThat(ofMany.features().get(i, j))
                        .isCloseTo(ofFew.features().get(i / 4, j), within(5e-3));
            }
        }
    }

    private static UfmState flow(GradientFlow flow, double time) {
        while (flow.time() < time) {
            flow.step(time);
        }
        return flow.state();
    }

    private static UfmState descend(UfmModel model, UfmState start, double time, int steps) {
        GradientDescent descent = new GradientDescent(model, start, time / steps);
        descent.step(steps);
        return descent.state();
    }

    private static double distance(DMatrixRMaj actual, DMatrixRMaj expected) {
        return NormOps_DDRM.normF(CommonOps_DDRM.subtract(actual, expected, null)) / NormOps_DDRM.normF(expected);
    }

    /** Returns ‖W(H − H̄)‖_F for classes of equal sizes. */
    private static double withinClassDeviation(UfmModel model, UfmState state) {
        DMatrixRMaj z =
                CommonOps_DDRM.multTransB(state.features(), state.weights().get(0), null);
        int n = model.classCounts().get(0);
        double squares = 0;
        for (int j = 0; j < z.numCols; j++) {
            for (int first = 0; first < z.numRows; first += n) {
                double mean = 0;
                for (int i = first; i < first + n; i++) {
                    mean += z.get(i, j) / n;
                }
                for (int i = first; i < first + n; i++) {
                    squares += Math.pow(z.get(i, j) - mean, 2);
                }
            }
        }
        return Math.sqrt(squares);
    }
}
