package org.ncollapse.network.layer;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.PerBatchSize;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A batch normalisation at work. It may do the work of the ReLU behind it; in inference the convolution before it may
 * do its own. As in Deeplearning4j the running statistics' slopes are what the step is to take from them.
 */
final class BatchNormLayer extends KernelLayer<BatchNormConfig> implements ReluFusable {
    private static final long serialVersionUID = 1L;

    private final transient PerBatchSize<Kernels.BatchNorm> plain = new PerBatchSize<>();
    private final transient PerBatchSize<Kernels.BatchNorm> rectifying = new PerBatchSize<>();
    private final int channels;
    private final transient INDArray mean;
    private final transient INDArray variance;
    private final transient INDArray gain;
    private final transient INDArray shift;
    private transient INDArray gainAndShift;
    private transient INDArray gainAndShiftSlope;
    private transient BatchBuffer output;
    private boolean rectified;
    private boolean setFusedAway;
    private boolean markFeedsSumOnly;

    BatchNormLayer(NeuralNetConfiguration conf, DataType type, LayerContext workplace) {
        super(conf, type, workplace);
        channels = (int) layerConf().getNOut();
        mean = Nd4j.create(type, 1, channels);
        variance = Nd4j.create(type, 1, channels);
        gain = Nd4j.create(type, 1, channels);
        shift = Nd4j.create(type, 1, channels);
    }

    @Override
    public void setReluFused(boolean rectified) {
        this.rectified = rectified;
    }

    boolean isReluFused() {
        return rectified;
    }

    /** Says whether the convolution before does all this step's work: then it passes on what it is given. */
    void setFusedAway(boolean absorbed) {
        this.setFusedAway = absorbed;
        if (absorbed) {
            workplace
                    .kernels()
                    .foldBatchNorm(
                            gainAndShift(),
                            running(BatchNormalizationParamInitializer.GLOBAL_MEAN),
                            running(BatchNormalizationParamInitializer.GLOBAL_VAR),
                            layerConf().getEps(),
                            gain,
                            shift);
        }
    }

    /** Says that a sum alone reads the output, right behind and once: it need not be kept. */
    void markFeedsSumOnly() {
        markFeedsSumOnly = true;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        if (setFusedAway) {
            return input;
        }
        FeatureMapShape shape = workplace.shapeOf(input);
        INDArray out = markFeedsSumOnly ? workplace.scratch(input) : kept(shape.batchSize());
        if (training) {
            kernel(shape).forwardTraining(input, gainAndShift(), mean, variance, out);
        } else {
            kernel(shape)
                    .forwardInference(
                            input,
                            gainAndShift(),
                            running(BatchNormalizationParamInitializer.GLOBAL_MEAN),
                            running(BatchNormalizationParamInitializer.GLOBAL_VAR),
                            out);
        }
        return out;
    }

    private INDArray kept(int rows) {
        if (output == null) {
            output = new BatchBuffer(Arrays.copyOfRange(input.shape(), 1, input.rank()));
        }
        return output.forBatch(rows);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray slope, LayerWorkspaceMgr workspaces) {
        if (gainAndShiftSlope == null) {
            gainAndShiftSlope = both(gradientsFlattened);
        }
        INDArray inputSlope = workplace.gradientPool().inPlaceOrAllocate(slope);
        kernel(workplace.shapeOf(input))
                .backward(input, gainAndShift(), mean, variance, slope, inputSlope, gainAndShiftSlope);
        runningSlope(BatchNormalizationParamInitializer.GLOBAL_MEAN, mean);
        runningSlope(BatchNormalizationParamInitializer.GLOBAL_VAR, variance);
        return backwardResult(inputSlope);
    }

    /** The gain that a convolution gives its channels instead: γ/√(σ² + ε) of the running variance. */
    INDArray foldedScale() {
        return gain;
    }

    /** The shift that goes with it: β less the running mean times the gain. */
    INDArray foldedShift() {
        return shift;
    }

    private INDArray gainAndShift() {
        if (gainAndShift == null) {
            gainAndShift = both(paramsFlattened);
        }
        return gainAndShift;
    }

    /** Gain and shift, which come first in the layer's part of a flat vector. */
    private INDArray both(INDArray flat) {
        return flat.reshape(flat.length()).get(NDArrayIndex.interval(0, 2L * channels));
    }

    private void runningSlope(String statistic, INDArray batch) {
        workplace
                .kernels()
                .scaledDifference(running(statistic), batch, 1 - layerConf().getDecay(), gradientView(statistic));
    }

    private Kernels.BatchNorm kernel(FeatureMapShape shape) {
        return (rectified ? rectifying : plain)
                .computeIfAbsent(
                        shape.batchSize(),
                        rows -> workplace.kernels().batchNorm(shape, layerConf().getEps(), rectified));
    }

    private INDArray running(String statistic) {
        return params.get(statistic);
    }
}
