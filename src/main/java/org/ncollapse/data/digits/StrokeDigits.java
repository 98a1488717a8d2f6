package org.ncollapse.data.digits;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.data.ImageShape;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.spec.BadInputException;

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
     * @param perClass the number of samples of each of the ten digits; zero is allowed
     * @param seed with {@code perClass}, determines every pixel
     * @throws BadInputException if so many images do not fit one array
     * @throws IllegalArgumentException if there are not ten numbers, or one is negative
     */
    public static ImageSplit draw(int[] perClass, long seed) {
        int[] labels = takingTurns(perClass);
        byte[] pixels = new byte[labels.length * SHAPE.size()];
        int[] drawn = new int[Alphabet.SIZE];
        for (int i = 0; i < labels.length; i++) {
            int digit = labels[i];
            Chance chance = new Chance(seed, digit, drawn[digit]++);
            List<Skeleton> ways = Alphabet.waysToWrite(digit);
            Skeleton skeleton = ways.get(chance.below(ways.size()));
            new Pen(chance).draw(new Hand(chance).write(skeleton, SIDE), SIDE, pixels, i * SHAPE.size());
        }
        return new ImageSplit(SHAPE, pixels, labels);
    }

    private static int[] takingTurns(int[] perClass) {
        if (perClass.length != Alphabet.SIZE || IntStream.of(perClass).anyMatch(n -> n < 0)) {
            throw new IllegalArgumentException("not ten numbers of samples: " + Arrays.toString(perClass));
        }
        long total = IntStream.of(perClass).asLongStream().sum();
        int most = Integer.MAX_VALUE / SHAPE.size();
        if (total > most) {
            throw new BadInputException("data set digits: perClass asks for " + total + " images in all, and at most "
                    + most + " fit one array; ask for fewer");
        }
        int[] labels = new int[(int) total];
        int filled = 0;
        for (int turn = 0; filled < labels.length; turn++) {
            for (int digit = 0; digit < perClass.length; digit++) {
                if (turn < perClass[digit]) {
                    labels[filled++] = digit;
                }
            }
        }
        return labels;
    }
}
