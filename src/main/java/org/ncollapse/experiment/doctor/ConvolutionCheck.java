package org.ncollapse.experiment.doctor;

import java.util.Random;
import java.util.function.LongSupplier;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.TensorLayout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Proves the kernels of convolutions by one of them: right, and as fast as only real kernels are. */
final class ConvolutionCheck {

    private static final String NAME = "convolution";
    private static final int SIDE = 28;
    private static final int CHANNELS = 32;
    private static final int ROWS = 32;
    private static final int KERNEL = 3;
    /** Images that plain loops do again. */
    private static final int CHECKED = 4;

    /**
     * oneDNN is 150 and more times as fast as plain loops on one thread, with two threads and AVX-512; im2col and a
     * product 6 times.
     */
    private static final double FAST = 20;

    private static final double TOLERANCE = 1e-5;

    private ConvolutionCheck() {}

    static final Conv2dShape SHAPE =
            new Conv2dShape(new FeatureMapShape(ROWS, SIDE, SIDE, CHANNELS), CHANNELS, KERNEL, 1);

    /**
     * Runs it, batch after batch, and once by plain loops.
     *
     * @param convolution of {@link #SHAPE}
     * @param layout the order of its maps
     */
    static CheckResult of(Kernels.Conv2d convolution, TensorLayout layout, LongSupplier nanos) {
        Random random = new Random(1);
        float[] images = numbers(ROWS * SIDE * SIDE * CHANNELS, random);
        float[] weights = numbers(CHANNELS * CHANNELS * KERNEL * KERNEL, random);
        INDArray input = ordered(Nd4j.create(images, new long[] {ROWS, SIDE, SIDE, CHANNELS}, 'c'), layout);
        INDArray output = ordered(Nd4j.create(ROWS, SIDE, SIDE, CHANNELS), layout);
        INDArray kernel = Nd4j.create(weights, new long[] {CHANNELS, CHANNELS, KERNEL, KERNEL}, 'c');
        double seconds = new OperationTimer(nanos).fastestSeconds(() -> convolution.forward(input, kernel, output));
        long begun = nanos.getAsLong();
        double[] truth = plain(images, weights);
        double plainRate = operations(CHECKED) / ((nanos.getAsLong() - begun) * 1e-9);
        double rate = operations(ROWS) / seconds;
        float[] result = (layout == TensorLayout.NHWC ? output : output.permute(0, 2, 3, 1))
                .dup('c')
                .data()
                .asFloat();
        double error = 0;
        double largest = 0;
        for (int i = 0; i < truth.length; i++) {
            error = Math.max(
                    error, Double.isNaN(result[i]) ? Double.POSITIVE_INFINITY : Math.abs(result[i] - truth[i]));
            largest = Math.max(largest, Math.abs(truth[i]));
        }
        String speed = "%.0f GFLOP/s, %.0f times as fast as plain loops".formatted(rate * 1e-9, rate / plainRate);
        if (error > TOLERANCE * largest) {
            return CheckResult.problem(
                    NAME,
                    "wrong by %.1e of the largest value; %s".formatted(error / largest, speed),
                    "compute.kernels: nd4j takes other kernels; and please report this processor");
        }
        return rate < FAST * plainRate
                ? CheckResult.warning(
                        NAME,
                        "right, but slow: " + speed + ", which is no oneDNN",
                        "build with oneDNN's natives (-Dnatives.onednn=true, "
                                + "natives.nd4j with 'onednn' in its name), and stop what else takes the processors")
                : CheckResult.ok(NAME, "oneDNN's kernels, right and fast: " + speed);
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

    /** The first images' outputs, channels last, in double. */
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
