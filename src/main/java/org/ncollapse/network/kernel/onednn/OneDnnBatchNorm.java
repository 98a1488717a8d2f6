package org.ncollapse.network.kernel.onednn;

import java.util.function.Supplier;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc;
import org.ncollapse.network.kernel.BatchNorm;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalization, with a ReLU in the same pass if requested. oneDNN's workspace keeps the ReLU's mask for the
 * backward pass.
 */
final class OneDnnBatchNorm implements BatchNorm {

    private final BoundPrimitive forward;
    private final BoundPrimitive inference;
    private final BoundPrimitive backward;

    OneDnnBatchNorm(OneDnnEngine engine, FeatureMapShape shape, double epsilon, FusedActivation activation) {
        memory.desc maps = OneDnnEngine.featureMapDesc(shape);
        int flags = dnnl.dnnl_use_scaleshift | (activation == FusedActivation.RELU ? dnnl.dnnl_fuse_norm_relu : 0);
        batch_normalization_forward.primitive_desc trainingDesc =
                selectImplementation(() -> new batch_normalization_forward.primitive_desc(
                        new batch_normalization_forward.desc(dnnl.dnnl_forward_training, maps, (float) epsilon, flags),
                        engine.cpuEngine()));
        batch_normalization_forward.primitive_desc inferenceDesc = new batch_normalization_forward.primitive_desc(
                new batch_normalization_forward.desc(
                        dnnl.dnnl_forward_inference, maps, (float) epsilon, flags | dnnl.dnnl_use_global_stats),
                engine.cpuEngine());
        batch_normalization_backward.primitive_desc backwardDesc =
                selectImplementation(() -> new batch_normalization_backward.primitive_desc(
                        new batch_normalization_backward.desc(dnnl.dnnl_backward, maps, maps, (float) epsilon, flags),
                        engine.cpuEngine(),
                        trainingDesc));
        forward = declareArguments(engine.bound(new batch_normalization_forward(trainingDesc)), maps, trainingDesc);
        inference = declareArguments(engine.bound(new batch_normalization_forward(inferenceDesc)), maps, inferenceDesc);
        backward = engine.bound(new batch_normalization_backward(backwardDesc))
                .declare(PrimitiveArgument.INPUT, maps)
                .declare(PrimitiveArgument.SCALE_SHIFT, trainingDesc.weights_desc())
                .declare(PrimitiveArgument.MEAN, trainingDesc.mean_desc())
                .declare(PrimitiveArgument.VARIANCE, trainingDesc.variance_desc())
                .declare(PrimitiveArgument.OUTPUT_GRADIENT, maps)
                .declare(PrimitiveArgument.INPUT_GRADIENT, maps)
                .declare(PrimitiveArgument.SCALE_SHIFT_GRADIENT, backwardDesc.diff_weights_desc());
        if (activation == FusedActivation.RELU) {
            memory reluMask = new memory(trainingDesc.workspace_desc(), engine.cpuEngine());
            forward.bindFixed(PrimitiveArgument.WORKSPACE, reluMask);
            backward.bindFixed(PrimitiveArgument.WORKSPACE, reluMask);
        }
    }

    /**
     * Prefers oneDNN's implementations in which threads meet at the end of parallel regions. In its first choice they
     * wait for each other in a spin loop of their own: that is no faster, and four times as slow on a machine with
     * other work.
     */
    private static <D extends primitive_desc> D selectImplementation(Supplier<D> makeDesc) {
        D desc = makeDesc.get();
        do {
            if (desc.impl_info_str().getString().contains("tbb")) {
                return desc;
            }
        } while (desc.next_impl());
        return makeDesc.get();
    }

    private static BoundPrimitive declareArguments(
            BoundPrimitive primitive, memory.desc maps, batch_normalization_forward.primitive_desc desc) {
        return primitive
                .declare(PrimitiveArgument.INPUT, maps)
                .declare(PrimitiveArgument.SCALE_SHIFT, desc.weights_desc())
                .declare(PrimitiveArgument.MEAN, desc.mean_desc())
                .declare(PrimitiveArgument.VARIANCE, desc.variance_desc())
                .declare(PrimitiveArgument.OUTPUT, maps);
    }

    @Override
    public void forwardTraining(
            INDArray input, INDArray scaleAndShift, INDArray mean, INDArray variance, INDArray output) {
        run(forward, input, scaleAndShift, mean, variance, output);
    }

    @Override
    public void forwardInference(
            INDArray input, INDArray scaleAndShift, INDArray mean, INDArray variance, INDArray output) {
        run(inference, input, scaleAndShift, mean, variance, output);
    }

    private static void run(
            BoundPrimitive primitive,
            INDArray input,
            INDArray scaleAndShift,
            INDArray mean,
            INDArray variance,
            INDArray output) {
        primitive
                .bind(PrimitiveArgument.INPUT, input)
                .bind(PrimitiveArgument.SCALE_SHIFT, scaleAndShift)
                .bind(PrimitiveArgument.MEAN, mean)
                .bind(PrimitiveArgument.VARIANCE, variance)
                .bind(PrimitiveArgument.OUTPUT, output)
                .execute();
    }

    @Override
    public void backward(
            INDArray input,
            INDArray scaleAndShift,
            INDArray mean,
            INDArray variance,
            INDArray outputGradient,
            INDArray inputGradient,
            INDArray scaleAndShiftGradient) {
        backward.bind(PrimitiveArgument.INPUT, input)
                .bind(PrimitiveArgument.SCALE_SHIFT, scaleAndShift)
                .bind(PrimitiveArgument.MEAN, mean)
                .bind(PrimitiveArgument.VARIANCE, variance)
                .bind(PrimitiveArgument.OUTPUT_GRADIENT, outputGradient)
                .bind(PrimitiveArgument.INPUT_GRADIENT, inputGradient)
                .bind(PrimitiveArgument.SCALE_SHIFT_GRADIENT, scaleAndShiftGradient)
                .execute();
    }
}
