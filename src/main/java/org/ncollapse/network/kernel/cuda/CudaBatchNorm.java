package org.ncollapse.network.kernel.cuda;

import org.ncollapse.network.kernel.BatchNorm;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.Normalization;
import org.ncollapse.network.kernel.RunningStatistics;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch normalization for one shape, with or without the ReLU after it. */
final class CudaBatchNorm implements BatchNorm {

    private static final int CHANNELS_OF_FINALIZE = 8;
    private static final int THREADS_OF_FINALIZE = 512;
    private static final int ROWS_OF_PARTIALS = 128;
    private static final int CHANNELS_OF_PARTIALS = 32;
    /** How {@code batch_norm_backward_*} find the mask of a ReLU. */
    private static final int RELU_NONE = 0;

    private static final int RELU_FROM_INPUT = 1;
    private static final int RELU_FROM_OUTPUT = 2;

    private static final RunningStatistics NOTHING_RUNNING = new RunningStatistics(null, null, 0, null, null);

    private final CudaEngine engine;
    private final int rows;
    private final int channels;
    private final double epsilon;
    private final int reluMode;
    private final long inverseStd;
    private final BatchStatistics ownStatistics = new BatchStatistics();

    CudaBatchNorm(CudaEngine engine, FeatureMapShape shape, double epsilon, FusedActivation activation) {
        this.engine = engine;
        rows = shape.batchSize() * shape.height() * shape.width();
        channels = shape.channels();
        this.epsilon = epsilon;
        reluMode = activation == FusedActivation.RELU ? RELU_FROM_INPUT : RELU_NONE;
        inverseStd = engine.allocate((long) channels * Float.BYTES);
    }

    @Override
    public void forwardTraining(
            INDArray input, INDArray scaleAndShift, INDArray mean, INDArray variance, INDArray output) {
        forwardTraining(input, scaleAndShift, mean, variance, output, NOTHING_RUNNING, null);
    }

    @Override
    public void forwardTraining(
            INDArray input,
            INDArray scaleAndShift,
            INDArray mean,
            INDArray variance,
            INDArray output,
            RunningStatistics running,
            Kernels kernels) {
        statistics(input, mean, variance, running);
        normalize(input, scaleAndShift, mean, output);
    }

    @Override
    public void statistics(INDArray input, INDArray mean, INDArray variance, RunningStatistics running) {
        BatchStatistics statistics = engine.statisticsOf(input, rows, channels);
        if (statistics == null) {
            statistics = ownStatistics;
            statistics.prepare(engine, rows, channels, ROWS_OF_PARTIALS);
            engine.kernel("batch_norm_partials")
                    .arrays(input)
                    .addresses(statistics.address())
                    .integers(rows, channels)
                    .run(statistics.blocks(), CudaEngine.blocks(channels, CHANNELS_OF_PARTIALS), 1);
        }
        engine.kernel("batch_norm_finalize")
                .threads(THREADS_OF_FINALIZE)
                .addresses(statistics.address())
                .integers(statistics.blocks(), statistics.rowsPerBlock(), rows, channels)
                .real(epsilon)
                .arrays(mean, variance)
                .addresses(inverseStd)
                .arrays(running.mean(), running.variance())
                .real(running.factor())
                .arrays(running.meanGradient(), running.varianceGradient())
                .run(CudaEngine.blocks(channels, CHANNELS_OF_FINALIZE));
    }

    @Override
    public void normalizeAndAdd(Normalization own, INDArray residual, FusedActivation activation, INDArray output) {
        forward(own, residual, null, null, 0, output, activation == FusedActivation.RELU);
    }

    @Override
    public void normalizeAndAdd(
            Normalization own,
            BatchNorm ofResidual,
            Normalization residual,
            FusedActivation activation,
            INDArray output) {
        forward(
                own,
                residual.input(),
                residual.scaleAndShift(),
                residual.mean(),
                ((CudaBatchNorm) ofResidual).inverseStd,
                output,
                activation == FusedActivation.RELU);
    }

    @Override
    public void forwardInference(
            INDArray input, INDArray scaleAndShift, INDArray mean, INDArray variance, INDArray output) {
        engine.kernel("inverse_std")
                .arrays(variance)
                .real(epsilon)
                .addresses(inverseStd)
                .integers(channels)
                .run(CudaEngine.blocks(channels, 256));
        normalize(input, scaleAndShift, mean, output);
    }

    private void normalize(INDArray input, INDArray scaleAndShift, INDArray mean, INDArray output) {
        forward(new Normalization(input, scaleAndShift, mean), null, null, null, 0, output, reluMode != RELU_NONE);
    }

    private void forward(
            Normalization own,
            INDArray residual,
            INDArray residualScaleAndShift,
            INDArray residualMean,
            long residualInverseStd,
            INDArray output,
            boolean relu) {
        engine.kernel("batch_norm_forward")
                .arrays(own.input(), own.scaleAndShift(), own.mean())
                .addresses(inverseStd)
                .arrays(residual, residualScaleAndShift, residualMean)
                .addresses(residualInverseStd)
                .arrays(output)
                .integers(rows, channels)
                .flag(relu)
                .run(elementBlocks());
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
        backward(
                new Normalization(input, scaleAndShift, mean),
                outputGradient,
                null,
                inputGradient,
                scaleAndShiftGradient,
                reluMode);
    }

    @Override
    public void backwardThroughSum(
            Normalization own,
            INDArray variance,
            INDArray outputGradient,
            INDArray sumOutput,
            INDArray inputGradient,
            INDArray scaleAndShiftGradient) {
        backward(own, outputGradient, sumOutput, inputGradient, scaleAndShiftGradient, RELU_FROM_OUTPUT);
    }

    /** With a mask from an output, the masked gradient replaces the gradient, and the last kernel needs no mask. */
    private void backward(
            Normalization own,
            INDArray outputGradient,
            INDArray output,
            INDArray inputGradient,
            INDArray scaleAndShiftGradient,
            int mode) {
        int rowsPerBlock = engine.tiles().batchNormRows(rows, channels);
        int blocks = (int) CudaEngine.blocks(rows, rowsPerBlock);
        long partials = engine.scratch().floats(2L * blocks * channels + 2L * channels);
        long coefficients = partials + 2L * blocks * channels * Float.BYTES;
        boolean fromOutput = mode == RELU_FROM_OUTPUT;
        engine.kernel("batch_norm_backward_partials")
                .arrays(own.input(), own.scaleAndShift(), own.mean())
                .addresses(inverseStd)
                .arrays(outputGradient, output, fromOutput ? outputGradient : null)
                .addresses(partials)
                .integers(rows, channels, rowsPerBlock, mode)
                .run(blocks, CudaEngine.blocks(channels, CHANNELS_OF_PARTIALS), 1);
        engine.kernel("batch_norm_backward_finalize")
                .threads(THREADS_OF_FINALIZE)
                .addresses(partials)
                .integers(blocks, rows, channels)
                .arrays(scaleAndShiftGradient)
                .addresses(coefficients)
                .run(CudaEngine.blocks(channels, CHANNELS_OF_FINALIZE));
        engine.kernel("batch_norm_backward_input")
                .arrays(own.input(), own.scaleAndShift(), own.mean())
                .addresses(inverseStd)
                .arrays(outputGradient, null)
                .addresses(coefficients)
                .arrays(inputGradient)
                .integers(rows, channels, fromOutput ? RELU_NONE : mode)
                .run(elementBlocks());
    }

    private long elementBlocks() {
        return engine.tiles().batchNormBlocks(rows, channels);
    }
}
