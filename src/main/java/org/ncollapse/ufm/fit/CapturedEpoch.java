package org.ncollapse.ufm.fit;

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
    }
}
