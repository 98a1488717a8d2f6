package org.ncollapse.ufm.fit;

import java.util.List;

/**
 * All that a fit is made from.
 *
 * @param epochs all captured ones, in order
 * @param departure at the first of them without training error; null where there is none
 * @param hiddenSpectrum singular values, descending, of the last hidden layer's weights at the last captured epoch;
 *     null without such a layer
 */
public record Evidence(RunFacts facts, List<CapturedEpoch> epochs, Departure departure, double[] hiddenSpectrum) {

    public Evidence {
        epochs = List.copyOf(epochs);
    }

    CapturedEpoch last() {
        return epochs.get(epochs.size() - 1);
    }

    /** The captured epochs from the first with zero training error on. */
    List<CapturedEpoch> pastZeroError() {
        return epochs.stream().filter(CapturedEpoch::terminal).toList();
    }
}
