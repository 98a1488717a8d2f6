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

class FeatureSpoolTest {
    private static final int WIDTH = 3;
    private static final int ROWS = 5000;
    /** One block of 1,024 rows of three floats, in bytes. */
    private static final long BLOCK = 1024 * WIDTH * 4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, BLOCK - 1, BLOCK, 2 * BLOCK, Long.MAX_VALUE})
    void replayEqualsInputBitForBit(long budget) {
        float[] features = features();
        int[] labels = new Random(2).ints(ROWS, 0, 10).toArray();
        try (FeatureSpool spool = new FeatureSpool(WIDTH, budget, folder)) {
            append(spool, features, labels);
            assertThat(spool.rows()).isEqualTo(ROWS);
            for (int replay = 0; replay < 2; replay++) {
                List<Float> replayed = new ArrayList<>();
                List<Integer> replayedLabels = new ArrayList<>();
                spool.replay((values, classes, rows) -> {
                    for (int i = 0; i < rows * WIDTH; i++) {
                        replayed.add(values[i]);
                    }
                    Arrays.stream(classes, 0, rows).forEach(replayedLabels::add);
                });
                assertThat(replayedLabels)
                        .containsExactly(Arrays.stream(labels).boxed().toArray(Integer[]::new));
                for (int i = 0; i < features.length; i++) {
                    assertThat(Float.floatToRawIntBits(replayed.get(i)))
                            .isEqualTo(Float.floatToRawIntBits(features[i]));
                }
            }
        }
    }

    @Test
    void acceptsSamplesAfterReplay() {
        try (FeatureSpool spool = new FeatureSpool(1, 0, folder)) {
            double[] sum = new double[1];
            for (int i = 1; i <= 2000; i++) {
                spool.accept(new float[] {i}, new int[] {0}, 1);
                if (i == 1500) {
                    spool.replay((values, classes, rows) -> {});
                }
            }
            spool.replay((values, classes, rows) -> {
                for (int i = 0; i < rows; i++) {
                    sum[0] += values[i];
                }
            });
            assertThat(sum[0]).isEqualTo(2000 * 2001 / 2);
        }
    }

    @Test
    void usesNoFileWithinBudget() {
        try (FeatureSpool spool = new FeatureSpool(WIDTH, 4 * BLOCK, folder.resolve("absent"))) {
            append(spool, features(), new int[ROWS]);
            assertThat(spool.rows()).isEqualTo(ROWS);
        }
    }

    @Test
    void usesFileBeyondBudgetAndReportsUnusableFolder() {
        try (FeatureSpool spool = new FeatureSpool(WIDTH, 4 * BLOCK - 1, folder.resolve("absent"))) {
            assertThatThrownBy(() -> append(spool, features(), new int[ROWS]))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("absent");
        }
    }

    @Test
    void closeDeletesTemporaryFile() throws IOException {
        try (FeatureSpool spool = new FeatureSpool(WIDTH, 0, folder)) {
            append(spool, features(), new int[ROWS]);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void rejectsReplayAfterClose() {
        FeatureSpool spool = new FeatureSpool(WIDTH, Long.MAX_VALUE, folder);
        append(spool, features(), new int[ROWS]);
        spool.close();
        assertThatThrownBy(() -> spool.replay((values, classes, rows) -> {})).isInstanceOf(IllegalStateException.class);
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

    private static void append(FeatureSpool spool, float[] features, int[] labels) {
        Random random = new Random(3);
        for (int start = 0; start < labels.length; ) {
            int rows = Math.min(labels.length - start, random.nextInt(2500));
            spool.accept(
                    Arrays.copyOfRange(features, start * WIDTH, (start + rows) * WIDTH),
                    Arrays.copyOfRange(labels, start, start + rows),
                    rows);
            start += rows;
        }
    }
}
