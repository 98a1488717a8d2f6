package org.ncollapse.network.kernel.onednn;

import java.util.function.Supplier;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.Kernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A batch normalisation, with the ReLU in the same pass; the signs that the way back needs lie in oneDNN's workspace.
 */
final class OneDnnBatchNorm implements Kernels.BatchNorm {

    private final BoundPrimitive forward;
    private final BoundPrimitive infer;
    private final BoundPrimitive back;

    OneDnnBatchNorm(OneDnnEngine engine, FeatureMapShape shape, double epsilon, boolean rectified) {
        memory.desc maps =
                OneDnnEngine.featureMapDesc(shape.batchSize(), shape.channels(), shape.height(), shape.width());
        int flags = dnnl.dnnl_use_scaleshift | (rectified ? dnnl.dnnl_fuse_norm_relu : 0);
        batch_normalization_forward.primitive_desc training =
                chosen(() -> new batch_normalization_forward.primitive_desc(
                        new batch_normalization_forward.desc(dnnl.dnnl_forward_training, maps, (float) epsilon, flags),
                        engine.cpuEngine()));
        batch_normalization_forward.primitive_desc inference = new batch_normalization_forward.primitive_desc(
                new batch_normalization_forward.desc(
                        dnnl.dnnl_forward_inference, maps, (float) epsilon, flags | dnnl.dnnl_use_global_stats),
                engine.cpuEngine());
        batch_normalization_backward.primitive_desc backward =
                chosen(() -> new batch_normalization_backward.primitive_desc(
                        new batch_normalization_backward.desc(dnnl.dnnl_backward, maps, maps, (float) epsilon, flags),
                        engine.cpuEngine(),
                        training));
        forward = around(engine.bound(new batch_normalization_forward(training)), maps, training);
        infer = around(engine.bound(new batch_normalization_forward(inference)), maps, inference);
        back = engine.bound(new batch_normalization_backward(backward))
                .declare(PrimitiveArgument.INPUT, maps)
                .declare(PrimitiveArgument.SCALE_SHIFT, training.weights_desc())
                .declare(PrimitiveArgument.MEAN, training.mean_desc())
                .declare(PrimitiveArgument.VARIANCE, training.variance_desc())
                .declare(PrimitiveArgument.OUTPUT_GRADIENT, maps)
                .declare(PrimitiveArgument.INPUT_GRADIENT, maps)
                .declare(PrimitiveArgument.SCALE_SHIFT_GRADIENT, backward.diff_weights_desc());
        if (rectified) {
            memory signs = new memory(training.workspace_desc(), engine.cpuEngine());
            forward.bindFixed(PrimitiveArgument.WORKSPACE, signs);
            back.bindFixed(PrimitiveArgument.WORKSPACE, signs);
        }
    }

    /**
     * Prefers oneDNN's kernels in which the threads meet at the end of parallel regions. Its first choice lets them
     * wait for each other in a loop of its own: no faster, and on a machine with other work four times as slow.
     */
    private static <D extends primitive_desc> D chosen(Supplier<D> descriptions) {
        D description = descriptions.get();
        do {
            if (description.impl_info_str().getString().contains("tbb")) {
                return description;
            }
        } while (description.next_impl());
        return descriptions.get();
    }

    private static BoundPrimitive around(
            BoundPrimitive call, memory.desc maps, batch_normalization_forward.primitive_desc description) {
        return call.declare(PrimitiveArgument.INPUT, maps)
                .declare(PrimitiveArgument.SCALE_SHIFT, description.weights_desc())
                .declare(PrimitiveArgument.MEAN, description.mean_desc())
                .declare(PrimitiveArgument.VARIANCE, description.variance_desc())
                .declare(PrimitiveArgument.OUTPUT, maps);
    }

    @Override
    public void forwardTraining(
            INDArray input, INDArray gainAndShift, INDArray mean, INDArray variance, INDArray output) {
        run(forward, input, gainAndShift, mean, variance, output);
    }

    @Override
    public void forwardInference(
            INDArray input, INDArray gainAndShift, INDArray mean, INDArray variance, INDArray output) {
        run(infer, input, gainAndShift, mean, variance, output);
    }

    private static void run(
            BoundPrimitive call,
            INDArray input,
            INDArray gainAndShift,
            INDArray mean,
            INDArray variance,
            INDArray output) {
        call.bind(PrimitiveArgument.INPUT, input)
                .bind(PrimitiveArgument.SCALE_SHIFT, gainAndShift)
                .bind(PrimitiveArgument.MEAN, mean)
                .bind(PrimitiveArgument.VARIANCE, variance)
                .bind(PrimitiveArgument.OUTPUT, output)
                .execute();
    }

    @Override
    public void backward(
            INDArray input,
            INDArray gainAndShift,
            INDArray mean,
            INDArray variance,
            INDArray slope,
            INDArray inputSlope,
            INDArray gainAndShiftSlope) {
        back.bind(PrimitiveArgument.INPUT, input)
                .bind(PrimitiveArgument.SCALE_SHIFT, gainAndShift)
                .bind(PrimitiveArgument.MEAN, mean)
                .bind(PrimitiveArgument.VARIANCE, variance)
                .bind(PrimitiveArgument.OUTPUT_GRADIENT, slope)
                .bind(PrimitiveArgument.INPUT_GRADIENT, inputSlope)
                .bind(PrimitiveArgument.SCALE_SHIFT_GRADIENT, gainAndShiftSlope)
                .execute();
    }
}
