package org.ncollapse.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ImageShape;

class StrokeDigitsTest {
    private static final int DIGITS = 10;
    private static final int SIDE = 28;
    private static final int SIZE = SIDE * SIDE;

    @Test
    void splitIsDeterminedByTheSeed() {
        ImageSplit split = StrokeDigits.generate(ofEach(5), 7);
        assertThat(StrokeDigits.generate(ofEach(5), 7)).isEqualTo(split);
        assertThat(StrokeDigits.generate(ofEach(5), 8).pixels()).isNotEqualTo(split.pixels());
    }

    @Test
    void imagesAre28By28WithOneChannel() {
        ImageSplit split = StrokeDigits.generate(ofEach(2), 1);
        assertThat(split.shape()).isEqualTo(new ImageShape(1, SIDE, SIDE));
        assertThat(split.pixels()).hasSize(20 * SIZE);
    }

    @Test
    void classesAreInterleaved() {
        ImageSplit split = StrokeDigits.generate(new int[] {2, 0, 1, 0, 0, 3, 0, 0, 0, 1}, 1);
        assertThat(split.labels()).containsExactly(0, 2, 5, 9, 0, 5, 5);
    }

    @Test
    void zeroSamplesGiveAnEmptySplit() {
        assertThat(StrokeDigits.generate(ofEach(0), 1).size()).isZero();
    }

    @Test
    void largerBalancedSetStartsWithTheSmallerOne() {
        byte[] small = StrokeDigits.generate(ofEach(3), 5).pixels();
        byte[] large = StrokeDigits.generate(ofEach(8), 5).pixels();
        assertThat(Arrays.copyOf(large, small.length)).isEqualTo(small);
    }

    @Test
    void sampleDoesNotDependOnTheNumberOfOthers() {
        ImageSplit all = StrokeDigits.generate(ofEach(6), -3);
        ImageSplit some = StrokeDigits.generate(new int[] {0, 4, 1, 0, 6, 0, 0, 2, 0, 5}, -3);
        int[] seen = new int[DIGITS];
        for (int i = 0; i < some.size(); i++) {
            int digit = some.labels()[i];
            int sameInAll = DIGITS * seen[digit]++ + digit;
            assertThat(image(some, i)).as("sample %d", i).isEqualTo(image(all, sameInAll));
        }
    }

    @Test
    void imagesAreDistinct() {
        ImageSplit split = StrokeDigits.generate(ofEach(100), 2);
        Set<ByteBuffer> images = new HashSet<>();
        for (int i = 0; i < split.size(); i++) {
            images.add(ByteBuffer.wrap(image(split, i)));
        }
        assertThat(images).hasSize(split.size());
    }

    /**
     * The line has at least 16 pixels length, a width of 2·0.75·0.7 and level 190, which is a mean of 4 over the image.
     * Its center is always bright: see {@link StrokeRasterizerTest}.
     */
    @Test
    void imagesAreMostlyBlackButNotEmpty() {
        ImageSplit split = StrokeDigits.generate(ofEach(200), 3);
        for (int i = 0; i < split.size(); i++) {
            int brightest = 0;
            int black = 0;
            double sum = 0;
            for (byte pixel : image(split, i)) {
                int level = pixel & 0xff;
                brightest = Math.max(brightest, level);
                black += level < 50 ? 1 : 0;
                sum += level;
            }
            assertThat(brightest).as("brightest pixel of image %d", i).isGreaterThan(130);
            assertThat(black).as("black pixels of image %d", i).isGreaterThan(SIZE / 2);
            assertThat(sum / SIZE).as("mean of image %d", i).isGreaterThan(4);
        }
    }

