package org.ncollapse.network.kernel.cuda;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.ncollapse.io.BadInputException;
import org.ncollapse.network.kernel.Add;
import org.ncollapse.network.kernel.BatchNorm;
import org.ncollapse.network.kernel.Conv2d;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.Criterion;
import org.ncollapse.network.kernel.ErrorCounter;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.GlobalAvgPool;
import org.ncollapse.network.kernel.InferenceLoop;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.LabeledImages;
import org.ncollapse.network.kernel.LayoutConversion;
import org.ncollapse.network.kernel.Linear;
import org.ncollapse.network.kernel.NetworkPasses;
import org.ncollapse.network.kernel.OptimizerStep;
import org.ncollapse.network.kernel.ParameterGroup;
import org.ncollapse.network.kernel.Relu;
import org.ncollapse.network.kernel.TensorLayout;
import org.ncollapse.network.kernel.TrainingLoop;
import org.ncollapse.network.kernel.cuda.driver.CudaContext;
import org.ncollapse.network.kernel.cuda.driver.CudaDriver;
import org.ncollapse.network.kernel.cuda.driver.Gpu;
import org.ncollapse.network.kernel.cuda.driver.KernelCompiler;
import org.ncollapse.network.kernel.cuda.driver.Nvrtc;
import org.ncollapse.network.kernel.cuda.driver.NvrtcFinder;
import org.ncollapse.spec.ComputeSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Kernels for one NVIDIA GPU. ND4J's CPU backend holds the shapes of arrays, whose elements lie in the GPU's memory.
 * Feature maps are channels last. Sums have a fixed order, so that equal seeds give equal bytes.
 */
public final class CudaKernels implements Kernels, AutoCloseable {

    private static final int BLOCK_ELEMENTS = 1024;

    private static final int FINITE_CHECK_BLOCKS = 256;

    private final CudaEngine engine;
    private final Precision trainingPrecision;
    private final String compiler;
    private final IdentityHashMap<byte[], DeviceImages> images = new IdentityHashMap<>();
    /** The address of each block's count of numbers that are not finite. */
    private final long notFinite;

    CudaKernels(CudaEngine engine, Precision trainingPrecision, String compiler) {
        this.engine = engine;
        this.trainingPrecision = trainingPrecision;
        this.compiler = compiler;
        notFinite = engine.allocate((long) FINITE_CHECK_BLOCKS * Integer.BYTES);
    }

    /**
     * Returns kernels for a GPU. They are compiled if they have not been before.
     *
     * @param ordinal the N of {@code cuda:N}
     * @param precision of matrix products in training steps; all others are of float32
     * @param convolutions whether the network has convolutions
     * @param stage receives a few words if kernels must be compiled, which takes seconds
     * @throws BadInputException if the GPU, its driver or NVRTC are missing or do not fit together
     */
    public static CudaKernels open(
            int ordinal, ComputeSpec.Precision precision, boolean convolutions, Consumer<String> stage) {
        return open(ordinal, precision, convolutions, stage, KernelCompiler.defaultFolder());
    }

    /**
     * Returns the version and the library of the compiler that runs on this machine would use.
     *
     * @throws BadInputException if there is none
     */
    public static String findCompiler() {
        Nvrtc nvrtc = NvrtcFinder.find();
        return "NVRTC " + nvrtc.version() + ", " + nvrtc.library();
    }

    /** @param folder where compiled kernels are kept */
    static CudaKernels open(
            int ordinal, ComputeSpec.Precision precision, boolean convolutions, Consumer<String> stage, Path folder) {
        String device = "compute.device: cuda:" + ordinal;
        CudaContext context = CudaDriver.load(device).open(ordinal);
        Gpu gpu = context.gpu();
        Precision training = Precision.of(precision, gpu);
        if (training == null) {
            throw new BadInputException("compute.precision: tf32 and bf16 need compute capability 8.0, and "
                    + gpu.name() + " has " + gpu.capabilityText() + "; use float32");
        }
        Nvrtc nvrtc = NvrtcFinder.find();
        List<byte[]> parts = CudaSources.compiler(folder)
                .compile(
                        nvrtc,
                        nvrtc.architectureFor(gpu, context.driverVersion()),
                        CudaSources.parts(EnumSet.of(training, Precision.float32(gpu)), convolutions),
                        () -> stage.accept(
                                "compiling the kernels for " + gpu.name() + ", a few seconds, the first time only"));
        return new CudaKernels(new CudaEngine(context, context.load(parts)), training, "NVRTC " + nvrtc.version());
    }

