package org.ncollapse.io.array;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The elements of a view of a storage, read from the storage in its order; what is between them is skipped. */
final class StridedElements extends InputStream {

    private final InputStream storage;
    /** The dimensions before the contiguous elements of a run. */
    private final long[] size;
    /** The strides of these dimensions, in bytes. */
    private final long[] stride;

    private final long[] index;
    private final long runBytes;
    private long runs;
    private long position;
    private long nextRun;
    private long leftInRun;

    /**
     * @param storage closed with this stream
     * @param elementBytes the bytes of an element
     * @param offset the index of the first element
     * @param extents the view's extents
     * @param strides the view's strides in elements; the places of its elements must be ascending
     */
    StridedElements(InputStream storage, int elementBytes, long offset, List<Long> extents, List<Long> strides) {
        this.storage = storage;
        int outer = extents.size();
        long contiguous = 1;
        while (outer > 0 && (extents.get(outer - 1) == 1 || strides.get(outer - 1) == contiguous)) {
            outer--;
            contiguous *= extents.get(outer);
        }
        size = extents.stream().mapToLong(Long::longValue).limit(outer).toArray();
        stride = strides.stream()
                .mapToLong(elements -> elements * elementBytes)
                .limit(outer)
                .toArray();
        index = new long[outer];
        runBytes = contiguous * elementBytes;
        runs = runBytes == 0 ? 0 : 1;
        for (long extent : size) {
            runs *= extent;
        }
        nextRun = offset * elementBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int start, int length) throws IOException {
        int done = 0;
        while (done < length && (leftInRun > 0 || runs > 0)) {
            if (leftInRun == 0) {
                startRun();
            }
            int count = storage.read(into, start + done, (int) Math.min(length - done, leftInRun));
            if (count < 0) {
                break;
            }
            done += count;
            leftInRun -= count;
            position += count;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    private void startRun() throws IOException {
        storage.skipNBytes(nextRun - position);
        position = nextRun;
        leftInRun = runBytes;
        runs--;
        for (int i = size.length - 1; i >= 0; i--) {
            index[i]++;
            nextRun += stride[i];
            if (index[i] < size[i]) {
                return;
            }
            index[i] = 0;
            nextRun -= size[i] * stride[i];
        }
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
