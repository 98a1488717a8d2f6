package org.ncollapse.data.digits;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ImageShape;

/**
 * The built-in data set: the digits 0 to 9 in simulated handwriting, 28×28, bright on black as in MNIST. It uses
 * strokes designed for this project, no fonts and no files. Sample i of digit k depends only on (seed, k, i), so a
 * larger set extends a smaller one. Another seed gives independent samples, for a test split.
 */
public final class StrokeDigits {
    private static final int SIDE = 28;

    /** The shape of every image. */
    public static final ImageShape SHAPE = new ImageShape(1, SIDE, SIDE);

    private StrokeDigits() {}

    /**
     * Generates a split whose classes are interleaved: 0, 1, …, 9, 0, 1, …, each until it has no samples left.
     *
     * @param samplesPerClass the number of samples of each of the ten digits; zero is allowed
     * @param seed together with {@code samplesPerClass} determines every pixel
     * @throws BadInputException if the images do not fit into one array
     * @throws IllegalArgumentException if there are not ten numbers, or one is negative
     */
    public static ImageSplit generate(int[] samplesPerClass, long seed) {
        int[] labels = interleavedLabels(samplesPerClass);
        byte[] pixels = new byte[labels.length * SHAPE.size()];
        int[] generated = new int[DigitTemplates.CLASSES];
        for (int i = 0; i < labels.length; i++) {
            int digit = labels[i];
            SampleRandom random = new SampleRandom(seed, digit, generated[digit]++);
            List<StrokeTemplate> templates = DigitTemplates.templates(digit);
            StrokeTemplate template = templates.get(random.nextInt(templates.size()));
            new StrokeRasterizer(random)
                    .rasterize(new StrokeDistorter(random).distort(template, SIDE), SIDE, pixels, i * SHAPE.size());
        }
        return new ImageSplit(SHAPE, pixels, labels);
    }

    private static int[] interleavedLabels(int[] samplesPerClass) {
        if (samplesPerClass.length != DigitTemplates.CLASSES
                || IntStream.of(samplesPerClass).anyMatch(n -> n < 0)) {
            throw new IllegalArgumentException("not ten numbers of samples: " + Arrays.toString(samplesPerClass));
        }
        long total = IntStream.of(samplesPerClass).asLongStream().sum();
        int max = Integer.MAX_VALUE / SHAPE.size();
        if (total > max) {
            throw new BadInputException("dataset digits: samplesPerClass requests " + total + " images, but at most "
                    + max + " fit into one array; request fewer");
        }
        int[] labels = new int[(int) total];
        int filled = 0;
        for (int round = 0; filled < labels.length; round++) {
            for (int digit = 0; digit < samplesPerClass.length; digit++) {
                if (round < samplesPerClass[digit]) {
                    labels[filled++] = digit;
                }
            }
        }
        return labels;
    }
}
