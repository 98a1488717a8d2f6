package org.ncollapse.capture;

import java.util.List;
import org.ncollapse.network.Network;

/**
 * What one pass over the training split gathers of some samples.
 *
 * @param features one for each tap, in the taps' order
 */
record SampleAccumulator(SampleSubset subset, List<SampleFeatureSelector> features) {

    /** Before the pass. */
    static SampleAccumulator of(SampleSubset set, Network network, List<String> taps) {
        return new SampleAccumulator(
                set,
                taps.stream()
                        .map(tap -> new SampleFeatureSelector(set, network.tapWidth(tap)))
                        .toList());
    }
}
