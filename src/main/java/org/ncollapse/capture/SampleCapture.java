package org.ncollapse.capture;

import java.util.List;
import org.ncollapse.network.Network;

/**
 * What one pass over the training split gathers of some samples.
 *
 * @param features one for each tap, in the taps' order
 */
record SampleCapture(SampleSet set, List<SampleFeatures> features) {

    /** Before the pass. */
    static SampleCapture of(SampleSet set, Network network, List<String> taps) {
        return new SampleCapture(
                set,
                taps.stream()
                        .map(tap -> new SampleFeatures(set, network.width(tap)))
                        .toList());
    }
}
