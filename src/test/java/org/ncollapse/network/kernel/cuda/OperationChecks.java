package org.ncollapse.network.kernel.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.OptimizerStep;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Runs each operation with the CPU's kernels and on a GPU, emulated or real, on equal random arrays, and returns how
 * much the results differ. Arrays on the GPU are not freed before it is closed: the kernels remember statistics and
 * packed weights by address.
 */
final class OperationChecks {

    private static final int CLASSES = 10;

    private final Kernels cpu;
    private final CudaKernels gpu;
    private final CudaEngine engine;
    private final Precision precision;
    private final Random random = new Random(1);
    private final List<Difference> differences = new ArrayList<>();

    /**
     * @param engine that of {@code gpu}
     * @param precision of matrix products on the GPU
     */
    OperationChecks(Kernels cpu, CudaKernels gpu, CudaEngine engine, Precision precision) {
        this.cpu = cpu;
        this.gpu = gpu;
        this.engine = engine;
        this.precision = precision;
    }

    /** The same array for both. */
    private record Pair(INDArray cpu, INDArray gpu) {}

    /** Forward, with folded scale, shift and ReLU, and both backward passes. */
    List<Difference> convolution(Conv2dShape shape) {
        FeatureMapShape outShape = shape.outputShape();
        int in = shape.inputShape().channels();
        int out = shape.outChannels();
        int kernel = shape.kernelSize();
        Pair input = maps(shape.inputShape());
        Pair weights = normal(out, in, kernel, kernel);
        Pair output = maps(outShape);
        Pair outputGradient = maps(outShape);
        Pair inputGradient = maps(shape.inputShape());
        Pair weightGradient = normal(out, in, kernel, kernel);
        Pair scale = normal(1, out);
        Pair shift = normal(1, out);
        Pair folded = maps(outShape);
        var onCpu = cpu.conv2d(shape);
        var onGpu = gpu.conv2d(shape);
        onCpu.forward(input.cpu(), weights.cpu(), output.cpu());
        onCpu.forwardFolded(input.cpu(), weights.cpu(), scale.cpu(), shift.cpu(), FusedActivation.RELU, folded.cpu());
        onCpu.backward(input.cpu(), weights.cpu(), outputGradient.cpu(), inputGradient.cpu(), weightGradient.cpu());
        engine.withPrecision(precision, () -> {
            onGpu.forward(input.gpu(), weights.gpu(), output.gpu());
            onGpu.forwardFolded(
                    input.gpu(), weights.gpu(), scale.gpu(), shift.gpu(), FusedActivation.RELU, folded.gpu());
            // The gradient may be written over the input.
            onGpu.backward(input.gpu(), weights.gpu(), outputGradient.gpu(), input.gpu(), weightGradient.gpu());
        });
        compare("output", output);
        compare("output with scale, shift and ReLU", folded);
        compare("gradient of the weights", weightGradient);
        compare("gradient of the input", new Pair(inputGradient.cpu(), input.gpu()));
        return take();
    }

    /** @param offset of the weights in a flat vector, where the weights of a layer may start anywhere */
    List<Difference> linear(int rows, int inputs, int outputs, int offset, boolean bias, FusedActivation activation) {
        Pair input = normal(rows, inputs);
        Pair flat = normal(offset + (long) inputs * outputs);
        Pair weights = new Pair(tail(flat.cpu(), offset), tail(flat.gpu(), offset));
        Pair biases = normal(outputs);
        Pair output = normal(rows, outputs);
        Pair outputGradient = normal(rows, outputs);
        Pair inputGradient = normal(rows, inputs);
        Pair weightGradient = normal(outputs, inputs);
        Pair biasGradient = normal(outputs);
        var onCpu = cpu.linear(rows, inputs, outputs, bias, activation);
        var onGpu = gpu.linear(rows, inputs, outputs, bias, activation);
        onCpu.forward(input.cpu(), weights.cpu(), bias ? biases.cpu() : null, output.cpu());
        onCpu.backward(
                input.cpu(),
                weights.cpu(),
                outputGradient.cpu(),
                inputGradient.cpu(),
                weightGradient.cpu(),
                bias ? biasGradient.cpu() : null);
        engine.withPrecision(precision, () -> {
            onGpu.forward(input.gpu(), weights.gpu(), bias ? biases.gpu() : null, output.gpu());
            onGpu.backward(
                    input.gpu(),
                    weights.gpu(),
                    outputGradient.gpu(),
                    inputGradient.gpu(),
                    weightGradient.gpu(),
                    bias ? biasGradient.gpu() : null);
        });
        compare("output", output);
        compare("gradient of the input", inputGradient);
        compare("gradient of the weights", weightGradient);
        if (bias) {
            compare("gradient of the bias", biasGradient);
        }
        return take();
    }

    private static INDArray tail(INDArray flat, int offset) {
        return flat.get(NDArrayIndex.interval(offset, flat.length()));
    }

