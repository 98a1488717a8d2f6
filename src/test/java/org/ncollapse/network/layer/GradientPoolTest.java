package org.ncollapse.network.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GradientPoolTest {

    private final GradientPool slopes = new GradientPool();
    private final INDArray narrow = Nd4j.zeros(4, 3);
    private final INDArray wide = Nd4j.zeros(4, 5, 5, 2);

    @Test
    void whatIsHeldIsNotLentAgain() {
        INDArray held = taken(narrow, 1);
        INDArray other = taken(narrow, 2);
        INDArray large = taken(wide, 3);
        assertThat(held.shape()).isEqualTo(narrow.shape());
        assertThat(large.shape()).isEqualTo(wide.shape());
        assertHolds(held, 1);
        assertHolds(other, 2);
        assertHolds(large, 3);
    }

    @Test
    void slopesOfAllShapesTakeTurns() {
        INDArray first = taken(narrow, 1);
        slopes.release(first);
        INDArray large = taken(wide, 2);
        long address = large.data().address() + large.offset() * Float.BYTES;
        slopes.release(large);

        INDArray small = taken(narrow, 3);
        assertThat(small.data().address() + small.offset() * Float.BYTES).isEqualTo(address);
        assertHolds(small, 3);
        slopes.release(small);
        assertThat(taken(wide, 4)).isSameAs(large);
    }

    @Test
    void theLastHolderGivesBackAndOnlyOneMayOverwrite() {
        INDArray slope = taken(narrow, 1);
        assertThat(slopes.inPlaceOrAllocate(slope)).isSameAs(slope);
        slopes.retain(slope);
        assertThat(slopes.isExclusive(slope)).isFalse();
        assertThat(slopes.inPlaceOrAllocate(slope)).isNotSameAs(slope);
        slopes.release(slope);
        assertThat(slopes.isExclusive(slope)).isTrue();
        assertThat(slopes.isExclusive(narrow)).isFalse();
    }

    private INDArray taken(INDArray batch, double value) {
        INDArray slope = slopes.allocateLike(batch);
        slopes.retain(slope);
        slope.assign(value);
        return slope;
    }

    private static void assertHolds(INDArray slope, double value) {
        assertThat(slope.minNumber().doubleValue()).isEqualTo(value);
        assertThat(slope.maxNumber().doubleValue()).isEqualTo(value);
    }
}
