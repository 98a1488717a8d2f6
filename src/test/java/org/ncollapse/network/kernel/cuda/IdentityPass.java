package org.ncollapse.network.kernel.cuda;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.IntToDoubleFunction;
import org.ncollapse.network.kernel.KernelMemory;
import org.ncollapse.network.kernel.LabeledImages;
import org.ncollapse.network.kernel.NetworkPasses;
import org.ncollapse.spec.ImageShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A split and a network for passes whose features are known: they are the standardized images. */
final class IdentityPass {

    /** More than one tile of the scatter. */
    static final int WIDTH = 70;

    static final int CLASSES = 5;
    static final int IMAGES = 650;

    private IdentityPass() {}

    /** Random images. The last class is empty, and the first one has no image in the first 300. */
    static final class Images implements LabeledImages {

        private final byte[] pixels = new byte[IMAGES * WIDTH];
        private final int[] labels = new int[IMAGES];
        private final float[][] standardized = new float[1][256];

        Images(IntToDoubleFunction standardize) {
            Random random = new Random(1);
            random.nextBytes(pixels);
            for (int i = 0; i < IMAGES; i++) {
                labels[i] = i < 300 ? 1 + random.nextInt(CLASSES - 2) : random.nextInt(CLASSES - 1);
            }
            for (int value = 0; value < 256; value++) {
                standardized[0][value] = (float) standardize.applyAsDouble(value);
            }
            // Only one class has features that may not be finite.
            for (int i = 0; i < IMAGES * WIDTH; i++) {
                pixels[i] = pixels[i] == 7 && (labels[i / WIDTH] != 2 || i % WIDTH != 3) ? 8 : pixels[i];
            }
            pixels[400 * WIDTH + 3] = 7;
            labels[400] = 2;
        }

        float[] features(int first, int count) {
            float[] values = new float[count * WIDTH];
            for (int i = 0; i < count; i++) {
                standardize(first + i, values, i * WIDTH);
            }
            return values;
        }

        @Override
        public ImageShape shape() {
            return new ImageShape(1, 1, WIDTH);
        }

        @Override
        public byte[] pixels() {
            return pixels;
        }

        @Override
        public int[] labels() {
            return labels;
        }

        @Override
        public float[][] standardized() {
            return standardized;
        }
    }

    /** A network whose features are its input. */
    static final class Identity implements NetworkPasses {

        private final KernelMemory memory;
        private final Map<Integer, INDArray> inputs = new HashMap<>();

        Identity(KernelMemory memory) {
            this.memory = memory;
        }

        @Override
        public INDArray inputOf(int rows) {
            return inputs.computeIfAbsent(
                    rows, key -> memory.allocate((long) rows * WIDTH).reshape(rows, WIDTH));
        }

        @Override
        public void forwardInference(INDArray input, List<String> taps, BiConsumer<Integer, INDArray> reader) {
            reader.accept(0, input);
        }

        @Override
        public int tapWidth(String tap) {
            return WIDTH;
        }

        @Override
        public INDArray load(float[] images, int rows) {
            throw new UnsupportedOperationException();
        }

        @Override
        public INDArray forwardTraining(INDArray input) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void backward(INDArray logitsGradient) {
            throw new UnsupportedOperationException();
        }
    }
}
