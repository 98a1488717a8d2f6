package org.ncollapse.ufm.fit;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Where models start from: training samples at the first epoch without training error, sorted by class, and the weights
 * above them.
 *
 * @param classCounts samples of each class
 * @param penultimate the head's input, a row a sample
 * @param previous the hidden layer's input likewise; null without one, or where it was not captured
 * @param penultimateMeans class means over the whole training split, K×d
 * @param previousMeans likewise; null as above
 * @param headWeights of the head, K×d
 * @param headBias of the head; null without one
 * @param hiddenWeights d×d₁ of the layer between previous and penultimate; null without one
 */
public record StartSamples(
        int[] classCounts,
        DMatrixRMaj penultimate,
        DMatrixRMaj previous,
        DMatrixRMaj penultimateMeans,
        DMatrixRMaj previousMeans,
        DMatrixRMaj headWeights,
        double[] headBias,
        DMatrixRMaj hiddenWeights) {

    /** The first few of each class, with the same means and weights. */
    StartSamples firstOfEachClass(int[] fewer) {
        return new StartSamples(
                fewer.clone(),
                firstOfEachClass(penultimate, fewer),
                previous == null ? null : firstOfEachClass(previous, fewer),
                penultimateMeans,
                previousMeans,
                headWeights,
                headBias,
                hiddenWeights);
    }

    /**
     * As many of each class as there are of the class with fewest, and no more than {@code most} in all, but two of
     * each.
     */
    StartSamples balanced(int most) {
        int each = Math.min(Arrays.stream(classCounts).min().orElseThrow(), Math.max(2, most / classCounts.length));
        int[] fewer = new int[classCounts.length];
        Arrays.fill(fewer, each);
        return firstOfEachClass(fewer);
    }

    private DMatrixRMaj firstOfEachClass(DMatrixRMaj rows, int[] fewer) {
        DMatrixRMaj taken = new DMatrixRMaj(Arrays.stream(fewer).sum(), rows.numCols);
        int from = 0;
        int to = 0;
        for (int k = 0; k < classCounts.length; k++) {
            System.arraycopy(rows.data, from * rows.numCols, taken.data, to * rows.numCols, fewer[k] * rows.numCols);
            from += classCounts[k];
            to += fewer[k];
        }
        return taken;
    }

    /**
     * Features of these samples, moved to stand for all: every class's mean becomes that of the whole split, and the
     * spread about the means is stretched to the whole split's. Means of few samples are off by much more than the
     * spread near collapse, and weights fit what they see.
     *
     * @param features of one layer
     * @param means of that layer over the whole split, K×d
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
        double stretch = squares == 0 ? 1 : Math.sqrt(withinTrace * features.numRows / squares);
        first = 0;
        for (int k = 0; k < classCounts.length; k++) {
            for (int i = first; i < first + classCounts[k]; i++) {
                for (int j = 0; j < width; j++) {
                    moved.set(i, j, means.get(k, j) + stretch * moved.get(i, j));
                }
            }
            first += classCounts[k];
        }
        return moved;
    }
}
