package org.ncollapse.data;

import java.util.Arrays;

/**
 * Standardizes images channel by channel: (pixel − mean) / std, with the statistics of the training split.
 *
 * <p>Pixels are divided by 255, so mean and standard deviation have the usual units (MNIST: 0.1307 and 0.3081). Both
 * are computed in double precision from exact counts of the 256 values. The standard deviation divides by the number of
 * pixels. A constant channel is only centered.
 */
public final class Standardizer {

    private static final int VALUES = 256;

    private final double[] mean;
    private final double[] std;
    private final float[][] table;

    private Standardizer(double[] mean, double[] std) {
        this.mean = mean;
        this.std = std;
        this.table = new float[mean.length][VALUES];
        for (int channel = 0; channel < mean.length; channel++) {
            double scale = std[channel] > 0 ? std[channel] : 1;
            for (int value = 0; value < VALUES; value++) {
                table[channel][value] = (float) ((value / 255.0 - mean[channel]) / scale);
            }
        }
    }

    /**
     * Returns the standardizer of a training split.
     *
     * @throws IllegalArgumentException if the split is empty
     */
    public static Standardizer of(ImageSplit train) {
        if (train.size() == 0) {
            throw new IllegalArgumentException("an empty split has no mean");
        }
        int channels = train.shape().channels();
        double[] mean = new double[channels];
        double[] std = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            long[] counts = countValues(train, channel);
            double pixels = (double) train.size() * train.shape().channelSize();
            for (int value = 0; value < VALUES; value++) {
                mean[channel] += counts[value] * (value / 255.0) / pixels;
            }
            double variance = 0;
            for (int value = 0; value < VALUES; value++) {
                double difference = value / 255.0 - mean[channel];
                variance += counts[value] * difference * difference / pixels;
            }
            // Rounding may give a constant channel a tiny variance; dividing by it would amplify noise.
            std[channel] = Arrays.stream(counts).filter(count -> count > 0).count() > 1 ? Math.sqrt(variance) : 0;
        }
        return new Standardizer(mean, std);
    }

    private static long[] countValues(ImageSplit split, int channel) {
        long[] counts = new long[VALUES];
        int plane = split.shape().channelSize();
        byte[] pixels = split.pixels();
        for (int image = 0; image < split.size(); image++) {
            int start = image * split.shape().size() + channel * plane;
            for (int i = start; i < start + plane; i++) {
                counts[pixels[i] & 0xff]++;
            }
        }
        return counts;
    }

    /** The mean of each channel, of pixels scaled to [0, 1]. */
    public double[] mean() {
        return mean.clone();
    }

    /** The standard deviation of each channel, of pixels scaled to [0, 1]; 0 for a constant channel. */
    public double[] std() {
        return std.clone();
    }

    /**
     * Returns what {@link #standardize} makes of the 256 values of a byte, for each channel. The arrays must not be
     * changed.
     */
    public float[][] table() {
        return table.clone();
    }

    /**
     * Standardizes one image.
     *
     * @param split the split, with the channels of this standardizer
     * @param image its index in the split
     * @param values receives C·H·W values in the order of the split
     * @param offset the index of the first value
     */
    public void standardize(ImageSplit split, int image, float[] values, int offset) {
        if (split.shape().channels() != table.length) {
            throw new IllegalArgumentException(
                    "cannot standardize " + split + ": expected " + table.length + " channels");
        }
        byte[] pixels = split.pixels();
        int plane = split.shape().channelSize();
        int from = image * split.shape().size();
        int to = offset;
        for (float[] ofChannel : table) {
            for (int i = 0; i < plane; i++) {
                values[to + i] = ofChannel[pixels[from + i] & 0xff];
            }
            from += plane;
            to += plane;
        }
    }
}
