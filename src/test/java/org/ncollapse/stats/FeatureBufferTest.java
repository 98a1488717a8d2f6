package org.ncollapse.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureBufferTest {
    private static final int WIDTH = 3;
    private static final int ROWS = 5000;
    /** One block of 1,024 rows of three floats, in bytes. */
    private static final long BLOCK = 1024 * WIDTH * 4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, BLOCK - 1, BLOCK, 2 * BLOCK, Long.MAX_VALUE})
    void batchesEqualInputBitForBit(long budget) {
        float[] features = features();
        int[] labels = new Random(2).ints(ROWS, 0, 10).toArray();
        try (FeatureBuffer buffer = new FeatureBuffer(WIDTH, budget, folder)) {
            append(buffer, features, labels);
            assertThat(buffer.rows()).isEqualTo(ROWS);
            for (int pass = 0; pass < 2; pass++) {
                List<Float> read = new ArrayList<>();
                List<Integer> readLabels = new ArrayList<>();
                buffer.forEachBatch((values, classes, rows) -> {
                    for (int i = 0; i < rows * WIDTH; i++) {
                        read.add(values[i]);
                    }
                    Arrays.stream(classes, 0, rows).forEach(readLabels::add);
                });
                assertThat(readLabels)
                        .containsExactly(Arrays.stream(labels).boxed().toArray(Integer[]::new));
                for (int i = 0; i < features.length; i++) {
                    assertThat(Float.floatToRawIntBits(read.get(i))).isEqualTo(Float.floatToRawIntBits(features[i]));
                }
            }
        }
    }

    @Test
    void acceptsSamplesAfterReading() {
        try (FeatureBuffer buffer = new FeatureBuffer(1, 0, folder)) {
            double[] sum = new double[1];
            for (int i = 1; i <= 2000; i++) {
                buffer.accept(new float[] {i}, new int[] {0}, 1);
                if (i == 1500) {
                    buffer.forEachBatch((values, classes, rows) -> {});
                }
            }
            buffer.forEachBatch((values, classes, rows) -> {
                for (int i = 0; i < rows; i++) {
                    sum[0] += values[i];
                }
            });
            assertThat(sum[0]).isEqualTo(2000 * 2001 / 2);
        }
    }

    @Test
    void usesNoFileWithinBudget() {
        try (FeatureBuffer buffer = new FeatureBuffer(WIDTH, 4 * BLOCK, folder.resolve("absent"))) {
            append(buffer, features(), new int[ROWS]);
            assertThat(buffer.rows()).isEqualTo(ROWS);
        }
    }

    @Test
    void usesFileBeyondBudgetAndReportsUnusableFolder() {
        try (FeatureBuffer buffer = new FeatureBuffer(WIDTH, 4 * BLOCK - 1, folder.resolve("absent"))) {
            assertThatThrownBy(() -> append(buffer, features(), new int[ROWS]))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("absent");
        }
    }

    @Test
    void closeDeletesTemporaryFile() throws IOException {
        try (FeatureBuffer buffer = new FeatureBuffer(WIDTH, 0, folder)) {
            append(buffer, features(), new int[ROWS]);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void rejectsReadingAfterClose() {
        FeatureBuffer buffer = new FeatureBuffer(WIDTH, Long.MAX_VALUE, folder);
        append(buffer, features(), new int[ROWS]);
        buffer.close();
        assertThatThrownBy(() -> buffer.forEachBatch((values, classes, rows) -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Random values, and bit patterns that arithmetic would not preserve. */
    private static float[] features() {
        float[] features = new float[ROWS * WIDTH];
        Random random = new Random(1);
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        features[0] = Float.NaN;
        features[1] = -0f;
        features[2] = Float.NEGATIVE_INFINITY;
        features[3] = Float.MIN_VALUE;
        return features;
    }

    private static void append(FeatureBuffer buffer, float[] features, int[] labels) {
        Random random = new Random(3);
        for (int start = 0; start < labels.length; ) {
            int rows = Math.min(labels.length - start, random.nextInt(2500));
            buffer.accept(
                    Arrays.copyOfRange(features, start * WIDTH, (start + rows) * WIDTH),
                    Arrays.copyOfRange(labels, start, start + rows),
                    rows);
            start += rows;
        }
    }
}
