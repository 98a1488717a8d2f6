package org.ncollapse.network.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.BatchSizeCache;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.GlobalAvgPool;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A global average pooling. */
final class GlobalAvgPoolLayer extends ParameterlessKernelLayer<GlobalAvgPoolConfig> {
    private static final long serialVersionUID = 1L;

    private final transient BatchSizeCache<GlobalAvgPool> kernels = new BatchSizeCache<>();
    private transient BatchBuffer buffer;

    GlobalAvgPoolLayer(NeuralNetConfiguration conf, DataType type, LayerContext context) {
        super(conf, type, context);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        FeatureMapShape shape = context.shapeOf(input);
        if (buffer == null) {
            buffer = new BatchBuffer(context.kernels(), shape.channels());
        }
        INDArray output = buffer.forBatch(shape.batchSize());
        kernel(shape).forward(input, output);
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        INDArray inputGradient = context.gradientPool().allocateLike(input);
        kernel(context.shapeOf(input)).backward(outputGradient, inputGradient);
        return backwardResult(inputGradient);
    }

    private GlobalAvgPool kernel(FeatureMapShape shape) {
        return kernels.computeIfAbsent(
                shape.batchSize(), rows -> context.kernels().globalAvgPool(shape));
    }
}
