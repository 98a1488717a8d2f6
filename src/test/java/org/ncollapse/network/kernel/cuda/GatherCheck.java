package org.ncollapse.network.kernel.cuda;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.ncollapse.network.kernel.LabeledImages;
import org.ncollapse.spec.ImageShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A batch that the GPU gathers and standardizes from bytes in a random order, against the host's. */
final class GatherCheck {

    private static final int CLASSES = 10;

    private GatherCheck() {}

    static List<Difference> run(
            CudaKernels gpu, CudaEngine engine, Random random, ImageShape shape, int rows, boolean channelsLast) {
        RandomImages images = RandomImages.of(shape, 3 * rows, random);
        int[] order = IntStream.range(0, images.size()).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        float[] expected = new float[rows * shape.size()];
        int[] expectedLabels = new int[rows];
        for (int row = 0; row < rows; row++) {
            images.standardize(order[rows + row], expected, row * shape.size());
            expectedLabels[row] = images.labels()[order[rows + row]];
        }
        INDArray batch = channelsLast
                ? gpu.allocate(expected.length).reshape(rows, shape.height(), shape.width(), shape.channels())
                : gpu.allocate(expected.length).reshape(rows, shape.size());
        long onDevice = engine.allocate((long) order.length * Integer.BYTES);
        long batchIndex = engine.allocate(Integer.BYTES);
        long labels = engine.allocate((long) rows * Integer.BYTES);
        engine.context().copyToDevice(order, onDevice, order.length);
        engine.context().copyToDevice(new int[] {1}, batchIndex, 1);
        new DeviceImages(engine, images).gather(onDevice, batchIndex, batch, labels, rows);
        int[] actualLabels = new int[rows];
        engine.context().copyToHost(labels, actualLabels, rows);
        Difference ofImages = Difference.of(
                "images", gpu.toFloats(batch), channelsLast ? channelsLast(expected, rows, shape) : expected);
        double wrong = Arrays.mismatch(actualLabels, expectedLabels) < 0 ? 0 : 1;
        return List.of(ofImages, new Difference("labels", wrong, wrong));
    }

    private static float[] channelsLast(float[] channelsFirst, int rows, ImageShape shape) {
        float[] result = new float[channelsFirst.length];
        int positions = shape.height() * shape.width();
        for (int row = 0; row < rows; row++) {
            for (int channel = 0; channel < shape.channels(); channel++) {
                for (int position = 0; position < positions; position++) {
                    result[(row * positions + position) * shape.channels() + channel] =
                            channelsFirst[(row * shape.channels() + channel) * positions + position];
                }
            }
        }
        return result;
    }

    private record RandomImages(ImageShape shape, byte[] pixels, int[] labels, float[][] standardized)
            implements LabeledImages {

        private static RandomImages of(ImageShape shape, int size, Random random) {
            byte[] pixels = new byte[size * shape.size()];
            random.nextBytes(pixels);
            float[][] table = new float[shape.channels()][256];
            for (float[] ofChannel : table) {
                for (int value = 0; value < ofChannel.length; value++) {
                    ofChannel[value] = (float) random.nextGaussian();
                }
            }
            return new RandomImages(shape, pixels, random.ints(size, 0, CLASSES).toArray(), table);
        }
    }
}
