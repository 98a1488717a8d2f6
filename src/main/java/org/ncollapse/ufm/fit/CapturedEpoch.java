package org.ncollapse.ufm.fit;

import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * One captured epoch of a run, measured on the whole training split.
 *
 * @param epoch completed epochs
 * @param learningRateSum Σ η over all steps so far
 * @param inTerminalPhase whether the training error has been zero
 * @param loss the data term at fixed weights
 * @param penultimate the head's input
 * @param previous the input of the last hidden fully connected layer; null without one, or where it was not captured
 * @param distances from the frames of theory
 * @param headGram WWᵀ
 * @param logits K×K at the class means, bias included: entry (i, j) is output i at the mean of class j
 * @param weights what the matrices above do not say of the last layers
 */
public record CapturedEpoch(
        int epoch,
        double learningRateSum,
        boolean inTerminalPhase,
        double loss,
        LayerStatistics penultimate,
        LayerStatistics previous,
        FrameDistances distances,
        DMatrixRMaj headGram,
        DMatrixRMaj logits,
        LastLayerWeights weights) {

    /**
     * One layer's features.
     *
     * @param gram H̄ᵀH̄, K×K
     * @param withinTrace tr Σ_W
     * @param nc1 tr(Σ_W Σ_B†)/K
     */
    public record LayerStatistics(DMatrixRMaj gram, double withinTrace, double nc1) {

        /** ‖H‖²_F over all samples: Σ n_k ‖h̄_k‖² + N tr Σ_W. */
        public double squaredNorm(List<Integer> counts) {
            double means = 0;
            int samples = 0;
            for (int k = 0; k < gram.numRows; k++) {
                means += counts.get(k) * gram.get(k, k);
                samples += counts.get(k);
            }
            return means + samples * withinTrace;
        }
    }

    /** NC2 and NC3 of the head's input, as the columns of {@code metrics.csv} have them. */
    public record FrameDistances(double nc2Etf, double nc2Of, double nc3Etf, double nc3Of) {}

    /**
     * What is needed of the weights at every epoch.
     *
     * @param headBias of the head; null without one
     * @param hiddenWeightSquaredNorm ‖W_1‖²_F of the layer between previous and penultimate; 0 without one
     * @param hiddenBiasSquaredNorm its bias's squared norm; 0 without one
     */
    public record LastLayerWeights(double[] headBias, double hiddenWeightSquaredNorm, double hiddenBiasSquaredNorm) {}
}