    @Override
    public Optional<String> gpu() {
        return Optional.of(engine.context().gpu().describe(engine.context().driverVersion()));
    }

    @Override
    public Optional<String> compiler() {
        return Optional.of(compiler);
    }

    @Override
    public OptionalLong freeGpuMemory() {
        return OptionalLong.of(engine.context().freeBytes());
    }

    @Override
    public void close() {
        engine.context().close();
    }

    @Override
    public TensorLayout layout() {
        return TensorLayout.NHWC;
    }

    @Override
    public INDArray allocate(long length) {
        return DeviceArray.wrap(engine.allocate(length * Float.BYTES), length);
    }

    @Override
    public void free(INDArray vector) {
        engine.free(DeviceArray.address(vector));
    }

    @Override
    public INDArray toKernelMemory(INDArray hostArray) {
        INDArray copy = allocate(hostArray.length()).reshape(hostArray.shape());
        float[] numbers = hostArray.dup('c').data().asFloat();
        engine.context().copyToDevice(numbers, DeviceArray.address(copy), numbers.length);
        return copy;
    }

    @Override
    public INDArray toHostMemory(INDArray array) {
        return Nd4j.createFromArray(toFloats(array)).reshape(array.shape());
    }

    @Override
    public boolean isFinite(INDArray array) {
        engine.kernel("count_not_finite")
                .arrays(array)
                .addresses(notFinite)
                .integers((int) array.length())
                .run(FINITE_CHECK_BLOCKS);
        int[] counts = new int[FINITE_CHECK_BLOCKS];
        engine.context().copyToHost(notFinite, counts, counts.length);
        return Arrays.stream(counts).allMatch(count -> count == 0);
    }

    @Override
    public void copyInto(float[] numbers, INDArray array) {
        engine.context().copyToDevice(numbers, DeviceArray.address(array), (int) array.length());
    }

    @Override
    public float[] toFloats(INDArray array) {
        float[] numbers = new float[(int) array.length()];
        engine.context().copyToHost(DeviceArray.address(array), numbers, numbers.length);
        return numbers;
    }

    @Override
    public FloatVector floatVector(INDArray array) {
        return new CudaFloatVector(engine, array);
    }

    @Override
    public Conv2d conv2d(Conv2dShape shape) {
        return new CudaConv2d(engine, shape);
    }

    @Override
    public boolean storesReluMask() {
        return true; // It is computed again from the input of the normalization.
    }

    @Override
    public boolean fusesResidualSum() {
        return true;
    }

    @Override
    public BatchNorm batchNorm(FeatureMapShape shape, double epsilon, FusedActivation activation) {
        return new CudaBatchNorm(engine, shape, epsilon, activation);
    }

    @Override
    public Linear linear(int rows, int inputs, int outputs, boolean bias, FusedActivation activation) {
        return new CudaLinear(engine, rows, inputs, outputs, bias, activation);
    }

    @Override
    public GlobalAvgPool globalAvgPool(FeatureMapShape shape) {
        int positions = shape.height() * shape.width();
        return new GlobalAvgPool() {
            @Override
            public void forward(INDArray input, INDArray output) {
                engine.kernel("pool_forward")
                        .arrays(input, output)
                        .integers(positions, shape.channels())
                        .run(CudaEngine.blocks(shape.channels(), 32), shape.batchSize(), 1);
            }

            @Override
            public void backward(INDArray outputGradient, INDArray inputGradient) {
                engine.kernel("pool_backward")
                        .arrays(outputGradient, inputGradient)
                        .integers(positions, shape.channels())
                        .run(
                                CudaEngine.blocks((long) positions * shape.channels(), BLOCK_ELEMENTS),
                                shape.batchSize(),
                                1);
            }
        };
    }