    /**
     * In MNIST the mean level is 33, that of ones is 19 and that of zeros 44. These digits must agree within a factor
     * of two.
     */
    @Test
    void brightnessOfClassesIsSimilarToMnist() {
        int samplesPerClass = 200;
        double[][] means = classMeans(StrokeDigits.generate(ofEach(samplesPerClass), 4), samplesPerClass);
        double all = 0;
        for (double[] mean : means) {
            double ofClass = Arrays.stream(mean).average().orElseThrow();
            assertThat(ofClass).isBetween(10.0, 88.0);
            all += ofClass / DIGITS;
        }
        assertThat(all).isBetween(33.0 / 2, 33.0 * 2);
    }

    /**
     * The line's center stays within 20/2 + 1.5 pixels of the image's center, and the centers of the outermost pixels
     * are 13.5 pixels away: only the largest digits with the largest shift and radius reach them.
     */
    @Test
    void strokesRarelyReachTheEdge() {
        ImageSplit split = StrokeDigits.generate(ofEach(200), 5);
        int touching = 0;
        for (int i = 0; i < split.size(); i++) {
            byte[] image = image(split, i);
            boolean inked = false;
            for (int j = 0; j < SIDE; j++) {
                inked |= (image[j] & 0xff) > 100
                        || (image[SIZE - 1 - j] & 0xff) > 100
                        || (image[j * SIDE] & 0xff) > 100
                        || (image[j * SIDE + SIDE - 1] & 0xff) > 100;
            }
            touching += inked ? 1 : 0;
        }
        assertThat(touching).isLessThan(split.size() / 100);
    }

    /**
     * The nearest class mean must be far better than chance, because the classes are digits; on MNIST it reaches 82 %.
     * It must not be always correct, because then a network would have nothing to learn.
     */
    @Test
    void nearestClassMeanIsMostlyCorrectOnNewSamples() {
        double[][] means = classMeans(StrokeDigits.generate(ofEach(200), 6), 200);
        ImageSplit fresh = StrokeDigits.generate(ofEach(200), 7);
        int right = 0;
        for (int i = 0; i < fresh.size(); i++) {
            right += nearest(means, image(fresh, i)) == fresh.labels()[i] ? 1 : 0;
        }
        assertThat((double) right / fresh.size()).isBetween(0.70, 0.97);
    }

    @Test
    void rejectsOtherThanTenNonNegativeCounts() {
        assertThatIllegalArgumentException().isThrownBy(() -> StrokeDigits.generate(new int[9], 1));
        assertThatIllegalArgumentException().isThrownBy(() -> StrokeDigits.generate(new int[11], 1));
        int[] negative = ofEach(1);
        negative[4] = -1;
        assertThatIllegalArgumentException().isThrownBy(() -> StrokeDigits.generate(negative, 1));
    }

    @Test
    void rejectsMoreImagesThanAnArrayCanContain() {
        assertThatThrownBy(() -> StrokeDigits.generate(ofEach(Integer.MAX_VALUE), 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("21474836470");
    }

    private static int[] ofEach(int samplesPerClass) {
        int[] counts = new int[DIGITS];
        Arrays.fill(counts, samplesPerClass);
        return counts;
    }

    private static byte[] image(ImageSplit split, int i) {
        return Arrays.copyOfRange(split.pixels(), i * SIZE, (i + 1) * SIZE);
    }

    private static double[][] classMeans(ImageSplit split, int samplesPerClass) {
        double[][] means = new double[DIGITS][SIZE];
        for (int i = 0; i < split.size(); i++) {
            byte[] image = image(split, i);
            for (int p = 0; p < SIZE; p++) {
                means[split.labels()[i]][p] += (double) (image[p] & 0xff) / samplesPerClass;
            }
        }
        return means;
    }

    private static int nearest(double[][] means, byte[] image) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < means.length; k++) {
            double distance = 0;
            for (int p = 0; p < SIZE; p++) {
                double d = (image[p] & 0xff) - means[k][p];
                distance += d * d;
            }
            if (distance < least) {
                least = distance;
                nearest = k;
            }
        }
        return nearest;
    }
}
