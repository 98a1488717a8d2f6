package org.ncollapse.experiment.doctor;

import java.util.Random;
import java.util.function.LongSupplier;
import org.ncollapse.network.kernel.Conv2d;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.TensorLayout;
import org.ncollapse.text.NumberText;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Checks that a convolution is correct, and as fast as oneDNN's kernels. */
final class ConvolutionCheck {

    private static final String NAME = "convolution";
    private static final int SIDE = 28;
    private static final int CHANNELS = 32;
    private static final int ROWS = 32;
    private static final int KERNEL = 3;
    /** The number of images for which plain loops check the result. */
    private static final int CHECKED = 4;

    /**
     * The smallest speed of a fast kernel, relative to plain loops on one thread. With two threads and AVX-512, oneDNN
     * is 150 times as fast or more; im2col with a matrix product is 6 times as fast.
     */
    private static final double MIN_SPEEDUP = 20;

    private static final double TOLERANCE = 1e-5;

    private ConvolutionCheck() {}

    static final Conv2dShape SHAPE =
            new Conv2dShape(new FeatureMapShape(ROWS, SIDE, SIDE, CHANNELS), CHANNELS, KERNEL, 1);

    /**
     * Times a convolution and compares its result with plain loops.
     *
     * @param convolution a convolution of {@link #SHAPE}
     * @param layout the layout of its feature maps
     */
    static CheckResult of(Conv2d convolution, TensorLayout layout, LongSupplier nanos) {
        Random random = new Random(1);
        float[] images = numbers(ROWS * SIDE * SIDE * CHANNELS, random);
        float[] weights = numbers(CHANNELS * CHANNELS * KERNEL * KERNEL, random);
        INDArray input = ordered(Nd4j.create(images, new long[] {ROWS, SIDE, SIDE, CHANNELS}, 'c'), layout);
        INDArray output = ordered(Nd4j.create(ROWS, SIDE, SIDE, CHANNELS), layout);
        INDArray kernel = Nd4j.create(weights, new long[] {CHANNELS, CHANNELS, KERNEL, KERNEL}, 'c');
        double seconds = new OperationTimer(nanos).fastestSeconds(() -> convolution.forward(input, kernel, output));
        long startNanos = nanos.getAsLong();
        double[] expected = plain(images, weights);
        double plainRate = operations(CHECKED) / ((nanos.getAsLong() - startNanos) * 1e-9);
        double rate = operations(ROWS) / seconds;
        float[] result = (layout == TensorLayout.NHWC ? output : output.permute(0, 2, 3, 1))
                .dup('c')
                .data()
                .asFloat();
        double error = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            error = Math.max(
                    error, Double.isNaN(result[i]) ? Double.POSITIVE_INFINITY : Math.abs(result[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        String speed = "%d GFLOP/s, %d times as fast as plain loops"
                .formatted(Math.round(rate * 1e-9), Math.round(rate / plainRate));
        if (error > TOLERANCE * largest) {
            return CheckResult.problem(
                    NAME,
                    "the result is wrong: largest error %s relative to the largest value; %s"
                            .formatted(NumberText.significant(error / largest, 2), speed),
                    "set compute.kernels: nd4j, and report the processor's model in an issue");
        }
        return rate < MIN_SPEEDUP * plainRate
                ? CheckResult.warning(
                        NAME,
                        "correct, but slower than oneDNN normally is: " + speed,
                        "build with oneDNN (-Dnatives.onednn=true, "
                                + "natives.nd4j with 'onednn' in its name), and stop other programs that use the CPUs")
                : CheckResult.ok(NAME, "oneDNN's kernels, correct and fast: " + speed);
    }

    private static float[] numbers(int count, Random random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }

    private static INDArray ordered(INDArray channelsLast, TensorLayout layout) {
        return layout == TensorLayout.NHWC
                ? channelsLast
                : channelsLast.permute(0, 3, 1, 2).dup('c');
    }

    private static double operations(int rows) {
        return 2.0 * rows * SIDE * SIDE * CHANNELS * CHANNELS * KERNEL * KERNEL;
    }

    /** Computes the output for the first images with plain loops in double precision, channels last. */
    private static double[] plain(float[] images, float[] weights) {
        double[] result = new double[CHECKED * SIDE * SIDE * CHANNELS];
        for (int i = 0; i < result.length; i++) {
            int out = i % CHANNELS;
            int x = i / CHANNELS % SIDE;
            int y = i / CHANNELS / SIDE % SIDE;
            int image = i / CHANNELS / SIDE / SIDE;
            for (int dy = 0; dy < KERNEL; dy++) {
                for (int dx = 0; dx < KERNEL; dx++) {
                    int row = y + dy - KERNEL / 2;
                    int column = x + dx - KERNEL / 2;
                    if (row >= 0 && row < SIDE && column >= 0 && column < SIDE) {
                        int pixel = ((image * SIDE + row) * SIDE + column) * CHANNELS;
                        for (int in = 0; in < CHANNELS; in++) {
                            result[i] += (double) images[pixel + in]
                                    * weights[((out * CHANNELS + in) * KERNEL + dy) * KERNEL + dx];
                        }
                    }
                }
            }
        }
        return result;
    }
}
