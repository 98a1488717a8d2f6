package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ncollapse.data.fetch.DownloadProgress;
import org.ncollapse.spec.DatasetSpec;

/** The built-in data set, with its labels and with shuffled ones. */
class BuiltInDigitsTest {

    private final DatasetStore datasets = new DatasetStore(Path.of("nowhere"));

    private Dataset digits(long seed, Integer samplesPerClass, boolean shuffleLabels) {
        return datasets.open(
                new DatasetSpec("digits", null, List.of(samplesPerClass), shuffleLabels),
                seed,
                warning -> {
                    throw new AssertionError(warning);
                },
                DownloadProgress.NONE);
    }

    @Test
    void dependOnSeedAndHaveDisjointTestSplit() {
        Dataset one = digits(1, 20, false);
        assertThat(one.train().classCounts(10)).containsOnly(20);
        assertThat(one.test().classCounts(10)).containsOnly(100);
        assertThat(one.files()).isEmpty();
        assertThat(images(one.test())).doesNotContainAnyElementsOf(images(one.train()));
        assertThat(digits(1, 20, false).train()).isEqualTo(one.train());
        assertThat(digits(2, 20, false).train()).isNotEqualTo(one.train());
        Dataset all = datasets.open(DatasetSpec.of("digits"), 1, warning -> {}, DownloadProgress.NONE);
        assertThat(all.train().size()).isEqualTo(5000);
    }

    @Test
    void shuffledLabelsKeepTheirCountsAndBelongToOtherImages() {
        Dataset plain = digits(1, 50, false);
        Dataset shuffled = digits(1, 50, true);
        assertThat(shuffled.train().pixels()).isEqualTo(plain.train().pixels());
        assertThat(shuffled.test()).isEqualTo(plain.test());
        assertThat(shuffled.train().classCounts(10)).containsOnly(50);
        // 500 labels in a random order agree in 50 places on average, with a standard deviation of 6.7.
        assertThat(agreements(plain.train().labels(), shuffled.train().labels()))
                .isBetween(20L, 80L);
        assertThat(digits(1, 50, true).train()).isEqualTo(shuffled.train());
        assertThat(digits(2, 50, true).train().labels())
                .isNotEqualTo(shuffled.train().labels());
    }

    private static long agreements(int[] labels, int[] others) {
        return IntStream.range(0, labels.length)
                .filter(i -> labels[i] == others[i])
                .count();
    }

    private static Set<String> images(ImageSplit split) {
        Set<String> images = new HashSet<>();
        for (int i = 0; i < split.size(); i++) {
            images.add(new String(
                    split.pixels(), i * split.shape().size(), split.shape().size(), StandardCharsets.ISO_8859_1));
        }
        return images;
    }
}
