package org.ncollapse.stats;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A buffer of the features of one tap and split, as float32, so that they can be read again without a forward pass.
 *
 * <p>Blocks are stored outside the Java heap up to a memory budget, and then in a temporary file. The heap has one
 * block and the labels. The features that are read are equal, bit for bit and in order, to those that were appended.
 * Not thread-safe.
 */
public final class FeatureBuffer implements FeatureConsumer, AutoCloseable {
    private static final int BLOCK_ROWS = 1024;

    private final int width;
    private final long memoryBudget;
    private final Path folder;
    private final List<FloatPointer> memory = new ArrayList<>();
    private final float[] current;
    private int currentRows;
    private int[] labels = new int[BLOCK_ROWS];
    private int rows;
    private FileChannel file;
    private ByteBuffer transfer;
    private boolean closed;

    /**
     * Creates an empty buffer.
     *
     * @param width the features' width d
     * @param memoryBudget bytes outside the heap, 0 or more, that are used before the file is created
     * @param folder the folder of the temporary file, which is deleted with the buffer or when the process ends; on
     *     Unix it is unlinked as soon as it is open
     */
    public FeatureBuffer(int width, long memoryBudget, Path folder) {
        if (width < 1 || memoryBudget < 0) {
            throw new IllegalArgumentException(
                    "width " + width + " and memory budget " + memoryBudget + " must be at least 1 and 0");
        }
        this.width = width;
        this.memoryBudget = memoryBudget;
        this.folder = folder;
        this.current = new float[Math.multiplyExact(BLOCK_ROWS, width)];
    }

    /** Appends a block of any size. Throws UncheckedIOException if the temporary file cannot be written. */
    @Override
    public void accept(float[] features, int[] blockLabels, int blockRows) {
        requireOpen();
        if (blockRows < 0 || blockLabels.length < blockRows || features.length / width < blockRows) {
            throw new IllegalArgumentException(blockRows + " rows of width " + width + " do not fit " + features.length
                    + " feature values and " + blockLabels.length + " labels");
        }
        if (rows + blockRows > labels.length) {
            labels = Arrays.copyOf(labels, Math.max(rows + blockRows, Math.addExact(labels.length, labels.length / 2)));
        }
        System.arraycopy(blockLabels, 0, labels, rows, blockRows);
        for (int copied = 0; copied < blockRows; ) {
            int count = Math.min(blockRows - copied, BLOCK_ROWS - currentRows);
            System.arraycopy(features, copied * width, current, currentRows * width, count * width);
            currentRows += count;
            rows += count;
            copied += count;
            if (currentRows == BLOCK_ROWS) {
                store();
            }
        }
    }

    /** Returns the number of samples that have been appended. */
    public int rows() {
        return rows;
    }

    /** Returns d, the width of the features. */
    public int width() {
        return width;
    }

    /**
     * Sends all appended samples to a consumer, in order. Can be called any number of times. Throws
     * UncheckedIOException if the file cannot be read.
     */
    public void forEachBatch(FeatureConsumer consumer) {
        requireOpen();
        float[] features = new float[current.length];
        int[] blockLabels = new int[BLOCK_ROWS];
        int stored = (rows - currentRows) / BLOCK_ROWS;
        for (int block = 0; block < stored; block++) {
            System.arraycopy(labels, block * BLOCK_ROWS, blockLabels, 0, BLOCK_ROWS);
            load(block, features);
            consumer.accept(features, blockLabels, BLOCK_ROWS);
        }
        if (currentRows > 0) {
            System.arraycopy(labels, stored * BLOCK_ROWS, blockLabels, 0, currentRows);
            System.arraycopy(current, 0, features, 0, currentRows * width);
            consumer.accept(features, blockLabels, currentRows);
        }
    }

    /** Frees the memory and the file. */
    @Override
    public void close() {
        closed = true;
        memory.forEach(FloatPointer::close);
        memory.clear();
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close the temporary feature file in " + folder, e);
            }
        }
    }

    private void store() {
        long blockBytes = (long) Float.BYTES * current.length;
        if (file == null && (memory.size() + 1) * blockBytes <= memoryBudget) {
            memory.add(new FloatPointer(current.length).put(current, 0, current.length));
        } else {
            try {
                if (file == null) {
                    open();
                }
                transfer.clear();
                transfer.asFloatBuffer().put(current);
                while (transfer.hasRemaining()) {
                    file.write(transfer);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the temporary feature file in " + folder, e);
            }
        }
        currentRows = 0;
    }

    private void open() throws IOException {
        file = FileChannel.open(
                Files.createTempFile(folder, "features-", ".tmp"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        transfer = ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, current.length))
                .order(ByteOrder.nativeOrder());
    }

    private void load(int block, float[] features) {
        if (block < memory.size()) {
            memory.get(block).get(features, 0, features.length);
            return;
        }
        try {
            transfer.clear();
            long position = (long) (block - memory.size()) * transfer.capacity();
            while (transfer.hasRemaining()) {
                int read = file.read(transfer, position + transfer.position());
                if (read < 0) {
                    throw new EOFException("ends inside block " + block);
                }
            }
            transfer.flip().asFloatBuffer().get(features);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the temporary feature file in " + folder, e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the feature buffer is closed");
        }
    }
}
