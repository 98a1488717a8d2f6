package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * The state from which models start: training samples at the zero-error epoch, sorted by class, and the weights of the
 * last layers.
 *
 * @param classCounts samples of each class
 * @param penultimate the head's input, one row per sample
 * @param penultimateMeans class means of the head's input over the whole training split, K×d
 * @param headWeights K×d
 * @param headBias K values; null without a bias
 * @param hidden the last hidden fully connected layer; empty without one, or if its input was not captured
 */
public record InitialSamples(
        int[] classCounts,
        DMatrixRMaj penultimate,
        DMatrixRMaj penultimateMeans,
        DMatrixRMaj headWeights,
        double[] headBias,
        Optional<HiddenLayer> hidden) {

    /**
     * The last hidden fully connected layer.
     *
     * @param input its input, one row per sample
     * @param inputMeans class means of its input over the whole training split, K×d₁
     * @param weights d×d₁
     */
    public record HiddenLayer(DMatrixRMaj input, DMatrixRMaj inputMeans, DMatrixRMaj weights) {}

    /** Keeps the first samples of each class, as many as given, with the same means and weights. */
    InitialSamples firstOfEachClass(int[] counts) {
        return new InitialSamples(
                counts.clone(),
                firstOfEachClass(penultimate, counts),
                penultimateMeans,
                headWeights,
                headBias,
                hidden.map(layer ->
                        new HiddenLayer(firstOfEachClass(layer.input(), counts), layer.inputMeans(), layer.weights())));
    }

    /**
     * Keeps equally many samples of each class: at most as many as the smallest class has, and at most
     * {@code maxSamples} in total, but at least two of each class.
     */
    InitialSamples balanced(int maxSamples) {
        int perClass =
                Math.min(Arrays.stream(classCounts).min().orElseThrow(), Math.max(2, maxSamples / classCounts.length));
        int[] counts = new int[classCounts.length];
        Arrays.fill(counts, perClass);
        return firstOfEachClass(counts);
    }

    private DMatrixRMaj firstOfEachClass(DMatrixRMaj rows, int[] counts) {
        DMatrixRMaj selected = new DMatrixRMaj(Arrays.stream(counts).sum(), rows.numCols);
        int from = 0;
        int to = 0;
        for (int k = 0; k < classCounts.length; k++) {
            System.arraycopy(
                    rows.data, from * rows.numCols, selected.data, to * rows.numCols, counts[k] * rows.numCols);
            from += classCounts[k];
            to += counts[k];
        }
        return selected;
    }

    /**
     * Moves the features of these samples so that they have the statistics of the whole training split: each class mean
     * becomes the given one, and the deviations from the means are scaled to the given within-class variance. Means of
     * few samples have errors much larger than the within-class deviations near collapse, and the weights were trained
     * on all samples.
     *
     * @param features of one layer, one row per sample
     * @param means class means of that layer over the whole split, K×d
     * @param withinTrace tr Σ_W of that layer over the whole split
     */
    DMatrixRMaj matchStatistics(DMatrixRMaj features, DMatrixRMaj means, double withinTrace) {
        DMatrixRMaj moved = features.copy();
        int width = features.numCols;
        int first = 0;
        double squares = 0;
        for (int count : classCounts) {
            for (int j = 0; j < width; j++) {
                double mean = 0;
                for (int i = first; i < first + count; i++) {
                    mean += features.get(i, j) / count;
                }
                for (int i = first; i < first + count; i++) {
                    moved.set(i, j, features.get(i, j) - mean);
                    squares += moved.get(i, j) * moved.get(i, j);
                }
            }
            first += count;
        }
        double scale = squares == 0 ? 1 : Math.sqrt(withinTrace * features.numRows / squares);
        first = 0;
        for (int k = 0; k < classCounts.length; k++) {
            for (int i = first; i < first + classCounts[k]; i++) {
                for (int j = 0; j < width; j++) {
                    moved.set(i, j, means.get(k, j) + scale * moved.get(i, j));
                }
            }
            first += classCounts[k];
        }
        return moved;
    }
}
