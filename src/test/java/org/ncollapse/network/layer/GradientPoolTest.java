package org.ncollapse.network.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ncollapse.network.kernel.onednn.OneDnnKernels;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GradientPoolTest {

    private final GradientPool pool = new GradientPool(new OneDnnKernels());
    private final INDArray narrow = Nd4j.zeros(4, 3);
    private final INDArray wide = Nd4j.zeros(4, 5, 5, 2);

    @Test
    void retainedBuffersAreNotReused() {
        INDArray first = allocateFilled(narrow, 1);
        INDArray second = allocateFilled(narrow, 2);
        INDArray large = allocateFilled(wide, 3);
        assertThat(first.shape()).isEqualTo(narrow.shape());
        assertThat(large.shape()).isEqualTo(wide.shape());
        assertAllEqual(first, 1);
        assertAllEqual(second, 2);
        assertAllEqual(large, 3);
    }

    @Test
    void buffersAreReusedAcrossShapes() {
        INDArray first = allocateFilled(narrow, 1);
        pool.release(first);
        INDArray large = allocateFilled(wide, 2);
        long address = large.data().address() + large.offset() * Float.BYTES;
        pool.release(large);

        INDArray small = allocateFilled(narrow, 3);
        assertThat(small.data().address() + small.offset() * Float.BYTES).isEqualTo(address);
        assertAllEqual(small, 3);
        pool.release(small);
        assertThat(allocateFilled(wide, 4)).isSameAs(large);
    }

    @Test
    void onlySoleHolderMayOverwrite() {
        INDArray gradient = allocateFilled(narrow, 1);
        assertThat(pool.inPlaceOrAllocate(gradient)).isSameAs(gradient);
        pool.retain(gradient);
        assertThat(pool.isExclusive(gradient)).isFalse();
        assertThat(pool.inPlaceOrAllocate(gradient)).isNotSameAs(gradient);
        pool.release(gradient);
        assertThat(pool.isExclusive(gradient)).isTrue();
        assertThat(pool.isExclusive(narrow)).isFalse();
    }

    private INDArray allocateFilled(INDArray batch, double value) {
        INDArray gradient = pool.allocateLike(batch);
        pool.retain(gradient);
        gradient.assign(value);
        return gradient;
    }

    private static void assertAllEqual(INDArray gradient, double value) {
        assertThat(gradient.minNumber().doubleValue()).isEqualTo(value);
        assertThat(gradient.maxNumber().doubleValue()).isEqualTo(value);
    }
}
