package org.ncollapse.network.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ncollapse.network.Backend;
import org.ncollapse.network.kernel.BatchNorm;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.Conv2d;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.Linear;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.network.kernel.SgdStep;
import org.ncollapse.network.kernel.onednn.OneDnnKernels;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.Device;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every operation on the emulated GPU against oneDNN's, at ragged shapes. */
class CudaKernelsTest {

    private static final double TOLERANCE = 2e-6;

    private static final Kernels CPU = new OneDnnKernels();
    private static CudaKernels gpu;

    private final Random random = new Random(1);

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        Backend.initialize(Device.CPU, 1);
        gpu = EmulatedGpu.open(ComputeSpec.Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        if (gpu != null) {
            gpu.close();
        }
    }

    /** The same array for both. */
    private record Pair(INDArray cpu, INDArray gpu) {

        private void assertClose(double tolerance) {
            float[] expected = CPU.toFloats(cpu);
            float[] actual = CudaKernelsTest.gpu.toFloats(gpu);
            assertThat(actual).hasSameSizeAs(expected);
            double square = 0;
            double norm = 0;
            for (int i = 0; i < expected.length; i++) {
                square += Math.pow((double) actual[i] - expected[i], 2);
                norm += Math.pow(expected[i], 2);
            }
            assertThat(Math.sqrt(square / Math.max(norm, 1e-12))).isLessThan(tolerance);
        }
    }

    private static Pair array(float[] values, long... shape) {
        INDArray onCpu = CPU.allocate(values.length).reshape(shape);
        INDArray onGpu = gpu.allocate(values.length).reshape(shape);
        CPU.copyInto(values, onCpu);
        gpu.copyInto(values, onGpu);
        return new Pair(onCpu, onGpu);
    }

    private Pair normal(double mean, double std, long... shape) {
        int length = (int) java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
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

    @ParameterizedTest
    @CsvSource({
        "2, 7, 5, 1, 8, 3, 1",
        "3, 9, 8, 3, 16, 3, 2",
        "2, 8, 8, 16, 16, 3, 1",
        "2, 7, 7, 16, 32, 3, 2",
        "2, 7, 7, 20, 33, 1, 2",
        "1, 5, 4, 64, 72, 3, 1",
        "4, 4, 4, 12, 130, 1, 1",
    })
    void convolution(int batch, int height, int width, int in, int out, int kernel, int stride) {
        Conv2dShape shape = new Conv2dShape(new FeatureMapShape(batch, height, width, in), out, kernel, stride);
        FeatureMapShape outShape = shape.outputShape();
        Pair input = maps(shape.inputShape());
        Pair weights = normal(out, in, kernel, kernel);
        Pair output = maps(outShape);
        Pair outputGradient = maps(outShape);
        Pair inputGradient = maps(shape.inputShape());
        Pair weightGradient = normal(out, in, kernel, kernel);
        Pair scale = normal(1, out);
        Pair shift = normal(1, out);
        Pair folded = maps(outShape);
        Conv2d onCpu = CPU.conv2d(shape);
        Conv2d onGpu = gpu.conv2d(shape);

        onCpu.forward(input.cpu(), weights.cpu(), output.cpu());
        onGpu.forward(input.gpu(), weights.gpu(), output.gpu());
        onCpu.forwardFolded(input.cpu(), weights.cpu(), scale.cpu(), shift.cpu(), FusedActivation.RELU, folded.cpu());
        onGpu.forwardFolded(input.gpu(), weights.gpu(), scale.gpu(), shift.gpu(), FusedActivation.RELU, folded.gpu());
        onCpu.backward(input.cpu(), weights.cpu(), outputGradient.cpu(), inputGradient.cpu(), weightGradient.cpu());
        // The gradient may be written over the input.
        onGpu.backward(input.gpu(), weights.gpu(), outputGradient.gpu(), input.gpu(), weightGradient.gpu());

        output.assertClose(TOLERANCE);
        folded.assertClose(TOLERANCE);
        weightGradient.assertClose(TOLERANCE);
        new Pair(inputGradient.cpu(), input.gpu()).assertClose(TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"8, 49, 32, 16, true", "5, 7, 10, 3, true", "33, 64, 70, 70, false", "130, 20, 12, 40, false"})
    void linear(int rows, int inputs, int outputs, int offset, boolean bias) {
        Pair input = normal(rows, inputs);
        // In a flat vector the weights of a layer may start anywhere.
        Pair flat = normal(offset + (long) inputs * outputs);
        Pair weights = new Pair(tail(flat.cpu(), offset), tail(flat.gpu(), offset));
        Pair biases = normal(outputs);
        Pair output = normal(rows, outputs);
        Pair outputGradient = normal(rows, outputs);
        Pair inputGradient = normal(rows, inputs);
        Pair weightGradient = normal(outputs, inputs);
        Pair biasGradient = normal(outputs);
        for (FusedActivation activation : FusedActivation.values()) {
            Linear onCpu = CPU.linear(rows, inputs, outputs, bias, activation);
            Linear onGpu = gpu.linear(rows, inputs, outputs, bias, activation);

            onCpu.forward(input.cpu(), weights.cpu(), bias ? biases.cpu() : null, output.cpu());
            onGpu.forward(input.gpu(), weights.gpu(), bias ? biases.gpu() : null, output.gpu());
            onCpu.backward(
                    input.cpu(),
                    weights.cpu(),
                    outputGradient.cpu(),
                    inputGradient.cpu(),
                    weightGradient.cpu(),
                    bias ? biasGradient.cpu() : null);
            onGpu.backward(
                    input.gpu(),
                    weights.gpu(),
                    outputGradient.gpu(),
                    inputGradient.gpu(),
                    weightGradient.gpu(),
                    bias ? biasGradient.gpu() : null);

            output.assertClose(TOLERANCE);
            inputGradient.assertClose(TOLERANCE);
            weightGradient.assertClose(TOLERANCE);
            if (bias) {
                biasGradient.assertClose(TOLERANCE);
            }
        }
    }

    private static INDArray tail(INDArray flat, int offset) {
        return flat.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(offset, flat.length()));
    }

