package org.ncollapse.network.kernel.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ncollapse.network.kernel.Conv2dShape;
import org.ncollapse.network.kernel.FeatureMapShape;
import org.ncollapse.network.kernel.FusedActivation;
import org.ncollapse.network.kernel.InferenceLoop;
import org.ncollapse.network.kernel.InferenceResult;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.network.kernel.cuda.driver.KernelCompiler;
import org.ncollapse.network.kernel.onednn.OneDnnKernels;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.OptimizerSpec;
import org.ncollapse.stats.ClassMoments;
import org.ncollapse.stats.FeatureStatistics;

/**
 * Checks of every operation on the GPU against the CPU's: products in each precision and with each tile, at shapes that
 * no tile divides and at those of networks.
 */
public final class OperationCheckList {

    private static final double EQUAL = 0;
    private static final double ONE_ROUNDING = 1e-7;
    private static final double FLOAT32 = 2e-6;
    private static final double MOMENTS = 1e-12;
    private static final double TF32 = 1e-3;
    private static final double BF16 = 1e-2;

    /** The bound of one element's error, relative to that of the array's. */
    private static final double ONE_ELEMENT = 20;

    /** Batch, height, width, in, out, kernel, stride; channels are multiples of 4. */
    private static final int[][] VECTOR_CONVOLUTIONS = {
        {2, 7, 9, 16, 16, 3, 1}, {3, 9, 8, 20, 36, 3, 2}, {1, 5, 4, 64, 72, 3, 1}, {2, 7, 7, 32, 64, 1, 2}
    };

    private static final int[][] LARGE_VECTOR_CONVOLUTIONS = {
        {8, 28, 28, 16, 16, 3, 1}, {2, 13, 15, 64, 132, 3, 2}, {4, 4, 4, 512, 512, 3, 1}, {5, 14, 14, 132, 256, 1, 2}
    };

    private static final int[][] RAGGED_CONVOLUTIONS = {
        {2, 7, 5, 1, 9, 3, 1}, {3, 9, 8, 3, 17, 3, 2}, {2, 7, 7, 21, 33, 1, 2}
    };

    private static final int[][] LARGE_RAGGED_CONVOLUTIONS = {{4, 28, 28, 1, 65, 3, 1}, {2, 15, 13, 33, 131, 3, 2}};

    /** Rows, inputs, outputs, offset of the weights, 1 with a bias. */
    private static final int[][] VECTOR_LINEARS = {{33, 64, 72, 4, 1}, {130, 20, 12, 8, 0}};

    private static final int[][] LARGE_VECTOR_LINEARS = {{128, 784, 512, 0, 1}, {500, 1024, 1024, 0, 0}};
    private static final int[][] RAGGED_LINEARS = {{5, 7, 10, 3, 1}, {33, 65, 71, 1, 0}};
    private static final int[][] LARGE_RAGGED_LINEARS = {{128, 783, 513, 1, 1}, {96, 512, 10, 2, 0}};

    private final Kernels cpu = new OneDnnKernels();
    private final TestEngine gpu;
    private final boolean large;
    private final List<Check> checks = new ArrayList<>();

    private record Check(String operation, String kernels, double bound, Supplier<List<Difference>> work) {}

    /**
     * How much one array differs from the CPU's.
     *
     * @param operation with its shape
     * @param kernels precision and tile of the products; empty if there are none
     * @param relativeError ‖gpu − cpu‖ / ‖cpu‖
     * @param largestError the largest difference of one element, relative to the root mean square of the CPU's array
     * @param bound of the relative error
     * @param passed whether both errors are within their bounds
     */
    public record Result(
            String operation,
            String kernels,
            String array,
            double relativeError,
            double largestError,
            double bound,
            boolean passed) {}

    /** @param large whether to check large shapes too, which take long on an emulated GPU */
    public OperationCheckList(boolean large) {
        gpu = TestEngine.open(KernelCompiler.defaultFolder());
        this.large = large;
        OperationChecks anyTile =
                checks(TileSelection.all(), Precision.float32(gpu.context().gpu()));
        addOthers(anyTile);
        for (Precision precision : gpu.precisions()) {
            for (Tile tile : TileSelection.all()) {
                addProducts(precision, tile);
            }
        }
    }

