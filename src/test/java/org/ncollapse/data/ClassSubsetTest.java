package org.ncollapse.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ncollapse.io.BadInputException;
import org.ncollapse.spec.ImageShape;

class ClassSubsetTest {

    private static final List<String> CLASSES = List.of("cat", "dog", "eel");
    private static final ImageSplit SPLIT = new ImageSplit(
            new ImageShape(1, 1, 1), new byte[] {10, 11, 12, 13, 14, 15, 16, 17}, new int[] {2, 0, 1, 0, 2, 0, 1, 0});

    private static ImageSplit subset(Integer... samplesPerClass) {
        return ClassSubset.firstPerClass("pets", SPLIT, CLASSES, List.of(samplesPerClass));
    }

    @Test
    void emptyListKeepsTheWholeSplit() {
        assertThat(subset()).isSameAs(SPLIT);
    }

    @Test
    void oneNumberSelectsTheFirstImagesOfEachClass() {
        ImageSplit two = subset(2);
        assertThat(two.pixels()).containsExactly(10, 11, 12, 13, 14, 16);
        assertThat(two.labels()).containsExactly(2, 0, 1, 0, 2, 1);
    }

    @Test
    void numberForEachClassMakesImbalancedSplit() {
        ImageSplit uneven = subset(4, 1, 1);
        assertThat(uneven.pixels()).containsExactly(10, 11, 12, 13, 15, 17);
        assertThat(uneven.classCounts(3)).containsExactly(4, 1, 1);
    }

    @Test
    void rejectsMoreImagesThanAvailable() {
        assertThatThrownBy(() -> subset(3))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("requests 3")
                .hasMessageContaining("'dog'")
                .hasMessageContaining("there are 2");
    }

    @Test
    void zeroLeavesClassOut() {
        assertThat(subset(1, 0, 1).labels()).containsExactly(2, 0);
    }

    @Test
    void rejectsListOfAnotherLengthAndNegativeNumber() {
        assertThatThrownBy(() -> subset(1, 2))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("2 numbers")
                .hasMessageContaining("3 classes");
        assertThatThrownBy(() -> subset(1, -2, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("-2 for class 1");
    }
}