    @ParameterizedTest
    @CsvSource({"3, 7, 5, 16", "2, 9, 9, 33", "40, 1, 1, 20"})
    void batchNorm(int batch, int height, int width, int channels) {
        FeatureMapShape shape = new FeatureMapShape(batch, height, width, channels);
        for (FusedActivation activation : FusedActivation.values()) {
            Pair input = normal(3, 2, batch, height, width, channels);
            Pair scaleAndShift = normal(2L * channels);
            Pair mean = normal(1, channels);
            Pair variance = normal(1, channels);
            Pair output = maps(shape);
            Pair outputGradient = maps(shape);
            Pair inputGradient = maps(shape);
            Pair scaleAndShiftGradient = normal(2L * channels);
            BatchNorm onCpu = CPU.batchNorm(shape, 1e-5, activation);
            BatchNorm onGpu = gpu.batchNorm(shape, 1e-5, activation);

            onCpu.forwardTraining(input.cpu(), scaleAndShift.cpu(), mean.cpu(), variance.cpu(), output.cpu());
            onGpu.forwardTraining(input.gpu(), scaleAndShift.gpu(), mean.gpu(), variance.gpu(), output.gpu());
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

            mean.assertClose(TOLERANCE);
            variance.assertClose(TOLERANCE);
            output.assertClose(TOLERANCE);
            scaleAndShiftGradient.assertClose(TOLERANCE);
            new Pair(inputGradient.cpu(), outputGradient.gpu()).assertClose(TOLERANCE);

            onCpu.forwardInference(input.cpu(), scaleAndShift.cpu(), mean.cpu(), variance.cpu(), output.cpu());
            onGpu.forwardInference(input.gpu(), scaleAndShift.gpu(), mean.gpu(), variance.gpu(), output.gpu());
            output.assertClose(TOLERANCE);
            Pair foldedScale = normal(1, channels);
            Pair foldedShift = normal(1, channels);
            CPU.foldBatchNorm(
                    scaleAndShift.cpu(), mean.cpu(), variance.cpu(), 1e-5, foldedScale.cpu(), foldedShift.cpu());
            gpu.foldBatchNorm(
                    scaleAndShift.gpu(), mean.gpu(), variance.gpu(), 1e-5, foldedScale.gpu(), foldedShift.gpu());
            foldedScale.assertClose(TOLERANCE);
            foldedShift.assertClose(TOLERANCE);
        }
    }

    /** The statistics that the convolution leaves are those that batch normalization would compute. */
    @Test
    void batchNormTakesStatisticsOfConvolution() {
        Conv2dShape shape = new Conv2dShape(new FeatureMapShape(3, 9, 7, 4), 20, 3, 1);
        Pair input = maps(shape.inputShape());
        Pair weights = normal(20, 4, 3, 3);
        Pair output = maps(shape.outputShape());
        Pair scaleAndShift = normal(40);
        Pair mean = normal(1, 20);
        Pair variance = normal(1, 20);
        Pair normalized = maps(shape.outputShape());

        CPU.conv2d(shape).forward(input.cpu(), weights.cpu(), output.cpu());
        gpu.conv2d(shape).forward(input.gpu(), weights.gpu(), output.gpu());
        CPU.batchNorm(shape.outputShape(), 1e-5, FusedActivation.RELU)
                .forwardTraining(output.cpu(), scaleAndShift.cpu(), mean.cpu(), variance.cpu(), normalized.cpu());
        gpu.batchNorm(shape.outputShape(), 1e-5, FusedActivation.RELU)
                .forwardTraining(output.gpu(), scaleAndShift.gpu(), mean.gpu(), variance.gpu(), normalized.gpu());

        mean.assertClose(5e-6);
        variance.assertClose(TOLERANCE);
        normalized.assertClose(TOLERANCE);
    }