    public int size() {
        return checks.size();
    }

    public List<Result> run(int index) {
        Check check = checks.get(index);
        return check.work().get().stream()
                .map(difference -> new Result(
                        check.operation(),
                        check.kernels(),
                        difference.array(),
                        difference.relativeError(),
                        difference.largestError(),
                        check.bound(),
                        difference.relativeError() <= check.bound()
                                && difference.largestError() <= ONE_ELEMENT * check.bound()))
                .toList();
    }

    private OperationChecks checks(List<Tile> tiles, Precision precision) {
        CudaEngine engine = gpu.engine(tiles);
        return new OperationChecks(cpu, new CudaKernels(engine, precision, ""), engine, precision);
    }

    /** Products with one tile where its kernel is concerned, in its precision. */
    private void addProducts(Precision precision, Tile tile) {
        List<Tile> tiles = TileSelection.all().stream()
                .filter(other -> !other.kernel().equals(tile.kernel())
                        || other.fitsAny() != tile.fitsAny()
                        || other.equals(tile))
                .toList();
        OperationChecks ofTile = checks(tiles, precision);
        String kernels = precision.key() + " " + tile.kernel() + " " + tile.name();
        double bound = switch (precision) {
            case FMA, TF32X3 -> FLOAT32;
            case TF32 -> TF32;
            case BF16 -> BF16;
        };
        if (tile.kernel().startsWith("conv2d")) {
            shapes(
                            tile.fitsAny(),
                            VECTOR_CONVOLUTIONS,
                            LARGE_VECTOR_CONVOLUTIONS,
                            RAGGED_CONVOLUTIONS,
                            LARGE_RAGGED_CONVOLUTIONS)
                    .forEach(s -> add(
                            "convolution %dx%dx%dx%d to %d, kernel %d, stride %d"
                                    .formatted(s[0], s[1], s[2], s[3], s[4], s[5], s[6]),
                            kernels,
                            bound,
                            () -> ofTile.convolution(
                                    new Conv2dShape(new FeatureMapShape(s[0], s[1], s[2], s[3]), s[4], s[5], s[6]))));
        }
        if (!tile.kernel().equals("conv2d")) {
            shapes(tile.fitsAny(), VECTOR_LINEARS, LARGE_VECTOR_LINEARS, RAGGED_LINEARS, LARGE_RAGGED_LINEARS)
                    .forEach(s -> add(
                            "linear %dx%d to %d".formatted(s[0], s[1], s[2]),
                            kernels,
                            bound,
                            () -> ofTile.linear(s[0], s[1], s[2], s[3], s[4] == 1, FusedActivation.NONE)));
        }
    }

    private Stream<int[]> shapes(
            boolean any, int[][] vector, int[][] largeVector, int[][] ragged, int[][] largeRagged) {
        return Stream.concat(
                Stream.of(any ? ragged : vector), large ? Stream.of(any ? largeRagged : largeVector) : Stream.empty());
    }

