package org.ncollapse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.training.TinyExperiments;

class SampleSubsetTest {

    @Test
    void hasGivenNumberOfEachClassOrAllOfIt() {
        ImageSplit images = TinyExperiments.images(60, 1);
        int[] labels = images.labels().clone();
        for (int i = 0, left = 4; i < labels.length; i++) {
            // Four samples of the last class remain; the others become class 1.
            labels[i] = labels[i] == 2 && left-- <= 0 ? 1 : labels[i];
        }
        ImageSplit train = new ImageSplit(images.shape(), images.pixels(), labels);

        SampleSubset subset = SampleSubset.of(train.labels(), 3, 5, 10);

        assertThat(subset.indices()).isSorted().doesNotHaveDuplicates().hasSize(24);
        assertThat(subset.labels())
                .isEqualTo(Arrays.stream(subset.indices())
                        .map(sample -> labels[sample])
                        .toArray());
        assertThat(subset.labels()).satisfies(drawn -> {
            for (int k = 0; k < 3; k++) {
                int label = k;
                assertThat(Arrays.stream(drawn).filter(y -> y == label).count()).isEqualTo(label == 2 ? 4 : 10);
            }
        });
    }

    @Test
    void dependsOnSeedOnly() {
        ImageSplit train = TinyExperiments.images(200, 1);
        assertThat(SampleSubset.of(train.labels(), 3, 5, 10).indices())
                .isEqualTo(SampleSubset.of(train.labels(), 3, 5, 10).indices());
        assertThat(SampleSubset.of(train.labels(), 3, 6, 10).indices())
                .isNotEqualTo(SampleSubset.of(train.labels(), 3, 5, 10).indices());
    }

    @Test
    void isPartOfEveryLargerSubset() {
        ImageSplit train = TinyExperiments.images(200, 1);
        assertThat(Arrays.stream(SampleSubset.of(train.labels(), 3, 5, 25).indices())
                        .boxed())
                .containsAll(
                        Arrays.stream(SampleSubset.of(train.labels(), 3, 5, 10).indices())
                                .boxed()
                                .toList());
    }
}