    @Test
    void elementwiseAndPooling() {
        FeatureMapShape shape = new FeatureMapShape(3, 5, 7, 33);
        Pair a = maps(shape);
        Pair b = maps(shape);
        Pair sum = maps(shape);
        Pair rectified = maps(shape);
        Pair gradient = maps(shape);
        Pair difference = maps(shape);
        Pair pooled = normal(3, 33);
        Pair spread = maps(shape);
        for (FusedActivation activation : FusedActivation.values()) {
            CPU.add(shape, activation).forward(a.cpu(), b.cpu(), sum.cpu());
            gpu.add(shape, activation).forward(a.gpu(), b.gpu(), sum.gpu());
            sum.assertClose(1e-9);
        }
        CPU.relu(shape).forward(a.cpu(), rectified.cpu());
        gpu.relu(shape).forward(a.gpu(), rectified.gpu());
        CPU.relu(shape).backward(rectified.cpu(), b.cpu(), gradient.cpu());
        gpu.relu(shape).backward(rectified.gpu(), b.gpu(), gradient.gpu());
        CPU.scaledDifference(a.cpu(), b.cpu(), 1.25, 0.1, difference.cpu());
        gpu.scaledDifference(a.gpu(), b.gpu(), 1.25, 0.1, difference.gpu());
        CPU.globalAvgPool(shape).forward(a.cpu(), pooled.cpu());
        gpu.globalAvgPool(shape).forward(a.gpu(), pooled.gpu());
        CPU.globalAvgPool(shape).backward(pooled.cpu(), spread.cpu());
        gpu.globalAvgPool(shape).backward(pooled.gpu(), spread.gpu());

        rectified.assertClose(1e-9);
        gradient.assertClose(1e-9);
        difference.assertClose(1e-7);
        pooled.assertClose(TOLERANCE);
        spread.assertClose(TOLERANCE);
    }

    @Test
    void layoutConversion() {
        FeatureMapShape shape = new FeatureMapShape(2, 3, 5, 3);
        Pair channelsFirst = normal(2, 3, 3, 5);
        Pair channelsLast = maps(shape);
        CPU.layoutConversion(shape).convert(channelsFirst.cpu(), channelsLast.cpu());
        gpu.layoutConversion(shape).convert(channelsFirst.gpu(), channelsLast.gpu());
        channelsLast.assertClose(1e-9);
    }

    @ParameterizedTest
    @EnumSource
    void criterion(Loss loss) {
        Pair logits = normal(11, 10);
        int[] labels = random.ints(11, 0, 10).toArray();
        BatchResult expected = CPU.criterion(loss).lossAndGradient(logits.cpu(), labels);
        BatchResult actual = gpu.criterion(loss).lossAndGradient(logits.gpu(), labels);
        assertThat(actual.lossSum()).isCloseTo(expected.lossSum(), within(1e-9));
        assertThat(actual.errors()).isEqualTo(expected.errors());
        logits.assertClose(1e-7);
    }

    /** To the bit: parameters that only weight decay changes, flushed values and running statistics too. */
    @Test
    void sgdEqualsHostToTheBit() {
        int length = 9000;
        Pair parameters = normal(length);
        Pair gradients = normal(0, 1e-3, length);
        List<ParameterGroup> groups = List.of(
                new ParameterGroup(0, 5001, true, 5e-4),
                new ParameterGroup(5001, 10, false, 0),
                new ParameterGroup(5011, length - 5011, true, 0));
        SgdStep onCpu = CPU.sgdStep(parameters.cpu(), gradients.cpu(), groups, 0.9, 1);
        SgdStep onGpu = gpu.sgdStep(parameters.gpu(), gradients.gpu(), groups, 0.9, 1);
        for (double rate : new double[] {0.1, 0.05, 1e-15}) {
            onCpu.apply(rate, 7);
            onGpu.apply(rate, 7);
        }
        assertThat(gpu.toFloats(parameters.gpu())).isEqualTo(CPU.toFloats(parameters.cpu()));
        assertThat(values(onGpu.velocity())).isEqualTo(values(onCpu.velocity()));
    }

    private static float[] values(FloatVector vector) {
        float[] values = new float[vector.length()];
        vector.read(0, values, values.length);
        return values;
    }

    @Test
    void findsWhatIsNotFinite() {
        for (int at : IntStream.of(0, 131, 4099).toArray()) {
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                Pair vector = normal(4100);
                assertThat(gpu.isFinite(vector.gpu())).isTrue();
                gpu.floatVector(vector.gpu()).write(at, new float[] {bad}, 1);
                assertThat(gpu.isFinite(vector.gpu())).isFalse();
            }
        }
    }
}
