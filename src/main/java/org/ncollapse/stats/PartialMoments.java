package org.ncollapse.stats;

/**
 * Class moments of some of a split's samples, K classes and width d, in the form in which {@link ClassMoments} adds
 * them. The mean of a class is anchor + offset. The sum is not rounded, because a float has too few digits for a small
 * spread far from the origin.
 *
 * @param counts K numbers of samples; the other values of a class without samples are not used
 * @param anchors K×d: a point near each class mean, for example the class's first sample
 * @param offsets K×d: the class mean minus the anchor
 * @param squaredNormSums K: Σ‖h − h̄_k‖² over the samples of the class
 * @param scatter d×d: Σ (h − h̄_y)(h − h̄_y)ᵀ over all samples; only the upper triangle is used
 */
public record PartialMoments(
        long[] counts, double[] anchors, double[] offsets, double[] squaredNormSums, double[] scatter) {

    /** Checks the lengths. Throws IllegalArgumentException if they do not fit together. */
    public PartialMoments {
        int classes = counts.length;
        int width = classes == 0 ? 0 : anchors.length / classes;
        if (anchors.length != classes * width
                || offsets.length != anchors.length
                || squaredNormSums.length != classes
                || scatter.length != width * width) {
            throw new IllegalArgumentException("the moments of " + classes + " classes have " + anchors.length
                    + " values of anchors, " + offsets.length + " of offsets, " + squaredNormSums.length
                    + " sums of squares and a scatter of " + scatter.length + " values");
        }
    }

    int classes() {
        return counts.length;
    }

    int width() {
        return anchors.length / counts.length;
    }
}
