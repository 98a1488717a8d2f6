package org.ncollapse.ufm.fit;

import java.util.List;
import java.util.Optional;

/**
 * Everything that a fit reads of a run.
 *
 * @param settings the run's settings
 * @param measured whether the features were saved by another program, which may have computed them in another way than
 *     during training
 * @param epochs all captured ones, in order
 * @param widths of the head's input and, if there is a hidden fully connected layer before it, of that layer's input;
 *     at the last captured epoch
 * @param initialSamples at the zero-error epoch; null if there are no trajectories to compare
 * @param hiddenSpectrum singular values, descending, of the weights of the last hidden fully connected layer at the
 *     last captured epoch; empty without such a layer
 */
public record FitInput(
        RunSettings settings,
        boolean measured,
        List<CapturedEpoch> epochs,
        List<Integer> widths,
        InitialSamples initialSamples,
        Optional<double[]> hiddenSpectrum) {
    /** The fewest captured epochs in the terminal phase: half of them are fitted, half are held out. */
    private static final int MIN_EPOCHS = 8;

    public FitInput {
        epochs = List.copyOf(epochs);
        widths = List.copyOf(widths);
    }

    /** Returns the same input with the samples from which trajectories start. */
    public FitInput withInitialSamples(InitialSamples samples) {
        return new FitInput(settings, measured, epochs, widths, samples, hiddenSpectrum);
    }

    /** Returns why the trajectories of models cannot be compared with the network's; empty if they can. */
    public Optional<TrajectoryProblem> trajectoryProblem() {
        Optional<String> setting = settings.trajectoryProblem();
        if (setting.isPresent()) {
            return Optional.of(new TrajectoryProblem(setting.get(), ""));
        }
        int captured = terminalPhase().size();
        if (captured < MIN_EPOCHS) {
            return Optional.of(TrajectoryProblem.ofFewEpochs(captured, MIN_EPOCHS, measured));
        }
        return terminalPhase().stream().anyMatch(epoch -> Double.isNaN(epoch.time()))
                ? Optional.of(TrajectoryProblem.OF_UNKNOWN_TIME)
                : Optional.empty();
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
