package org.ncollapse.network.layer;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A batch normalisation at work. It may do the work of the ReLU behind it; in inference the convolution before it may
 * do its own. As in Deeplearning4j the running statistics' slopes are what the step is to take from them.
 */
final class NormalizationStep extends DirectLayer<Normalization> implements Rectifiable {
    private static final long serialVersionUID = 1L;

    private final transient PerRows<Kernels.Normalization> plain = new PerRows<>();
    private final transient PerRows<Kernels.Normalization> rectifying = new PerRows<>();
    private final int channels;
    private final transient INDArray mean;
    private final transient INDArray variance;
    private final transient INDArray gain;
    private final transient INDArray shift;
    private transient INDArray gainAndShift;
    private transient INDArray gainAndShiftSlope;
    private transient Buffer output;
    private boolean rectified;
    private boolean absorbed;
    private boolean summed;

    NormalizationStep(NeuralNetConfiguration conf, DataType type, Workplace workplace) {
        super(conf, type, workplace);
        channels = (int) layerConf().getNOut();
        mean = Nd4j.create(type, 1, channels);
        variance = Nd4j.create(type, 1, channels);
        gain = Nd4j.create(type, 1, channels);
        shift = Nd4j.create(type, 1, channels);
    }

    @Override
    public void rectify(boolean rectified) {
        this.rectified = rectified;
    }

    boolean isRectified() {
        return rectified;
    }

    /** Says whether the convolution before does all this step's work: then it passes on what it is given. */
    void absorbed(boolean absorbed) {
        this.absorbed = absorbed;
        if (absorbed) {
            workplace
                    .kernels()
                    .fold(
                            gainAndShift(),
                            running(BatchNormalizationParamInitializer.GLOBAL_MEAN),
                            running(BatchNormalizationParamInitializer.GLOBAL_VAR),
                            layerConf().getEps(),
                            gain,
                            shift);
        }
    }

    /** Says that a sum alone reads the output, right behind and once: it need not be kept. */
    void summed() {
        summed = true;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        if (absorbed) {
            return input;
        }
        Maps shape = workplace.shape(input);
        INDArray out = summed ? workplace.fleeting(input) : kept(shape.rows());
        if (training) {
            kernel(shape).forward(input, gainAndShift(), mean, variance, out);
        } else {
            kernel(shape)
                    .infer(
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
            output = new Buffer(Arrays.copyOfRange(input.shape(), 1, input.rank()));
        }
        return output.rows(rows);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray slope, LayerWorkspaceMgr workspaces) {
        if (gainAndShiftSlope == null) {
            gainAndShiftSlope = both(gradientsFlattened);
        }
        INDArray inputSlope = workplace.slopes().orOver(slope);
        kernel(workplace.shape(input))
                .back(input, gainAndShift(), mean, variance, slope, inputSlope, gainAndShiftSlope);
        runningSlope(BatchNormalizationParamInitializer.GLOBAL_MEAN, mean);
        runningSlope(BatchNormalizationParamInitializer.GLOBAL_VAR, variance);
        return below(inputSlope);
    }

    /** The gain that a convolution gives its channels instead: γ/√(σ² + ε) of the running variance. */
    INDArray foldedGain() {
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
                .difference(running(statistic), batch, 1 - layerConf().getDecay(), slope(statistic));
    }

    private Kernels.Normalization kernel(Maps shape) {
        return (rectified ? rectifying : plain)
                .of(
                        shape.rows(),
                        rows -> workplace
                                .kernels()
                                .normalization(shape, layerConf().getEps(), rectified));
    }

    private INDArray running(String statistic) {
        return params.get(statistic);
    }
}
