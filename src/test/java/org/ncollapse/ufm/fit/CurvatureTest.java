package org.ncollapse.ufm.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ncollapse.ufm.Deep;
import org.ncollapse.ufm.Imbalanced;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.Objective;
import org.ncollapse.ufm.PlainCrossEntropy;
import org.ncollapse.ufm.PlainMse;
import org.ncollapse.ufm.SingularValues;
import org.ncollapse.ufm.State;

/** The bound beside the Hessian itself, by finite differences of the gradient. */
class CurvatureTest {

    static Stream<Model> models() {
        double none = Double.POSITIVE_INFINITY;
        return Stream.of(new PlainMse(3, 3, 4, .01, .02, none), new PlainMse(3, 3, 4, .01, .02, .7), new PlainCrossEntropy(3, 3, 4, .01, .02, .1),
                new Imbalanced(List.of(4, 2, 1), 4, .01, .02), new Deep(3, 3, List.of(4, 3), List.of(.01, .02, .03), false),
                new Deep(3, 3, List.of(4, 3), List.of(.01, .02, .03), true), new Deep(2, 2, List.of(3, 2, 3), List.of(.01, .02, .03, .04), false));
    }

    @ParameterizedTest
    @MethodSource("models")
    void theStepIsStableAndNotWastefullySmall(Model model) {
        for (double scale : new double[] {.1, 1, 3}) {
            State state = State.gaussian(model, scale, 4);
            double largest = largestCurvature(model, state);
            double bound = 1 / Curvature.step(model, state);
            assertThat(bound).isGreaterThan(.98 * largest).isLessThan(12 * largest);
        }
    }

    private static double largestCurvature(Model model, State state) {
        Objective objective = new Objective(model);
        double[] x = objective.pack(state);
        double[] above = new double[x.length];
        double[] below = new double[x.length];
        DMatrixRMaj hessian = new DMatrixRMaj(x.length, x.length);
        for (int i = 0; i < x.length; i++) {
            double value = x[i];
            x[i] = value + 1e-5;
            objective.valueAndGradient(x, above);
            x[i] = value - 1e-5;
            objective.valueAndGradient(x, below);
            x[i] = value;
            for (int j = 0; j < x.length; j++) {
                hessian.add(i, j, (above[j] - below[j]) / 4e-5);
                hessian.add(j, i, (above[j] - below[j]) / 4e-5);
            }
        }
        // The largest singular value of a symmetric matrix is its curvature of largest size.
        return SingularValues.of(hessian, 1)[0];
    }
}
