package org.ncollapse.network.layer;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.ncollapse.network.kernel.Add;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.GlobalAvgPool;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.TensorLayout;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the layers of one network share: kernels, and memory for gradients. */
public final class LayerContext {

    private final Kernels kernels;
    private final GradientPool gradientPool;
    private final Map<FeatureMapShape, Add> sums = new HashMap<>();
    private final Map<FeatureMapShape, GlobalAvgPool> pools = new HashMap<>();
    private final Map<Integer, BatchBuffer> spatialMeans = new HashMap<>();

    public LayerContext(Kernels kernels) {
        this.kernels = kernels;
        gradientPool = new GradientPool(kernels);
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
     * Returns the sum of two gradients that the caller holds. The caller then holds the sum instead of both. The sum is
     * written over one of them if that is {@linkplain GradientPool#isExclusive allowed}.
     */
    public INDArray addGradients(INDArray a, INDArray b) {
        INDArray result =
                gradientPool.isExclusive(a) ? a : gradientPool.isExclusive(b) ? b : gradientPool.allocateLike(a);
        gradientPool.retain(result);
        sums.computeIfAbsent(shapeOf(a), shape -> kernels.add(shape, FusedActivation.NONE))
                .forward(a, b, result);
        gradientPool.release(a);
        gradientPool.release(b);
        return result;
    }

    /**
     * Returns a gradient that the caller holds plus a multiple of a batch. The caller then holds the sum instead. It is
     * written over the gradient if that is {@linkplain GradientPool#isExclusive allowed}.
     */
    public INDArray addMultiple(INDArray gradient, double factor, INDArray batch) {
        INDArray result = gradientPool.inPlaceOrAllocate(gradient);
        gradientPool.retain(result);
        kernels.addMultiple(gradient, factor, batch, result);
        gradientPool.release(gradient);
        return result;
    }

    /** Means over the positions of feature maps. The next call for the same number of channels overwrites them. */
    public INDArray spatialMeans(INDArray maps) {
        FeatureMapShape shape = shapeOf(maps);
        INDArray result = spatialMeans
                .computeIfAbsent(shape.channels(), width -> new BatchBuffer(kernels, width))
                .forBatch(shape.batchSize());
        pools.computeIfAbsent(shape, kernels::globalAvgPool).forward(maps, result);
        return result;
    }

    /**
     * An array like {@code batch} for an output that only the next layer reads. It is taken from the pool of gradients,
     * which is idle during the forward pass; the next call may return the same memory.
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
