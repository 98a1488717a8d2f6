package org.ncollapse.network.kernel.cuda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.TrainingLoop;
import org.ncollapse.network.kernel.cuda.driver.KernelCompiler;
import org.ncollapse.network.kernel.cuda.driver.LaunchRecorder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Times the kernels of a training step, each alone, and every tile for each product shape of the network. A kernel is
 * repeated on the same memory, so that what fits is read from the cache.
 */
public final class KernelTimes {

    private final LaunchRecorder recorder = new LaunchRecorder();
    private final TestEngine gpu;
    private final Map<String, Precision> precisions = new LinkedHashMap<>();
    private final Map<Tile, CudaEngine> engines = new LinkedHashMap<>();

    /**
     * A measured kernel.
     *
     * @param launch the kernel and its arguments
     * @param seconds of one launch among many
     */
    public record KernelTime(LaunchRecorder.Launch launch, double seconds) {}

    /** Opens the first GPU. */
    public KernelTimes() {
        gpu = TestEngine.open(recorder.driver(), KernelCompiler.defaultFolder());
        gpu.precisions().forEach(precision -> precisions.put(precision.key(), precision));
    }

    /** The names of the GPU's precisions. */
    public List<String> precisions() {
        return List.copyOf(precisions.keySet());
    }

    /** The precision of float32 products on this GPU. */
    public String float32() {
        return Precision.float32(gpu.context().gpu()).key();
    }

    /** Kernels for a network, with the tiles that the rule selects. */
    public Kernels kernels(String precision) {
        return new CudaKernels(gpu.engine(TileSelection.all()), precisions.get(precision), "");
    }

    /**
     * Times every kernel of a training step.
     *
     * @param loop of a network that computes with {@link #kernels}
     * @param startEpoch starts an epoch of the loop at its first step
     * @param steps of an epoch
     */
    public List<KernelTime> step(TrainingLoop loop, Runnable startEpoch, int steps) {
        startEpoch.run();
        loop.runSteps(); // Kernel by kernel.
        startEpoch.run();
        List<LaunchRecorder.Launch> launches = recorder.record(loop::runSteps); // Captured.
        List<KernelTime> times = new ArrayList<>();
        for (LaunchRecorder.Launch launch : launches) {
            startEpoch.run();
            // The criterion writes the loss of the next step, of which there are so many.
            int maxLaunches = launch.kernel().equals("criterion") ? steps : Integer.MAX_VALUE;
            times.add(new KernelTime(launch, recorder.seconds(gpu.context(), launch, maxLaunches)));
        }
        return times;
    }

    /**
     * Times the products of a step's layers with every tile, in one precision.
     *
     * @param stepTimes from {@link #step}
     */
    public List<KernelTime> tiles(List<KernelTime> stepTimes, String precision) {
        Map<String, Consumer<CudaEngine>> layers = new LinkedHashMap<>();
        Arrays arrays = new Arrays();
        for (KernelTime time : stepTimes) {
            addLayer(time.launch(), layers, arrays);
        }
        arrays.allocate();
        List<KernelTime> times = new ArrayList<>();
        for (Tile tile : TileSelection.all()) {
            CudaEngine engine = engines.computeIfAbsent(tile, this::engineWith);
            String kernel = tile.kernel() + "_" + precision + "_" + tile.name();
            for (Consumer<CudaEngine> layer : layers.values()) {
                recorder
                        .record(() -> engine.withPrecision(precisions.get(precision), () -> layer.accept(engine)))
                        .stream()
                        .filter(launch -> launch.kernel().equals(kernel))
                        .map(launch ->
                                new KernelTime(launch, recorder.seconds(gpu.context(), launch, Integer.MAX_VALUE)))
                        .forEach(times::add);
            }
        }
        return times;
    }

    /** Prefers the tile wherever it fits; other kernels take theirs. */
    private CudaEngine engineWith(Tile tile) {
        return gpu.engine(TileSelection.all().stream()
                .filter(other -> !other.kernel().equals(tile.kernel())
                        || other.fitsAny() != tile.fitsAny()
                        || other.equals(tile))
                .toList());
    }

