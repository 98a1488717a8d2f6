package org.ncollapse.data.digits;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ImageShape;

/**
 * The built-in data set: the digits 0 to 9 in a simulated handwriting, 28×28, bright on black as MNIST's. Behind it are
 * neither fonts nor files, only strokes designed for this project. Sample i of digit k is a function of (seed, k, i)
 * alone: a larger set extends a smaller one. Another seed gives independent samples, for a test split.
 */
public final class StrokeDigits {
    private static final int SIDE = 28;

    /** Of every image. */
    public static final ImageShape SHAPE = new ImageShape(1, SIDE, SIDE);

    private StrokeDigits() {}

    /**
     * Draws a split whose classes take turns: 0, 1, …, 9, 0, 1, …, each while it has samples left.
     *
     * @param samplesPerClass the number of samples of each of the ten digits; zero is allowed
     * @param seed with {@code samplesPerClass}, determines every pixel
     * @throws BadInputException if so many images do not fit one array
     * @throws IllegalArgumentException if there are not ten numbers, or one is negative
     */
    public static ImageSplit generate(int[] samplesPerClass, long seed) {
        int[] labels = takingTurns(samplesPerClass);
        byte[] pixels = new byte[labels.length * SHAPE.size()];
        int[] drawn = new int[DigitTemplates.CLASSES];
        for (int i = 0; i < labels.length; i++) {
            int digit = labels[i];
            SampleRandom chance = new SampleRandom(seed, digit, drawn[digit]++);
            List<StrokeTemplate> ways = DigitTemplates.templates(digit);
            StrokeTemplate skeleton = ways.get(chance.nextInt(ways.size()));
            new StrokeRasterizer(chance)
                    .rasterize(new StrokeDistorter(chance).distort(skeleton, SIDE), SIDE, pixels, i * SHAPE.size());
        }
        return new ImageSplit(SHAPE, pixels, labels);
    }

    private static int[] takingTurns(int[] samplesPerClass) {
        if (samplesPerClass.length != DigitTemplates.CLASSES
                || IntStream.of(samplesPerClass).anyMatch(n -> n < 0)) {
            throw new IllegalArgumentException("not ten numbers of samples: " + Arrays.toString(samplesPerClass));
        }
        long total = IntStream.of(samplesPerClass).asLongStream().sum();
        int most = Integer.MAX_VALUE / SHAPE.size();
        if (total > most) {
            throw new BadInputException("data set digits: samplesPerClass asks for " + total
                    + " images in all, and at most " + most + " fit one array; ask for fewer");
        }
        int[] labels = new int[(int) total];
        int filled = 0;
        for (int turn = 0; filled < labels.length; turn++) {
            for (int digit = 0; digit < samplesPerClass.length; digit++) {
                if (turn < samplesPerClass[digit]) {
                    labels[filled++] = digit;
                }
            }
        }
        return labels;
    }
}