    @Override
    public Add add(FeatureMapShape shape, FusedActivation activation) {
        return (a, b, output) -> elementwise("add", a, b, output)
                .integers((int) output.length())
                .flag(activation == FusedActivation.RELU)
                .run(elementBlocks(output));
    }

    @Override
    public Relu relu(FeatureMapShape shape) {
        return new Relu() {
            @Override
            public void forward(INDArray input, INDArray output) {
                elementwise("relu_forward", input, output)
                        .integers((int) output.length())
                        .run(elementBlocks(output));
            }

            @Override
            public void backward(INDArray output, INDArray outputGradient, INDArray inputGradient) {
                elementwise("relu_backward", output, outputGradient, inputGradient)
                        .integers((int) output.length())
                        .run(elementBlocks(output));
            }
        };
    }

    @Override
    public LayoutConversion layoutConversion(FeatureMapShape shape) {
        int positions = shape.height() * shape.width();
        return (input, output) -> elementwise("layout_conversion", input, output)
                .integers(shape.channels(), positions)
                .run(CudaEngine.blocks((long) positions * shape.channels(), 256), shape.batchSize(), 1);
    }

    @Override
    public void scaledDifference(INDArray a, INDArray b, double scale, double factor, INDArray result) {
        engine.kernel("scaled_difference")
                .arrays(a, b)
                .real(scale)
                .real(factor)
                .arrays(result)
                .integers((int) result.length())
                .run(elementBlocks(result));
    }

    @Override
    public void addMultiple(INDArray a, double factor, INDArray b, INDArray result) {
        scaledDifference(a, b, -factor, 1, result);
    }

    @Override
    public void foldBatchNorm(
            INDArray scaleAndShift,
            INDArray mean,
            INDArray variance,
            double epsilon,
            INDArray foldedScale,
            INDArray foldedShift) {
        int channels = (int) mean.length();
        engine.kernel("fold_batch_norm")
                .arrays(scaleAndShift, mean, variance)
                .real(epsilon)
                .arrays(foldedScale, foldedShift)
                .integers(channels)
                .run(CudaEngine.blocks(channels, 256));
    }

    @Override
    public Criterion criterion(Loss loss) {
        return new CudaCriterion(engine, loss);
    }

    @Override
    public OptimizerStep optimizerStep(
            INDArray parameters,
            INDArray gradients,
            List<ParameterGroup> groups,
            OptimizerSpec optimizer,
            int threads) {
        return new CudaOptimizerStep(engine, parameters, gradients, groups, optimizer);
    }

    @Override
    public TrainingLoop trainingLoop(
            NetworkPasses network, LabeledImages split, int batchSize, Loss loss, OptimizerStep optimizerStep) {
        return new CudaTrainingLoop(
                engine,
                network,
                onDevice(split),
                batchSize,
                new CudaCriterion(engine, loss),
                (CudaOptimizerStep) optimizerStep,
                trainingPrecision);
    }

    @Override
    public InferenceLoop inferenceLoop(
            NetworkPasses network, LabeledImages split, int batchSize, List<String> taps, int classes) {
        return new CudaInferenceLoop(engine, network, onDevice(split), batchSize, taps, classes);
    }

    @Override
    public Optional<ErrorCounter> errorCounter(
            NetworkPasses network, LabeledImages split, int batchSize, String tap, INDArray weights, INDArray bias) {
        return Optional.of(new CudaErrorCounter(engine, network, onDevice(split), batchSize, tap, weights, bias));
    }

    /** Each split is copied to the GPU once. */
    private DeviceImages onDevice(LabeledImages split) {
        return images.computeIfAbsent(split.pixels(), pixels -> new DeviceImages(engine, split));
    }

    private CudaEngine.Launch elementwise(String kernel, INDArray... arrays) {
        engine.dropStatistics(arrays[arrays.length - 1]);
        return engine.kernel(kernel).arrays(arrays);
    }

    private static long elementBlocks(INDArray array) {
        return CudaEngine.blocks(array.length(), BLOCK_ELEMENTS);
    }
}
