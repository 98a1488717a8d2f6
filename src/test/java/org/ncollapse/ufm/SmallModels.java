package org.ncollapse.ufm;

import java.util.List;
import java.util.stream.Stream;

/** One of every kind of model, small, with unequal penalties and widths. */
final class SmallModels {
    private SmallModels() {}

    static Stream<Model> all() {
        double none = Double.POSITIVE_INFINITY;
        return Stream.of(
                new PlainMse(3, 4, 5, .02, .01, none),
                new PlainMse(3, 4, 5, .02, .01, 0),
                new PlainMse(3, 4, 2, .02, .01, .5),
                new PlainCrossEntropy(3, 4, 5, .02, .01, none),
                new PlainCrossEntropy(3, 4, 5, .02, .01, 0),
                new PlainCrossEntropy(2, 3, 4, .02, .01, .5),
                new Imbalanced(List.of(5, 1, 3), 4, .02, .01),
                new Deep(3, 4, List.of(5, 6), List.of(.02, .01, .005), false),
                new Deep(3, 4, List.of(5, 6), List.of(.02, .01, .005), true),
                new Deep(3, 2, List.of(6, 4, 5, 3, 4), List.of(.02, .01, .005, .002, .03, .001), false));
    }
}
