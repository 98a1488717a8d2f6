package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ncollapse.spec.ImageShape;

class ImageResizerTest {

    @Test
    void splitOfTheSameShapeIsReturned() {
        ImageSplit split = split(new ImageShape(1, 2, 2), 1, 2, 3, 4);
        assertThat(ImageResizer.resize(new ImageShape(1, 2, 2), split)).isSameAs(split);
    }

    @Test
    void grayIsRepeatedOverChannels() {
        ImageSplit split = split(new ImageShape(1, 1, 2), 7, 250, 0, 128);
        assertThat(ImageResizer.resize(new ImageShape(3, 1, 2), split))
                .isEqualTo(split(new ImageShape(3, 1, 2), 7, 250, 7, 250, 7, 250, 0, 128, 0, 128, 0, 128));
    }

    @Test
    void colorBecomesGrayByTheMeanOfItsChannels() {
        // (10 + 20 + 60)/3, (255 + 255 + 255)/3, (0 + 0 + 2)/3 rounded
        ImageSplit split = split(new ImageShape(3, 1, 3), 10, 255, 0, 20, 255, 0, 60, 255, 2);
        assertThat(ImageResizer.resize(new ImageShape(1, 1, 3), split))
                .isEqualTo(split(new ImageShape(1, 1, 3), 30, 255, 1));
    }

    @Test
    void constantImageRemainsConstant() {
        int[] gray = new int[28 * 28];
        Arrays.fill(gray, 201);
        int[] color = new int[3 * 32 * 32];
        Arrays.fill(color, 201);
        assertThat(ImageResizer.resize(new ImageShape(3, 32, 32), split(new ImageShape(1, 28, 28), gray)))
                .isEqualTo(split(new ImageShape(3, 32, 32), color));
        assertThat(ImageResizer.resize(new ImageShape(1, 28, 28), split(new ImageShape(3, 32, 32), color)))
                .isEqualTo(split(new ImageShape(1, 28, 28), gray));
    }

    @Test
    void enlargedRampIsARampAwayFromTheEdges() {
        // Values 8y + 24x at pixel centers; the new centers are at (i + ½)/2 − ½.
        int[] ramp = new int[6 * 8];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = 8 * (i / 8) + 24 * (i % 8);
        }
        ImageSplit doubled = ImageResizer.resize(new ImageShape(1, 12, 16), split(new ImageShape(1, 6, 8), ramp));
        for (int y = 1; y < 11; y++) {
            for (int x = 1; x < 15; x++) {
                int expected = (int) (8 * (y / 2.0 - 0.25) + 24 * (x / 2.0 - 0.25));
                assertThat(doubled.pixels()[y * 16 + x] & 0xff).isEqualTo(expected);
            }
        }
        // Beyond the outermost centers the outermost value is repeated.
        assertThat(doubled.pixels()[0] & 0xff).isZero();
        assertThat(doubled.pixels()[12 * 16 - 1] & 0xff).isEqualTo(8 * 5 + 24 * 7);
    }

    @Test
    void rejectsOtherChannelCounts() {
        assertThatThrownBy(() -> ImageResizer.resize(new ImageShape(2, 1, 1), split(new ImageShape(3, 1, 1), 1, 2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("3x1x1", "2x1x1");
    }

    private static ImageSplit split(ImageShape shape, int... pixels) {
        byte[] bytes = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            bytes[i] = (byte) pixels[i];
        }
        return new ImageSplit(shape, bytes, new int[pixels.length / shape.size()]);
    }
}
