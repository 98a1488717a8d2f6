package org.ncollapse.network.kernel.cuda;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ncollapse.network.kernel.Conv2dShape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights of convolutions in the order in which the products read them. One launch packs those of the whole
 * network. They are packed again after each change of the parameters.
 */
final class WeightPacks {

    /** Integers of an entry of the table that {@code pack_weights} reads. */
    private static final int ENTRY = 8;

    private static final int BLOCKS = 16;

    private final CudaEngine engine;
    private final Map<Long, Pack> packs = new LinkedHashMap<>();
    /** The packs of all convolutions, as one launch makes them; none before {@link #combine}. */
    private Memory combined;

    private int combinedCount;
    private long firstWeights;

    /** Memory of packs, and the table that says where each is. */
    private record Memory(long packed, long table, int entries) {}

    /** The two packs of one convolution. */
    private static final class Pack {
        private final long weights;
        private final Conv2dShape shape;
        private Memory own;
        private long forward;
        private long backward;
        private boolean fresh;

        Pack(long weights, Conv2dShape shape) {
            this.weights = weights;
            this.shape = shape;
        }

        private int inChannels() {
            return shape.inputShape().channels();
        }

        private int cells() {
            return shape.kernelSize() * shape.kernelSize();
        }

        private int forwardLength() {
            return cells() * inChannels() * roundUp(shape.outChannels());
        }

        private int length() {
            return forwardLength() + cells() * shape.outChannels() * roundUp(inChannels());
        }

        private static int roundUp(int channels) {
            return (channels + 3) / 4 * 4;
        }

        /**
         * Writes an entry of the table.
         *
         * @param offset of the weights, in floats
         * @param at offset of the packs, in floats
         */
        private void describe(int[] table, int entry, long offset, int at) {
            int[] values = {
                Math.toIntExact(offset),
                at,
                at + forwardLength(),
                shape.outChannels(),
                inChannels(),
                shape.kernelSize(),
                shape.stride(),
                0
            };
            System.arraycopy(values, 0, table, entry * ENTRY, ENTRY);
        }

        private void placeAt(long address) {
            forward = address;
            backward = address + (long) forwardLength() * Float.BYTES;
        }
    }

    WeightPacks(CudaEngine engine) {
        this.engine = engine;
    }

    /** The address of the weights as the forward product reads them. */
    long forward(INDArray weights, Conv2dShape shape) {
        return fresh(weights, shape).forward;
    }

    /** The address of the weights as the product for the input's gradient reads them. */
    long backward(INDArray weights, Conv2dShape shape) {
        return fresh(weights, shape).backward;
    }

    /** Declares that the parameters have changed. */
    void markStale() {
        packs.values().forEach(pack -> pack.fresh = false);
    }

    /** Packs the weights of all convolutions that are known. */
    void packAll() {
        if (combined == null) {
            packs.values().forEach(this::packAlone);
        } else {
            launch(firstWeights, combined);
            packs.values().stream().skip(combinedCount).forEach(this::packAlone);
            packs.values().forEach(pack -> pack.fresh = true);
        }
    }

    /** Moves all packs into one piece of memory, for one launch. To be called before work is captured. */
    void combine() {
        if (packs.size() == combinedCount) {
            return;
        }
        if (combined != null) {
            free(combined);
        }
        firstWeights = packs.keySet().stream().mapToLong(Long::longValue).min().orElseThrow();
        int[] table = new int[packs.size() * ENTRY];
        int entry = 0;
        int length = 0;
        for (Pack pack : packs.values()) {
            pack.describe(table, entry++, (pack.weights - firstWeights) / Float.BYTES, length);
            length += pack.length();
        }
        combined = allocate(table, length);
        combinedCount = packs.size();
        int at = 0;
        for (Pack pack : packs.values()) {
            pack.placeAt(combined.packed() + (long) at * Float.BYTES);
            at += pack.length();
            if (pack.own != null) {
                free(pack.own);
                pack.own = null;
            }
        }
        packAll();
    }

    private Pack fresh(INDArray weights, Conv2dShape shape) {
        Pack pack = packs.computeIfAbsent(DeviceArray.address(weights), address -> new Pack(address, shape));
        if (!pack.fresh) {
            if (pack.own == null && combined != null && pack.forward != 0) {
                packAll();
            } else {
                packAlone(pack);
            }
        }
        return pack;
    }

    private void packAlone(Pack pack) {
        if (pack.own == null) {
            int[] table = new int[ENTRY];
            pack.describe(table, 0, 0, 0);
            pack.own = allocate(table, pack.length());
            pack.placeAt(pack.own.packed());
        }
        launch(pack.weights, pack.own);
        pack.fresh = true;
    }

    private void launch(long parameters, Memory memory) {
        engine.kernel("pack_weights")
                .addresses(parameters, memory.packed(), memory.table())
                .run(BLOCKS, memory.entries(), 1);
    }

    private Memory allocate(int[] table, int length) {
        long tableAddress = engine.allocate((long) table.length * Integer.BYTES);
        engine.context().copyToDevice(table, tableAddress, table.length);
        return new Memory(engine.allocate((long) length * Float.BYTES), tableAddress, table.length / ENTRY);
    }

    private void free(Memory memory) {
        engine.free(memory.packed());
        engine.free(memory.table());
    }
}
