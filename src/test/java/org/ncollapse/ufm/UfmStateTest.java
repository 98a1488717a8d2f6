package org.ncollapse.ufm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class UfmStateTest {

    @Test
    void gaussianStateHasTheModelsShapesAndTheStandardDeviation() {
        UfmModel model = new PlainMseModel(10, 100, 64, .1, .1, 1);
        UfmState state = UfmState.gaussian(model, 3, 11);
        assertThat(state.weights()).singleElement().satisfies(weight -> {
            assertThat(weight.numRows).isEqualTo(10);
            assertThat(weight.numCols).isEqualTo(64);
        });
        assertThat(state.bias()).hasSize(10);
        assertThat(state.features().numRows).isEqualTo(1000);
        double[] values = state.features().data;
        assertThat(values).hasSize(64_000);
        // Five standard errors of each moment of 64,000 independent normal values.
        assertThat(Arrays.stream(values).average().getAsDouble()).isCloseTo(0, within(5 * 3 / Math.sqrt(64_000)));
        assertThat(Arrays.stream(values).map(value -> value * value).average().getAsDouble())
                .isCloseTo(9, within(5 * 9 * Math.sqrt(2.0 / 64_000)));
        assertThat(Arrays.stream(values)
                        .map(value -> Math.pow(value, 4))
                        .average()
                        .getAsDouble())
                .isCloseTo(3 * 81, within(5 * 81 * Math.sqrt(96.0 / 64_000)));
    }

    @Test
    void seedDeterminesTheState() {
        UfmModel model = new DeepModel(3, 2, List.of(4, 5), List.of(.1, .1, .1), false);
        UfmState state = UfmState.gaussian(model, 1, 2);
        assertThat(state.bias()).isNull();
        assertThat(UfmState.gaussian(model, 1, 2).features().data).containsExactly(state.features().data);
        assertThat(UfmState.gaussian(model, 1, 3).features().data).isNotEqualTo(state.features().data);
    }

    @Test
    void layerFeaturesAreTheForwardPass() {
        DMatrixRMaj head = new DMatrixRMaj(new double[][] {{1, 1}});
        DMatrixRMaj hidden = new DMatrixRMaj(new double[][] {{1, -1}, {2, 0}});
        DMatrixRMaj features = new DMatrixRMaj(new double[][] {{1, 3}, {-2, -5}});
        UfmState state = new UfmState(List.of(head, hidden), features, null);
        List<DMatrixRMaj> linear = state.layerFeatures(new DeepModel(2, 1, List.of(2, 2), List.of(.1, .1, .1), false));
        assertThat(linear).hasSize(2);
        assertThat(linear.get(0).data).containsExactly(-2, 2, 3, -4);
        assertThat(linear.get(1)).isSameAs(features);
        List<DMatrixRMaj> relu = state.layerFeatures(new DeepModel(2, 1, List.of(2, 2), List.of(.1, .1, .1), true));
        assertThat(relu.get(0).data).containsExactly(0, 2, 3, 0);
    }

    @Test
    void copyIsDeep() {
        UfmState state = UfmState.gaussian(new PlainMseModel(2, 2, 2, .1, .1, 0), 1, 1);
        UfmState copy = state.copy();
        double[] before = copy.features().data.clone();
        state.features().zero();
        state.weights().get(0).zero();
        state.bias()[0] = 100;
        assertThat(copy.features().data).containsExactly(before);
        assertThat(copy.weights().get(0).data).doesNotContain(0);
        assertThat(copy.bias()[0]).isNotEqualTo(100);
    }
}
