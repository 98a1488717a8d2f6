package org.ncollapse.capture;

import java.util.List;
import org.ncollapse.network.Network;

/**
 * Collects the features of some samples during one pass over the training split.
 *
 * @param features one for each tap, in the taps' order
 */
record SampleAccumulator(SampleSubset subset, List<SampleFeatureSelector> features) {

    /** Returns an accumulator for the start of a pass. */
    static SampleAccumulator of(SampleSubset subset, Network network, List<String> taps) {
        return new SampleAccumulator(
                subset,
                taps.stream()
                        .map(tap -> new SampleFeatureSelector(subset, network.tapWidth(tap)))
                        .toList());
    }
}
