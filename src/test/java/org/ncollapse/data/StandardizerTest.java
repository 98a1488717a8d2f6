package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ncollapse.spec.ImageShape;

class StandardizerTest {

    @Test
    void twoOppositePixelsBecomePlusAndMinusOne() {
        ImageSplit split = new ImageSplit(new ImageShape(1, 1, 2), new byte[] {0, (byte) 255}, new int[] {0});
        Standardizer standardizer = Standardizer.of(split);
        assertThat(standardizer.mean()).containsExactly(0.5);
        assertThat(standardizer.std()).containsExactly(0.5);
        float[] values = {9, 9, 9, 9};
        standardizer.standardize(split, 0, values, 1);
        assertThat(values).containsExactly(9, -1, 1, 9);
    }

    @Test
    void channelsOfTheTrainingSplitGetMeanZeroAndStdOne() {
        ImageShape shape = new ImageShape(3, 5, 4);
        int size = 40;
        byte[] pixels = new byte[size * shape.size()];
        Random random = new Random(3);
        for (int i = 0; i < pixels.length; i++) {
            int channel = i / shape.channelSize() % 3;
            pixels[i] = (byte) (channel * 60 + random.nextInt(20 + 50 * channel));
        }
        ImageSplit split = new ImageSplit(shape, pixels, new int[size]);
        Standardizer standardizer = Standardizer.of(split);
        for (int channel = 0; channel < 3; channel++) {
            double sum = 0;
            double squares = 0;
            for (int image = 0; image < size; image++) {
                float[] values = new float[shape.size()];
                standardizer.standardize(split, image, values, 0);
                for (int i = channel * 20; i < channel * 20 + 20; i++) {
                    sum += values[i];
                    squares += (double) values[i] * values[i];
                }
            }
            assertThat(sum / (size * 20)).isCloseTo(0, within(1e-6));
            assertThat(squares / (size * 20)).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void constantChannelIsCenteredAndNotScaled() {
        byte[] pixels = new byte[7 * 4];
        Arrays.fill(pixels, (byte) 77);
        ImageSplit split = new ImageSplit(new ImageShape(1, 2, 2), pixels, new int[7]);
        Standardizer standardizer = Standardizer.of(split);
        assertThat(standardizer.std()).containsExactly(0);
        float[] values = new float[4];
        standardizer.standardize(split, 0, values, 0);
        for (float value : values) {
            assertThat(value).isCloseTo(0, within(1e-7f));
        }
    }
}
