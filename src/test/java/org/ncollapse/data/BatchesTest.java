package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ncollapse.spec.ImageShape;

class BatchesTest {

    private static final ImageShape SHAPE = new ImageShape(1, 1, 2);

    /** Image i has the pixels i and 255 − i, and the label i mod 3. */
    private static ImageSplit countingSplit(int size) {
        byte[] pixels = new byte[2 * size];
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            pixels[2 * i] = (byte) i;
            pixels[2 * i + 1] = (byte) (255 - i);
            labels[i] = i % 3;
        }
        return new ImageSplit(SHAPE, pixels, labels);
    }

    @Test
    void lastBatchMayBeSmaller() {
        ImageSplit split = countingSplit(10);
        Batches batches = Batches.sequential(split, Standardizer.of(split), 4);
        assertThat(batches.count()).isEqualTo(3);
        assertThat(new int[] {batches.size(0), batches.size(1), batches.size(2)})
                .containsExactly(4, 4, 2);
        assertThat(Batches.sequential(split, Standardizer.of(split), 5).count()).isEqualTo(2);
        assertThat(Batches.sequential(split, Standardizer.of(split), 100).count())
                .isEqualTo(1);
    }

    @Test
    void shuffledBatchesContainEverySampleOnceWithItsLabel() {
        ImageSplit split = countingSplit(101);
        Standardizer standardizer = Standardizer.of(split);
        Batches batches = Batches.shuffled(split, standardizer, 8, 1, 2);
        int[] order = Shuffle.permutation(1, 2, 101);
        int place = 0;
        int[] seen = new int[101];
        for (int batch = 0; batch < batches.count(); batch++) {
            float[] images = new float[8 * SHAPE.size()];
            int[] labels = new int[8];
            int rows = batches.fill(batch, images, labels);
            assertThat(batches.indices(batch)).hasSize(rows);
            for (int row = 0; row < rows; row++) {
                int sample = order[place++];
                float[] expected = new float[SHAPE.size()];
                standardizer.standardize(split, sample, expected, 0);
                assertThat(Arrays.copyOfRange(images, 2 * row, 2 * row + 2)).isEqualTo(expected);
                assertThat(labels[row]).isEqualTo(sample % 3);
                assertThat(batches.indices(batch)[row]).isEqualTo(sample);
                seen[sample]++;
            }
        }
        assertThat(seen).containsOnly(1);
    }

    @Test
    void rejectsBatchBeyondTheLast() {
        ImageSplit split = countingSplit(4);
        Batches batches = Batches.sequential(split, Standardizer.of(split), 2);
        assertThatThrownBy(() -> batches.size(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no batch 2; the split has 2 batches");
    }
}
