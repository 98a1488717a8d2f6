package org.ncollapse.network.layer;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the layers of one network share: where their arithmetic is done, and memory for what goes down. */
public final class Workplace {

    private final Kernels kernels;
    private final Slopes slopes = new Slopes();
    private final Map<Maps, Kernels.Sum> sums = new HashMap<>();
    private final Map<Maps, Kernels.Pool> pools = new HashMap<>();
    private final Map<Integer, Buffer> means = new HashMap<>();

    public Workplace(Kernels kernels) {
        this.kernels = kernels;
    }

    public Kernels kernels() {
        return kernels;
    }

    public Slopes slopes() {
        return slopes;
    }

    /**
     * The sum of two slopes that the caller holds; in place of both it holds the result, which lies where one of them
     * did if it may.
     */
    public INDArray sum(INDArray one, INDArray other) {
        INDArray result = slopes.isExclusive(one) ? one : slopes.isExclusive(other) ? other : slopes.like(one);
        slopes.retain(result);
        sums.computeIfAbsent(shape(one), shape -> kernels.sum(shape, false)).forward(one, other, result);
        slopes.release(one);
        slopes.release(other);
        return result;
    }

    /** Means over the positions of maps, in memory that the next call for as many channels writes again. */
    public INDArray means(INDArray maps) {
        Maps shape = shape(maps);
        INDArray result = means.computeIfAbsent(shape.channels(), width -> new Buffer(width))
                .rows(shape.rows());
        pools.computeIfAbsent(shape, kernels::pool).forward(maps, result);
        return result;
    }

    /**
     * Memory for what goes up to the next step and is read nowhere else: a room for slopes, which are not about then.
     * The next that asks may be given the same.
     */
    INDArray fleeting(INDArray batch) {
        INDArray result = slopes.like(batch);
        slopes.discard(result);
        return result;
    }

    Maps shape(INDArray batch) {
        return Maps.of(batch, kernels.format());
    }
}
