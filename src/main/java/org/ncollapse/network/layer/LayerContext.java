package org.ncollapse.network.layer;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.TensorLayout;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the layers of one network share: where their arithmetic is done, and memory for what goes down. */
public final class LayerContext {

    private final Kernels kernels;
    private final GradientPool gradientPool = new GradientPool();
    private final Map<FeatureMapShape, Kernels.Add> sums = new HashMap<>();
    private final Map<FeatureMapShape, Kernels.GlobalAvgPool> pools = new HashMap<>();
    private final Map<Integer, BatchBuffer> spatialMeans = new HashMap<>();

    public LayerContext(Kernels kernels) {
        this.kernels = kernels;
    }

    public Kernels kernels() {
        return kernels;
    }

    /** The layout of the kernels' feature maps, as Deeplearning4j's configurations name it. */
    CNN2DFormat dl4jFormat() {
        return kernels.layout() == TensorLayout.NHWC ? CNN2DFormat.NHWC : CNN2DFormat.NCHW;
    }

    public GradientPool gradientPool() {
        return gradientPool;
    }

    /**
     * The sum of two slopes that the caller holds; in place of both it holds the result, which lies where one of them
     * did if it may.
     */
    public INDArray addGradients(INDArray one, INDArray other) {
        INDArray result = gradientPool.isExclusive(one)
                ? one
                : gradientPool.isExclusive(other) ? other : gradientPool.allocateLike(one);
        gradientPool.retain(result);
        sums.computeIfAbsent(shapeOf(one), shape -> kernels.add(shape, false)).forward(one, other, result);
        gradientPool.release(one);
        gradientPool.release(other);
        return result;
    }

    /** Means over the positions of maps, in memory that the next call for as many channels writes again. */
    public INDArray spatialMeans(INDArray maps) {
        FeatureMapShape shape = shapeOf(maps);
        INDArray result = spatialMeans
                .computeIfAbsent(shape.channels(), width -> new BatchBuffer(width))
                .forBatch(shape.batchSize());
        pools.computeIfAbsent(shape, kernels::globalAvgPool).forward(maps, result);
        return result;
    }

    /**
     * Memory for what goes up to the next step and is read nowhere else: a room for slopes, which are not about then.
     * The next that asks may be given the same.
     */
    INDArray scratch(INDArray batch) {
        INDArray result = gradientPool.allocateLike(batch);
        gradientPool.releaseUnused(result);
        return result;
    }

    FeatureMapShape shapeOf(INDArray batch) {
        return FeatureMapShape.of(batch, kernels.layout());
    }
}
