package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * One captured epoch of a run, on the training split.
 *
 * @param epoch       completed epochs
 * @param time        Σ η over all steps so far
 * @param terminal    whether the training error has been zero
 * @param loss        the data term at fixed weights
 * @param penultimate the head's input
 * @param previous    the input of the last hidden fully connected layer; null without one, or where it was not captured
 * @param headGram    WWᵀ
 * @param logits      K×K at the class means, bias included: entry (i, j) is output i at the mean of class j
 * @param samples     a few samples' features and the weights above them
 */
public record CapturedEpoch(int epoch, double time, boolean terminal, double loss, LayerEvidence penultimate, LayerEvidence previous,
        DMatrixRMaj headGram, DMatrixRMaj logits, Samples samples) {

    /**
     * One layer's features over the whole training split.
     *
     * @param gram        H̄ᵀH̄, K×K
     * @param withinTrace tr Σ_W
     */
    public record LayerEvidence(DMatrixRMaj gram, double withinTrace) {

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

    /**
     * The fixed samples that a run keeps at every captured epoch, sorted by class.
     *
     * @param counts        samples of each class
     * @param penultimate   a row a sample
     * @param previous      a row a sample; null as above
     * @param weights       of the head, K×d
     * @param bias          of the head; null without one
     * @param hiddenWeights d×d₁ of the layer between previous and penultimate; null without one
     * @param hiddenBias    of that layer; null without one
     */
    public record Samples(int[] counts, DMatrixRMaj penultimate, DMatrixRMaj previous, DMatrixRMaj weights, double[] bias,
            DMatrixRMaj hiddenWeights, double[] hiddenBias) {

        /** The first few of each class, with the same weights. */
        public Samples first(int[] fewer) {
            return new Samples(fewer.clone(), first(penultimate, fewer), previous == null ? null : first(previous, fewer),
                    weights, bias, hiddenWeights, hiddenBias);
        }

        /** As many of each class as there are of the class with fewest. */
        Samples balanced() {
            int[] fewer = new int[counts.length];
            Arrays.fill(fewer, Arrays.stream(counts).min().orElseThrow());
            return first(fewer);
        }

        private DMatrixRMaj first(DMatrixRMaj rows, int[] fewer) {
            DMatrixRMaj taken = new DMatrixRMaj(Arrays.stream(fewer).sum(), rows.numCols);
            int from = 0;
            int to = 0;
            for (int k = 0; k < counts.length; k++) {
                System.arraycopy(rows.data, from * rows.numCols, taken.data, to * rows.numCols, fewer[k] * rows.numCols);
                from += counts[k];
                to += fewer[k];
            }
            return taken;
        }
    }
}
