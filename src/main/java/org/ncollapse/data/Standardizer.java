package org.ncollapse.data;

import java.util.Arrays;

/**
 * Standardises images channel by channel: (pixel − mean) / deviation, with the training split's statistics.
 *
 * <p>Pixels are taken as fractions of 255, so mean and deviation are in the units that papers give (MNIST: 0.1307 and
 * 0.3081). Both come from exact counts of the 256 values, in double; the deviation divides by the number of pixels. A
 * channel without any spread is only centred.
 */
public final class Standardizer {

    private static final int VALUES = 256;

    private final double[] mean;
    private final double[] std;
    private final float[][] table;

    private Standardizer(double[] mean, double[] deviation) {
        this.mean = mean;
        this.std = deviation;
        this.table = new float[mean.length][VALUES];
        for (int channel = 0; channel < mean.length; channel++) {
            double scale = deviation[channel] > 0 ? deviation[channel] : 1;
            for (int value = 0; value < VALUES; value++) {
                table[channel][value] = (float) ((value / 255.0 - mean[channel]) / scale);
            }
        }
    }

    /**
     * The standardiser of a training split.
     *
     * @throws IllegalArgumentException if the split is empty
     */
    public static Standardizer of(ImageSplit train) {
        if (train.size() == 0) {
            throw new IllegalArgumentException("an empty split has no mean");
        }
        int channels = train.shape().channels();
        double[] mean = new double[channels];
        double[] deviation = new double[channels];
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
            // A constant channel may leave a rounding error here, which must not become a scale.
            deviation[channel] =
                    Arrays.stream(counts).filter(count -> count > 0).count() > 1 ? Math.sqrt(variance) : 0;
        }
        return new Standardizer(mean, deviation);
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

    /** The mean of each channel, as a fraction of 255. */
    public double[] mean() {
        return mean.clone();
    }

    /** The standard deviation of each channel, as a fraction of 255; 0 for a channel without spread. */
    public double[] std() {
        return std.clone();
    }

    /**
     * Writes one image, standardised.
     *
     * @param split the split it is from, with as many channels as this standardiser
     * @param image its index in the split
     * @param values where it goes: C·H·W values in the order of the split
     * @param offset the place of its first value
     */
    public void standardize(ImageSplit split, int image, float[] values, int offset) {
        if (split.shape().channels() != table.length) {
            throw new IllegalArgumentException(split + " for a standardizer of " + table.length + " channels");
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