    List<Difference> batchNorm(FeatureMapShape shape, FusedActivation activation) {
        int channels = shape.channels();
        Pair input = normal(3, 2, shape.batchSize(), shape.height(), shape.width(), channels);
        Pair scaleAndShift = normal(2L * channels);
        Pair mean = normal(1, channels);
        Pair variance = normal(1, channels);
        Pair output = maps(shape);
        Pair outputGradient = maps(shape);
        Pair inputGradient = maps(shape);
        Pair scaleAndShiftGradient = normal(2L * channels);
        var onCpu = cpu.batchNorm(shape, 1e-5, activation);
        var onGpu = gpu.batchNorm(shape, 1e-5, activation);

        onCpu.forwardTraining(input.cpu(), scaleAndShift.cpu(), mean.cpu(), variance.cpu(), output.cpu());
        onGpu.forwardTraining(input.gpu(), scaleAndShift.gpu(), mean.gpu(), variance.gpu(), output.gpu());
        compare("mean", mean);
        compare("variance", variance);
        compare("output in training", output);

        onCpu.backward(
                input.cpu(),
                scaleAndShift.cpu(),
                mean.cpu(),
                variance.cpu(),
                outputGradient.cpu(),
                inputGradient.cpu(),
                scaleAndShiftGradient.cpu());
        // In place.
        onGpu.backward(
                input.gpu(),
                scaleAndShift.gpu(),
                mean.gpu(),
                variance.gpu(),
                outputGradient.gpu(),
                outputGradient.gpu(),
                scaleAndShiftGradient.gpu());
        compare("gradient of scale and shift", scaleAndShiftGradient);
        compare("gradient of the input", new Pair(inputGradient.cpu(), outputGradient.gpu()));

        onCpu.forwardInference(input.cpu(), scaleAndShift.cpu(), mean.cpu(), variance.cpu(), output.cpu());
        onGpu.forwardInference(input.gpu(), scaleAndShift.gpu(), mean.gpu(), variance.gpu(), output.gpu());
        compare("output in inference", output);
        Pair foldedScale = normal(1, channels);
        Pair foldedShift = normal(1, channels);
        cpu.foldBatchNorm(scaleAndShift.cpu(), mean.cpu(), variance.cpu(), 1e-5, foldedScale.cpu(), foldedShift.cpu());
        gpu.foldBatchNorm(scaleAndShift.gpu(), mean.gpu(), variance.gpu(), 1e-5, foldedScale.gpu(), foldedShift.gpu());
        compare("folded scale", foldedScale);
        compare("folded shift", foldedShift);
        return take();
    }

    /** The statistics that a convolution leaves are those that batch normalization would compute. */
    List<Difference> batchNormAfterConvolution(Conv2dShape shape) {
        int in = shape.inputShape().channels();
        int out = shape.outChannels();
        Pair input = maps(shape.inputShape());
        Pair weights = normal(out, in, shape.kernelSize(), shape.kernelSize());
        Pair output = maps(shape.outputShape());
        Pair scaleAndShift = normal(2L * out);
        Pair mean = normal(1, out);
        Pair variance = normal(1, out);
        Pair normalized = maps(shape.outputShape());
        cpu.conv2d(shape).forward(input.cpu(), weights.cpu(), output.cpu());
        engine.withPrecision(precision, () -> gpu.conv2d(shape).forward(input.gpu(), weights.gpu(), output.gpu()));
        cpu.batchNorm(shape.outputShape(), 1e-5, FusedActivation.RELU)
                .forwardTraining(output.cpu(), scaleAndShift.cpu(), mean.cpu(), variance.cpu(), normalized.cpu());
        gpu.batchNorm(shape.outputShape(), 1e-5, FusedActivation.RELU)
                .forwardTraining(output.gpu(), scaleAndShift.gpu(), mean.gpu(), variance.gpu(), normalized.gpu());
        compare("mean", mean);
        compare("variance", variance);
        compare("output", normalized);
        return take();
    }

    /** Sums, ReLU and scaled difference, which are equal up to one rounding at most. */
    List<Difference> elementwise(FeatureMapShape shape) {
        Pair a = maps(shape);
        Pair b = maps(shape);
        Pair result = maps(shape);
        Pair rectified = maps(shape);
        for (FusedActivation activation : FusedActivation.values()) {
            cpu.add(shape, activation).forward(a.cpu(), b.cpu(), result.cpu());
            gpu.add(shape, activation).forward(a.gpu(), b.gpu(), result.gpu());
            compare("sum, activation " + activation, result);
        }
        cpu.relu(shape).forward(a.cpu(), rectified.cpu());
        gpu.relu(shape).forward(a.gpu(), rectified.gpu());
        compare("ReLU", rectified);
        cpu.relu(shape).backward(rectified.cpu(), b.cpu(), result.cpu());
        gpu.relu(shape).backward(rectified.gpu(), b.gpu(), result.gpu());
        compare("gradient of a ReLU's input", result);
        cpu.scaledDifference(a.cpu(), b.cpu(), 1.25, 0.1, result.cpu());
        gpu.scaledDifference(a.gpu(), b.gpu(), 1.25, 0.1, result.gpu());
        compare("scaled difference", result);
        return take();
    }

