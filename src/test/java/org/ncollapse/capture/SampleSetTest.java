package org.ncollapse.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ncollapse.data.ImageSplit;
import org.ncollapse.training.TinyExperiments;

class SampleSetTest {

    @Test
    void holdsTenOfAClassOrAllItHas() {
        ImageSplit images = TinyExperiments.images(60, 1);
        int[] labels = images.labels().clone();
        for (int i = 0, left = 4; i < labels.length; i++) {
            // Of the last class four are left; one class holds the others.
            labels[i] = labels[i] == 2 && left-- <= 0 ? 1 : labels[i];
        }
        ImageSplit train = new ImageSplit(images.shape(), images.pixels(), labels);

        SampleSet set = SampleSet.of(train, 3, 5);

        assertThat(set.images().countPerClass(3)).containsExactly(10, 10, 4);
        assertThat(set.indices()).isSorted().doesNotHaveDuplicates().hasSize(24);
        int size = train.shape().size();
        for (int i = 0; i < 24; i++) {
            int sample = set.indices()[i];
            assertThat(set.images().labels()[i]).isEqualTo(labels[sample]);
            assertThat(Arrays.copyOfRange(set.images().pixels(), i * size, (i + 1) * size))
                    .isEqualTo(Arrays.copyOfRange(train.pixels(), sample * size, (sample + 1) * size));
        }
    }

    @Test
    void isAFunctionOfTheSeed() {
        ImageSplit train = TinyExperiments.images(200, 1);
        assertThat(SampleSet.of(train, 3, 5).indices()).isEqualTo(SampleSet.of(train, 3, 5).indices());
        assertThat(SampleSet.of(train, 3, 6).indices()).isNotEqualTo(SampleSet.of(train, 3, 5).indices());
    }
}
