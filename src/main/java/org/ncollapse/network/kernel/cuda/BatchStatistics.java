package org.ncollapse.network.kernel.cuda;

/**
 * Partial means and squared deviations of the channels of one array, from the kernel that computed the array. Batch
 * normalization then need not read the array for them.
 */
final class BatchStatistics {

    private DeviceScratch memory;
    private long address;
    private int rows;
    private int channels;
    private int rowsPerBlock;

    /** Allocates memory for the statistics of blocks of {@code rowsPerBlock} rows. */
    void prepare(CudaEngine engine, int rows, int channels, int rowsPerBlock) {
        if (memory == null) {
            memory = new DeviceScratch(engine);
        }
        this.rows = rows;
        this.channels = channels;
        this.rowsPerBlock = rowsPerBlock;
        address = memory.floats(2L * blocks() * channels);
    }

    void invalidate() {
        rows = -1;
    }

    boolean isFor(int expectedRows, int expectedChannels) {
        return rows == expectedRows && channels == expectedChannels;
    }

    long address() {
        return address;
    }

    int blocks() {
        return (rows + rowsPerBlock - 1) / rowsPerBlock;
    }

    int rowsPerBlock() {
        return rowsPerBlock;
    }
}
