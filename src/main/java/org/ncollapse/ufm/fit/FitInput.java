package org.ncollapse.ufm.fit;

import java.util.List;
import java.util.Optional;

/**
 * Everything that a fit reads of a run.
 *
 * @param settings the run's settings
 * @param epochs all captured ones, in order
 * @param initialSamples at the zero-error epoch; null if no captured epoch has zero training error
 * @param hiddenSpectrum singular values, descending, of the weights of the last hidden fully connected layer at the
 *     last captured epoch; empty without such a layer
 */
public record FitInput(
        RunSettings settings,
        List<CapturedEpoch> epochs,
        InitialSamples initialSamples,
        Optional<double[]> hiddenSpectrum) {

    public FitInput {
        epochs = List.copyOf(epochs);
    }

    /** Returns the last captured epoch. */
    CapturedEpoch last() {
        return epochs.get(epochs.size() - 1);
    }

    /** Returns the captured epochs from the zero-error epoch. */
    List<CapturedEpoch> terminalPhase() {
        return epochs.stream().filter(CapturedEpoch::inTerminalPhase).toList();
    }
}
