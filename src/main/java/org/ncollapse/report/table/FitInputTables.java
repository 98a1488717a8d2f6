package org.ncollapse.report.table;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ncollapse.io.BadInputException;
import org.ncollapse.ufm.fit.CapturedEpoch.FrameDistances;

/**
 * The data of a fit from a run's tables: the training split at all captured epochs, and the learning rates.
 *
 * @param epochs the captured ones, ascending
 * @param learningRates of all trained epochs, ascending
 */
public record FitInputTables(List<EpochStatistics> epochs, List<EpochLearningRate> learningRates) {

    public FitInputTables {
        epochs = List.copyOf(epochs);
        learningRates = List.copyOf(learningRates);
    }

    /**
     * One captured epoch.
     *
     * @param epoch completed epochs; 0 is the initial network
     * @param inTerminalPhase whether the training error has been zero in this epoch or an earlier one
     * @param loss the data term at fixed weights
     * @param distances NC2 of the head's input
     * @param headGram WWᵀ, K×K
     * @param logits K×K at the class means, bias included: entry (i, j) is output i at the mean of class j
     * @param layers in the table's order
     */
    public record EpochStatistics(
            int epoch,
            boolean inTerminalPhase,
            double loss,
            FrameDistances distances,
            DMatrixRMaj headGram,
            DMatrixRMaj logits,
            List<LayerValues> layers) {
        public EpochStatistics {
            layers = List.copyOf(layers);
        }
    }

    /**
     * The features of one layer at a captured epoch.
     *
     * @param layer the tap's name
     * @param gram H̄ᵀH̄, K×K; NaN where a class is absent
     * @param withinTrace tr Σ_W
     * @param nc1 tr(Σ_W Σ_B†)/K
     */
    public record LayerValues(String layer, DMatrixRMaj gram, double withinTrace, double nc1) {}

    /** The learning rate of an epoch's steps. */
    public record EpochLearningRate(int epoch, double learningRate) {}

    /**
     * Reads {@code metrics.csv}, {@code gram.csv}, {@code logits.csv}, {@code spectra.csv} and {@code epochs.csv}.
     *
     * @throws BadInputException if a file, a needed column or a cell is missing or invalid, or if the files disagree
     * @throws UncheckedIOException if the disk fails
     */
    public static FitInputTables read(Path runFolder) {
        return new FitInputTablesReader(runFolder, false).read();
    }

    /** As {@link #read}, for the last captured epoch only. */
    public static FitInputTables readLastEpoch(Path runFolder) {
        return new FitInputTablesReader(runFolder, true).read();
    }
}
