package org.ncollapse.report.figure;

import java.util.List;
import java.util.OptionalInt;
import org.ncollapse.spec.Split;

/**
 * What the figures need of one run: its captured measurements and its running values, as read from the run's files. A
 * value that the run left undefined (an empty cell) is NaN here.
 *
 * @param captures one entry a row of {@code metrics.csv}, in the file's order
 * @param epochs one entry a row of {@code epochs.csv}, in the file's order
 */
record FigureData(List<CapturedRow> captures, List<RunningRow> epochs) {

    FigureData {
        captures = List.copyOf(captures);
        epochs = List.copyOf(epochs);
    }

    /**
     * Measurements with fixed weights at the end of one epoch, at one tap, on one split.
     *
     * @param epoch completed epochs; 0 is the initial network
     * @param layer the tap's name
     * @param loss filled, like {@code objective}, {@code error} and the NC3 distances, only for the layer that the head
     *     reads
     * @param objective the data term with all penalties; on the training split alone
     * @param error share of samples misclassified, 0 to 1
     * @param terminal whether the training error has been zero in this epoch or an earlier one
     */
    record CapturedRow(
            int epoch,
            String layer,
            Split split,
            double nc1,
            double nc2Etf,
            double nc2Of,
            double nc3Etf,
            double nc3Of,
            double loss,
            double objective,
            double error,
            boolean terminal) {}

    /** Loss and error over one epoch's batches, measured while the weights move. */
    record RunningRow(int epoch, double loss, double error) {}

    /** The taps, in the order in which the file first names them. */
    List<String> layers() {
        return captures.stream().map(CapturedRow::layer).distinct().toList();
    }

    /** The last epoch that either file knows; 0 for files without rows. */
    int lastEpoch() {
        int captured = captures.stream().mapToInt(CapturedRow::epoch).max().orElse(0);
        return Math.max(
                captured, epochs.stream().mapToInt(RunningRow::epoch).max().orElse(0));
    }

    /** The first epoch of zero training error, where the terminal phase begins; empty if the run has none. */
    OptionalInt zeroErrorEpoch() {
        return captures.stream()
                .filter(CapturedRow::terminal)
                .mapToInt(CapturedRow::epoch)
                .min();
    }
}