    private void addOthers(OperationChecks any) {
        List<FeatureMapShape> maps = new ArrayList<>(List.of(
                new FeatureMapShape(3, 7, 5, 16), new FeatureMapShape(2, 9, 9, 33), new FeatureMapShape(40, 1, 1, 20)));
        if (large) {
            maps.add(new FeatureMapShape(128, 28, 28, 16));
            maps.add(new FeatureMapShape(128, 4, 4, 512));
            maps.add(new FeatureMapShape(13, 32, 32, 65));
        }
        for (FeatureMapShape shape : maps) {
            String size = " %dx%dx%dx%d".formatted(shape.batchSize(), shape.height(), shape.width(), shape.channels());
            for (FusedActivation activation : FusedActivation.values()) {
                add(
                        "batch norm" + size + ", activation " + activation,
                        "",
                        FLOAT32,
                        () -> any.batchNorm(shape, activation));
            }
            add("sum, ReLU, difference" + size, "", ONE_ROUNDING, () -> any.elementwise(shape));
            add("pooling" + size, "", FLOAT32, () -> any.pooling(shape));
            if (shape.height() > 1) { // oneDNN's takes no maps of one position, whose layouts are equal.
                add("channels last" + size, "", EQUAL, () -> any.layoutConversion(shape));
            }
        }
        Conv2dShape convolution = new Conv2dShape(new FeatureMapShape(3, 9, 7, 4), 20, 3, 1);
        add("batch norm after convolution 3x9x7x4 to 20", "", 5e-6, () -> any.batchNormAfterConvolution(convolution));
        for (ImageShape image :
                List.of(new ImageShape(1, 28, 28), new ImageShape(3, 32, 32), new ImageShape(2, 17, 9))) {
            for (boolean channelsLast : new boolean[] {false, true}) {
                String order = channelsLast ? ", channels last" : ", flat";
                add(
                        "gather 7x%dx%dx%d".formatted(image.channels(), image.height(), image.width()) + order,
                        "",
                        EQUAL,
                        () -> any.gather(image, 7, channelsLast));
            }
        }
        for (Loss loss : Loss.values()) {
            for (int rows : new int[] {1, 11, 128}) {
                add("criterion " + loss + ", " + rows + " rows", "", ONE_ROUNDING, () -> any.criterion(loss, rows));
            }
        }
        add(
                "class moments, 1000 with a spread of 1e-4",
                "",
                MOMENTS,
                () -> momentsOf(value -> 1e3 + (value % 4) * 0x1p-14));
        add("class moments, 0 to 1", "", MOMENTS, () -> momentsOf(value -> value / 255.0));
        for (int length : large ? new int[] {9000, 1_000_003} : new int[] {9000}) {
            for (OptimizerSpec.Kind kind : OptimizerSpec.Kind.values()) {
                OptimizerSpec optimizer = new OptimizerSpec(kind, null, null, null, null, null, null, null);
                add(kind + " of " + length, "", EQUAL, () -> any.optimizer(optimizer, length));
            }
        }
    }

    /** Class moments of a pass against those that the host computes, by another algorithm, from the same features. */
    private List<Difference> momentsOf(IntToDoubleFunction standardized) {
        IdentityPass.Images images = new IdentityPass.Images(standardized);
        CudaKernels kernels = new CudaKernels(
                gpu.engine(TileSelection.all()), Precision.float32(gpu.context().gpu()), "");
        try (ClassMoments onHost = new ClassMoments(IdentityPass.CLASSES, IdentityPass.WIDTH);
                ClassMoments onGpu = new ClassMoments(IdentityPass.CLASSES, IdentityPass.WIDTH)) {
            InferenceLoop loop = kernels.inferenceLoop(
                    new IdentityPass.Identity(kernels), images, 64, List.of("features"), IdentityPass.CLASSES);
            for (int batch = 0; batch < loop.batches(); ) {
                InferenceResult result = loop.run(batch);
                onGpu.accept(result.features().get(0));
                batch += result.batches();
            }
            onHost.accept(images.features(0, images.size()), images.labels(), images.size());
            return List.of(
                    momentsDifference("class means", onGpu, onHost, moments -> moments.means().data),
                    momentsDifference(
                            "within-class covariance", onGpu, onHost, moments -> moments.withinCovariance().data));
        }
    }

    private static Difference momentsDifference(
            String array, ClassMoments onGpu, ClassMoments onHost, Function<FeatureStatistics, double[]> part) {
        double[] actual = part.apply(onGpu.statistics());
        double[] expected = part.apply(onHost.statistics());
        double square = 0;
        double norm = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            if (!Double.isNaN(expected[i])) { // The mean of a class without images.
                double difference = Math.abs(actual[i] - expected[i]);
                square += difference * difference;
                norm += expected[i] * expected[i];
                largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
            }
        }
        double error = largest == Double.POSITIVE_INFINITY ? largest : Math.sqrt(square / norm);
        return new Difference(array, error, largest / Math.sqrt(norm / expected.length));
    }

    private void add(String operation, String kernels, double bound, Supplier<List<Difference>> work) {
        checks.add(new Check(operation, kernels, bound, work));
    }
}