    /** Adds the layer whose forward product is launched, unless there is an equal one. */
    private void addLayer(LaunchRecorder.Launch launch, Map<String, Consumer<CudaEngine>> layers, Arrays arrays) {
        String kernel = launch.kernel();
        if (kernel.startsWith("conv2d_") && !kernel.startsWith("conv2d_weights") && launch.integer(17) == 0) {
            FeatureMapShape in =
                    new FeatureMapShape(launch.integer(8), launch.integer(9), launch.integer(10), launch.integer(11));
            Conv2dShape shape = new Conv2dShape(in, launch.integer(14), launch.integer(15), launch.integer(16));
            layers.computeIfAbsent(shape.toString(), key -> convolution(shape, arrays));
        } else if (kernel.startsWith("linear_") && !kernel.startsWith("linear_input")) {
            int rows = launch.integer(5);
            int inputs = launch.integer(6);
            int outputs = launch.integer(7);
            layers.computeIfAbsent(rows + " " + inputs + " " + outputs, key -> linear(rows, inputs, outputs, arrays));
        }
    }

    private Consumer<CudaEngine> convolution(Conv2dShape shape, Arrays arrays) {
        FeatureMapShape in = shape.inputShape();
        FeatureMapShape out = shape.outputShape();
        long[] inShape = {in.batchSize(), in.height(), in.width(), in.channels()};
        long[] outShape = {out.batchSize(), out.height(), out.width(), out.channels()};
        long weightCount = (long) shape.outChannels() * in.channels() * shape.kernelSize() * shape.kernelSize();
        arrays.require(Math.max(length(inShape), length(outShape)), weightCount);
        // An engine remembers packed weights by their address.
        INDArray weights = arrays.own(weightCount);
        boolean first = in.channels() % 4 != 0; // Images: their gradient is not needed.
        return engine -> {
            CudaConv2d operation = new CudaConv2d(engine, shape);
            operation.forward(arrays.input(inShape), weights, arrays.output(outShape));
            operation.backward(
                    arrays.input(inShape),
                    weights,
                    arrays.output(outShape),
                    first ? null : arrays.inputGradient(inShape),
                    arrays.weightGradient(weightCount));
        };
    }

    private Consumer<CudaEngine> linear(int rows, int inputs, int outputs, Arrays arrays) {
        long weightCount = (long) inputs * outputs;
        arrays.require((long) rows * Math.max(inputs, outputs), weightCount);
        INDArray weights = arrays.own(weightCount);
        return engine -> {
            CudaLinear operation = new CudaLinear(engine, rows, inputs, outputs, false, FusedActivation.NONE);
            operation.forward(arrays.input(rows, inputs), weights, null, arrays.output(rows, outputs));
            operation.backward(
                    arrays.input(rows, inputs),
                    weights,
                    arrays.output(rows, outputs),
                    arrays.inputGradient(rows, inputs),
                    arrays.weightGradient(weightCount),
                    null);
        };
    }

    private static long length(long[] shape) {
        return java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /** Arrays of random numbers that all layers and tiles share: with zeros a GPU would need less power. */
    private final class Arrays {

        private final CudaEngine engine = gpu.engine(TileSelection.all());
        private final CudaKernels kernels = new CudaKernels(engine, Precision.FMA, "");
        private long longest;
        private long mostWeights;
        private INDArray input;
        private INDArray output;
        private INDArray inputGradient;
        private INDArray weightGradient;

        private void require(long elements, long weights) {
            longest = Math.max(longest, elements);
            mostWeights = Math.max(mostWeights, weights);
        }

        private void allocate() {
            input = own(longest);
            output = own(longest);
            inputGradient = own(longest);
            weightGradient = own(mostWeights);
        }

        private INDArray own(long elements) {
            Random random = new Random(1);
            float[] values = new float[(int) elements];
            for (int i = 0; i < values.length; i++) {
                values[i] = i < 1 << 16 ? (float) random.nextGaussian() : values[i - (1 << 16)];
            }
            INDArray array = kernels.allocate(elements);
            kernels.copyInto(values, array);
            return array;
        }

        private INDArray input(long... shape) {
            return view(input, shape);
        }

        private INDArray output(long... shape) {
            return view(output, shape);
        }

        private INDArray inputGradient(long... shape) {
            return view(inputGradient, shape);
        }

        private INDArray weightGradient(long elements) {
            return view(weightGradient, elements);
        }

        private INDArray view(INDArray array, long... shape) {
            return array.get(NDArrayIndex.interval(0, length(shape))).reshape(shape);
        }
    }
}
