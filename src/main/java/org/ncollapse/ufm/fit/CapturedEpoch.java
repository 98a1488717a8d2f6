package org.ncollapse.ufm.fit;

import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * The statistics of one captured epoch, over the whole training split.
 *
 * @param epoch completed epochs
 * @param time Σ η/(1 − μ) over all steps so far, with the learning rate η and the momentum μ: the time of the gradient
 *     flow that SGD follows; NaN if it is not known
 * @param inTerminalPhase whether the training error has been zero in this or an earlier epoch
 * @param loss the data term at fixed weights
 * @param penultimate the head's input
 * @param distances NC2 of the head's input
 * @param head the head's weights, bias and outputs
 * @param hidden the last hidden fully connected layer; empty without one, or if its input was not captured
 */
public record CapturedEpoch(
        int epoch,
        double time,
        boolean inTerminalPhase,
        double loss,
        LayerStatistics penultimate,
        FrameDistances distances,
        HeadStatistics head,
        Optional<HiddenLayerStatistics> hidden) {

    /**
     * The features of one layer.
     *
     * @param gram H̄ᵀH̄, K×K
     * @param withinTrace tr Σ_W
     * @param nc1 tr(Σ_W Σ_B†)/K
     */
    public record LayerStatistics(DMatrixRMaj gram, double withinTrace, double nc1) {

        /** Returns ‖H‖²_F over all samples: Σ n_k ‖h̄_k‖² + N tr Σ_W. */
        public double squaredNorm(List<Integer> classCounts) {
            double means = 0;
            int samples = 0;
            for (int k = 0; k < gram.numRows; k++) {
                means += classCounts.get(k) * gram.get(k, k);
                samples += classCounts.get(k);
            }
            return means + samples * withinTrace;
        }
    }

    /** Distances of the head's input from the frames of theory, as the columns of {@code metrics.csv}. */
    public record FrameDistances(double nc2Etf, double nc2Of) {}

    /**
     * The head.
     *
     * @param gram WWᵀ, K×K
     * @param logits K×K at the class means, bias included: entry (i, j) is output i at the mean of class j
     * @param bias K values; null without a bias
     */
    public record HeadStatistics(DMatrixRMaj gram, DMatrixRMaj logits, double[] bias) {}

    /**
     * The last hidden fully connected layer.
     *
     * @param input its input features, the tap {@code previous}
     * @param weightSquaredNorm ‖W_1‖²_F
     * @param biasSquaredNorm ‖b_1‖²; 0 without a bias
     */
    public record HiddenLayerStatistics(LayerStatistics input, double weightSquaredNorm, double biasSquaredNorm) {}
}
