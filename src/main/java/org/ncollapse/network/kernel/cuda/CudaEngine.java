package org.ncollapse.network.kernel.cuda;

import java.util.HashMap;
import java.util.Map;
import org.ncollapse.network.kernel.cuda.driver.CudaContext;
import org.ncollapse.network.kernel.cuda.driver.CudaModule;
import org.ncollapse.network.kernel.cuda.driver.KernelArguments;
import org.ncollapse.network.kernel.cuda.driver.LaunchShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the operations of one network share: the GPU, its compiled kernels, scratch memory, and the current precision.
 */
final class CudaEngine {

    /** The most arguments of a kernel. */
    private static final int MAX_ARGUMENTS = 24;

    private final CudaContext context;
    private final CudaModule module;
    private final Precision float32;
    private final TileSelection tiles;
    private final KernelArguments arguments = new KernelArguments(MAX_ARGUMENTS);
    private final Map<Long, BatchStatistics> statistics = new HashMap<>();
    private final WeightPacks weightPacks = new WeightPacks(this);
    private final DeviceScratch scratch = new DeviceScratch(this);
    private Precision precision;
    private long frees;
    private long launches;

    CudaEngine(CudaContext context, CudaModule module) {
        this(context, module, new TileSelection(context.gpu().multiprocessors()));
    }

    CudaEngine(CudaContext context, CudaModule module, TileSelection tiles) {
        this.context = context;
        this.module = module;
        float32 = Precision.float32(context.gpu());
        precision = float32;
        this.tiles = tiles;
    }

    CudaContext context() {
        return context;
    }

    TileSelection tiles() {
        return tiles;
    }

    WeightPacks weightPacks() {
        return weightPacks;
    }

    /** Scratch memory that one operation uses at a time. */
    DeviceScratch scratch() {
        return scratch;
    }

    /** Runs work with the given precision of products; otherwise they are of float32. */
    void withPrecision(Precision requested, Runnable work) {
        precision = requested;
        try {
            work.run();
        } finally {
            precision = float32;
        }
    }

    long allocate(long bytes) {
        return context.allocate(bytes);
    }

    void free(long address) {
        frees++;
        context.free(address);
    }

    /**
     * The number of times that memory was freed. What was captured before the last time may refer to memory that no
     * longer exists.
     */
    long frees() {
        return frees;
    }

    /** The number of kernels that have been launched or captured. */
    long launches() {
        return launches;
    }

    /**
     * Partial statistics of what lies at an address, left there by the kernel that computed it; null if there are none.
     */
    BatchStatistics statisticsOf(INDArray array, int rows, int channels) {
        BatchStatistics found = statistics.get(DeviceArray.address(array));
        return found != null && found.isFor(rows, channels) ? found : null;
    }

    /** The statistics that a kernel will write with its output. */
    BatchStatistics newStatistics(INDArray output, int rows, int channels, int rowsPerBlock) {
        BatchStatistics ofOutput =
                statistics.computeIfAbsent(DeviceArray.address(output), address -> new BatchStatistics());
        ofOutput.prepare(this, rows, channels, rowsPerBlock);
        return ofOutput;
    }

    /** Declares that an array's contents change without statistics. */
    void dropStatistics(INDArray output) {
        BatchStatistics ofOutput = statistics.get(DeviceArray.address(output));
        if (ofOutput != null) {
            ofOutput.invalidate();
        }
    }

    /** Starts a launch of a kernel that needs no dynamic shared memory. */
    Launch kernel(String name) {
        return new Launch(name, 0, 256);
    }

    /** Starts a launch of a matrix product in the current precision. */
    Launch product(Tile tile) {
        return new Launch(
                tile.kernel() + "_" + precision.key() + "_" + tile.name(), tile.sharedBytes(), tile.threads());
    }

    /** A launch in preparation: arguments in the kernel's order, then the number of blocks. */
    final class Launch {
        private final String name;
        private final int sharedBytes;
        private int threads;

        private Launch(String name, int sharedBytes, int threads) {
            this.name = name;
            this.sharedBytes = sharedBytes;
            this.threads = threads;
            arguments.clear();
        }

        Launch threads(int count) {
            threads = count;
            return this;
        }

        /** Arrays; null is a null pointer. */
        Launch arrays(INDArray... arrays) {
            for (INDArray array : arrays) {
                arguments.address(DeviceArray.address(array));
            }
            return this;
        }

        Launch addresses(long... addresses) {
            for (long address : addresses) {
                arguments.address(address);
            }
            return this;
        }

        Launch integers(int... values) {
            for (int value : values) {
                arguments.integer(value);
            }
            return this;
        }

        Launch flag(boolean value) {
            arguments.integer(value ? 1 : 0);
            return this;
        }

        Launch single(float value) {
            arguments.single(value);
            return this;
        }

        Launch real(double value) {
            arguments.real(value);
            return this;
        }

        void run(long blocksX) {
            run(blocksX, 1, 1);
        }

        void run(long blocksX, long blocksY, long blocksZ) {
            launches++;
            context.launch(
                    module.function(name, sharedBytes),
                    new LaunchShape(
                            Math.toIntExact(blocksX),
                            Math.toIntExact(blocksY),
                            Math.toIntExact(blocksZ),
                            threads,
                            sharedBytes),
                    arguments);
        }
    }

    /** The number of blocks of a size that cover a count. */
    static long blocks(long count, long size) {
        return (count + size - 1) / size;
    }
}
