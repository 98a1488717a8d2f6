package org.ncollapse.ufm;

import java.util.List;
import java.util.stream.Stream;

/** Small models of each kind, with unequal penalties and widths. */
final class SmallModels {
    private SmallModels() {}

    static Stream<UfmModel> all() {
        return Stream.of(
                new PlainMseModel(3, 4, 5, .02, .01),
                new PlainMseModel(3, 4, 5, .02, .01, 0),
                new PlainMseModel(3, 4, 2, .02, .01, .5),
                new PlainCrossEntropyModel(3, 4, 5, .02, .01),
                new PlainCrossEntropyModel(3, 4, 5, .02, .01, 0),
                new PlainCrossEntropyModel(2, 3, 4, .02, .01, .5),
                new ImbalancedModel(List.of(5, 1, 3), 4, .02, .01),
                new DeepModel(3, 4, List.of(5, 6), List.of(.02, .01, .005), false),
                new DeepModel(3, 4, List.of(5, 6), List.of(.02, .01, .005), true),
                new DeepModel(3, 2, List.of(6, 4, 5, 3, 4), List.of(.02, .01, .005, .002, .03, .001), false));
    }
}
