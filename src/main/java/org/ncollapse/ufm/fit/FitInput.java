package org.ncollapse.ufm.fit;

import java.util.List;

/**
 * All that a fit is made from.
 *
 * @param epochs all captured ones, in order
 * @param startSamples at the first of them without training error; null where there is none
 * @param hiddenSpectrum singular values, descending, of the last hidden layer's weights at the last captured epoch;
 *     null without such a layer
 */
public record FitInput(
        RunSettings settings, List<CapturedEpoch> epochs, StartSamples startSamples, double[] hiddenSpectrum) {

    public FitInput {
        epochs = List.copyOf(epochs);
    }

    CapturedEpoch last() {
        return epochs.get(epochs.size() - 1);
    }

    /** The captured epochs from the first with zero training error on. */
    List<CapturedEpoch> terminalPhase() {
        return epochs.stream().filter(CapturedEpoch::inTerminalPhase).toList();
    }
}
