package org.ncollapse.network.kernel.cuda;

import org.ncollapse.network.kernel.cuda.driver.PinnedMemory;
import org.ncollapse.stats.PartialMoments;

/** Class moments of one part of a split at one tap, in double precision. */
final class CudaClassMoments {

    /** Parts of a class that blocks of threads sum at the same time. */
    private static final int MAX_CHUNKS = 16;

    private static final int SAMPLES_PER_CHUNK = 64;
    private static final int FEATURES_PER_BLOCK = 128;
    private static final int SCATTER_TILE = 64;
    private static final int SAMPLES_PER_SPLIT = 256;
    /** Blocks of the scatter for each multiprocessor: enough that all are busy. */
    private static final int BLOCKS_PER_MULTIPROCESSOR = 4;

    private final CudaEngine engine;
    private final int classes;
    private final int width;
    private final int chunks;
    private final long tiles;
    private final int maxSplits;
    /** The address of the results: anchors K·d, offsets K·d, sums of squares K, scatter d·d. */
    private final long results;

    /** @param maxSamples the most samples of a part */
    CudaClassMoments(CudaEngine engine, int classes, int width, int maxSamples) {
        this.engine = engine;
        this.classes = classes;
        this.width = width;
        chunks = Math.max(1, Math.min(MAX_CHUNKS, maxSamples / classes / SAMPLES_PER_CHUNK));
        long tilesPerSide = CudaEngine.blocks(width, SCATTER_TILE);
        tiles = tilesPerSide * (tilesPerSide + 1) / 2;
        maxSplits = splits(maxSamples);
        results = engine.allocate(resultBytes());
    }

    private int splits(int samples) {
        long blocks = (long) BLOCKS_PER_MULTIPROCESSOR * engine.context().gpu().multiprocessors();
        return (int) Math.max(1, Math.min(samples / SAMPLES_PER_SPLIT, blocks / tiles));
    }

    /** The bytes of partial sums that {@link #queue} needs. */
    long partialBytes() {
        return Double.BYTES * Math.max((long) chunks * classes * width, (long) maxSplits * width * width);
    }

    long resultBytes() {
        return Double.BYTES * (2L * classes * width + classes + (long) width * width);
    }

    /**
     * Queues the computation and the copy of its results.
     *
     * @param features the address of rows × d features
     * @param partials the address of {@link #partialBytes} bytes
     * @param copy has {@link #resultBytes} bytes
     */
    void queue(long features, SamplesByClass samples, int rows, long partials, PinnedMemory copy) {
        long perClass = (long) classes * width * Double.BYTES;
        long offsets = results + perClass;
        long squares = offsets + perClass;
        long scatter = squares + (long) classes * Double.BYTES;
        long blocks = CudaEngine.blocks(width, FEATURES_PER_BLOCK);
        int splits = splits(rows);
        kernel("class_sums", features, samples)
                .threads(FEATURES_PER_BLOCK)
                .addresses(partials)
                .integers(width, chunks)
                .run(blocks, classes, chunks);
        kernel("class_offsets", features, samples)
                .threads(FEATURES_PER_BLOCK)
                .addresses(partials, results, offsets)
                .integers(width, chunks)
                .run(blocks, classes, 1);
        kernel("class_squares", features, samples)
                .threads(FEATURES_PER_BLOCK)
                .addresses(offsets, partials)
                .integers(width, chunks)
                .run(blocks, classes, chunks);
        engine.kernel("class_square_sums")
                .addresses(partials, squares)
                .integers(width, chunks)
                .run(classes);
        kernel("class_scatter", features, samples)
                .addresses(offsets, partials)
                .integers(classes, rows, width, splits)
                .run(tiles, splits, 1);
        engine.kernel("class_scatter_sum")
                .addresses(partials, scatter)
                .integers(width, splits)
                .run(CudaEngine.blocks((long) width * width, 256));
        engine.context().queueCopyToHost(results, copy, resultBytes());
    }

    private CudaEngine.Launch kernel(String name, long features, SamplesByClass samples) {
        return engine.kernel(name).addresses(features, samples.order(), samples.classStart());
    }

    /** Reads results that have been copied. Any thread may call this. */
    PartialMoments read(PinnedMemory copy, long[] counts) {
        long perClass = (long) classes * width * Double.BYTES;
        return new PartialMoments(
                counts,
                copy.doubles(0, classes * width),
                copy.doubles(perClass, classes * width),
                copy.doubles(2 * perClass, classes),
                copy.doubles(2 * perClass + (long) classes * Double.BYTES, width * width));
    }
}
