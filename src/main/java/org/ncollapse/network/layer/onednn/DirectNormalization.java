package org.ncollapse.network.layer.onednn;

import java.util.function.Supplier;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc;
import org.ncollapse.network.layer.Kernels;
import org.ncollapse.network.layer.Maps;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A batch normalisation, with the ReLU in the same pass; the signs that the way back needs lie in oneDNN's workspace.
 */
final class DirectNormalization implements Kernels.Normalization {

    private final Call forward;
    private final Call infer;
    private final Call back;

    DirectNormalization(Engine engine, Maps shape, double epsilon, boolean rectified) {
        memory.desc maps = Engine.maps(shape.rows(), shape.channels(), shape.height(), shape.width());
        int flags = dnnl.dnnl_use_scaleshift | (rectified ? dnnl.dnnl_fuse_norm_relu : 0);
        batch_normalization_forward.primitive_desc training =
                chosen(() -> new batch_normalization_forward.primitive_desc(
                        new batch_normalization_forward.desc(dnnl.dnnl_forward_training, maps, (float) epsilon, flags),
                        engine.processor()));
        batch_normalization_forward.primitive_desc inference = new batch_normalization_forward.primitive_desc(
                new batch_normalization_forward.desc(
                        dnnl.dnnl_forward_inference, maps, (float) epsilon, flags | dnnl.dnnl_use_global_stats),
                engine.processor());
        batch_normalization_backward.primitive_desc backward =
                chosen(() -> new batch_normalization_backward.primitive_desc(
                        new batch_normalization_backward.desc(dnnl.dnnl_backward, maps, maps, (float) epsilon, flags),
                        engine.processor(),
                        training));
        forward = around(engine.call(new batch_normalization_forward(training)), maps, training);
        infer = around(engine.call(new batch_normalization_forward(inference)), maps, inference);
        back = engine.call(new batch_normalization_backward(backward))
                .takes(Argument.INPUT, maps)
                .takes(Argument.GAIN_AND_SHIFT, training.weights_desc())
                .takes(Argument.MEAN, training.mean_desc())
                .takes(Argument.VARIANCE, training.variance_desc())
                .takes(Argument.OUTPUT_SLOPE, maps)
                .takes(Argument.INPUT_SLOPE, maps)
                .takes(Argument.GAIN_AND_SHIFT_SLOPE, backward.diff_weights_desc());
        if (rectified) {
            memory signs = new memory(training.workspace_desc(), engine.processor());
            forward.keeps(Argument.WORKSPACE, signs);
            back.keeps(Argument.WORKSPACE, signs);
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

    private static Call around(Call call, memory.desc maps, batch_normalization_forward.primitive_desc description) {
        return call.takes(Argument.INPUT, maps)
                .takes(Argument.GAIN_AND_SHIFT, description.weights_desc())
                .takes(Argument.MEAN, description.mean_desc())
                .takes(Argument.VARIANCE, description.variance_desc())
                .takes(Argument.OUTPUT, maps);
    }

    @Override
    public void forward(INDArray input, INDArray gainAndShift, INDArray mean, INDArray variance, INDArray output) {
        run(forward, input, gainAndShift, mean, variance, output);
    }

    @Override
    public void infer(INDArray input, INDArray gainAndShift, INDArray mean, INDArray variance, INDArray output) {
        run(infer, input, gainAndShift, mean, variance, output);
    }

    private static void run(
            Call call, INDArray input, INDArray gainAndShift, INDArray mean, INDArray variance, INDArray output) {
        call.at(Argument.INPUT, input)
                .at(Argument.GAIN_AND_SHIFT, gainAndShift)
                .at(Argument.MEAN, mean)
                .at(Argument.VARIANCE, variance)
                .at(Argument.OUTPUT, output)
                .run();
    }

    @Override
    public void back(
            INDArray input,
            INDArray gainAndShift,
            INDArray mean,
            INDArray variance,
            INDArray slope,
            INDArray inputSlope,
            INDArray gainAndShiftSlope) {
        back.at(Argument.INPUT, input)
                .at(Argument.GAIN_AND_SHIFT, gainAndShift)
                .at(Argument.MEAN, mean)
                .at(Argument.VARIANCE, variance)
                .at(Argument.OUTPUT_SLOPE, slope)
                .at(Argument.INPUT_SLOPE, inputSlope)
                .at(Argument.GAIN_AND_SHIFT_SLOPE, gainAndShiftSlope)
                .run();
    }
}