    List<Difference> pooling(FeatureMapShape shape) {
        Pair maps = maps(shape);
        Pair pooled = normal(shape.batchSize(), shape.channels());
        cpu.globalAvgPool(shape).forward(maps.cpu(), pooled.cpu());
        gpu.globalAvgPool(shape).forward(maps.gpu(), pooled.gpu());
        compare("mean over the positions", pooled);
        cpu.globalAvgPool(shape).backward(pooled.cpu(), maps.cpu());
        gpu.globalAvgPool(shape).backward(pooled.gpu(), maps.gpu());
        compare("gradient of the maps", maps);
        return take();
    }

    List<Difference> layoutConversion(FeatureMapShape shape) {
        Pair channelsFirst = normal(shape.batchSize(), shape.channels(), shape.height(), shape.width());
        Pair channelsLast = maps(shape);
        cpu.layoutConversion(shape).convert(channelsFirst.cpu(), channelsLast.cpu());
        gpu.layoutConversion(shape).convert(channelsFirst.gpu(), channelsLast.gpu());
        compare("channels last", channelsLast);
        return take();
    }

    /** The gradient of the logits, the loss, and the number of errors, as one-element arrays. */
    List<Difference> criterion(Loss loss, int rows) {
        Pair logits = normal(rows, CLASSES);
        int[] labels = random.ints(rows, 0, CLASSES).toArray();
        BatchResult expected = cpu.criterion(loss).lossAndGradient(logits.cpu(), labels);
        BatchResult actual = gpu.criterion(loss).lossAndGradient(logits.gpu(), labels);
        double error = Math.abs(actual.lossSum() - expected.lossSum()) / Math.abs(expected.lossSum());
        differences.add(new Difference("loss", error, error));
        double errors = Math.abs(actual.errors() - expected.errors());
        differences.add(new Difference("number of errors", errors, errors));
        compare("gradient of the logits", logits);
        return take();
    }

    /** Parameters that only weight decay changes, flushed values and running statistics too; equal to the bit. */
    List<Difference> optimizer(OptimizerSpec optimizer, int length) {
        int decayed = length / 2 + 1;
        Pair parameters = normal(length);
        Pair gradients = normal(0, 1e-3, length);
        List<ParameterGroup> groups = List.of(
                new ParameterGroup(0, decayed, true, 5e-4),
                new ParameterGroup(decayed, 10, false, 0),
                new ParameterGroup(decayed + 10, length - decayed - 10, true, 0));
        OptimizerStep onCpu = cpu.optimizerStep(parameters.cpu(), gradients.cpu(), groups, optimizer, 1);
        OptimizerStep onGpu = gpu.optimizerStep(parameters.gpu(), gradients.gpu(), groups, optimizer, 1);
        int number = 0;
        for (double rate : new double[] {0.1, 0.05, 1e-15}) {
            number++;
            onCpu.apply(rate, 7, number);
            onGpu.apply(rate, 7, number);
        }
        compare("parameters", parameters);
        onCpu.state()
                .forEach((name, vector) ->
                        differences.add(Difference.of(name, values(onGpu.state().get(name)), values(vector))));
        return take();
    }

    private static float[] values(FloatVector vector) {
        float[] values = new float[vector.length()];
        vector.read(0, values, values.length);
        return values;
    }

    /** A batch gathered and standardized from bytes in a random order; equal to the bit. */
    List<Difference> gather(ImageShape shape, int rows, boolean channelsLast) {
        return GatherCheck.run(gpu, engine, random, shape, rows, channelsLast);
    }

    private Pair array(float[] values, long... shape) {
        INDArray onCpu = cpu.allocate(values.length).reshape(shape);
        INDArray onGpu = gpu.allocate(values.length).reshape(shape);
        cpu.copyInto(values, onCpu);
        gpu.copyInto(values, onGpu);
        return new Pair(onCpu, onGpu);
    }

    private Pair normal(double mean, double std, long... shape) {
        int length = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (mean + std * random.nextGaussian());
        }
        return array(values, shape);
    }

    private Pair normal(long... shape) {
        return normal(0, 1, shape);
    }

    private Pair maps(FeatureMapShape shape) {
        return normal(shape.batchSize(), shape.height(), shape.width(), shape.channels());
    }

    private void compare(String name, Pair pair) {
        differences.add(Difference.of(name, gpu.toFloats(pair.gpu()), cpu.toFloats(pair.cpu())));
    }

    /** Returns what was compared since the last call. */
    private List<Difference> take() {
        List<Difference> result = List.copyOf(differences);
        differences.clear();
        return result;
    }
}
