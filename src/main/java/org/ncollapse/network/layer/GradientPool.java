package org.ncollapse.network.layer;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Memory for slopes on their way down. A slope is needed from the layer that makes it to the one that uses it, so a few
 * rooms serve a network of any depth, those for wide maps the narrow ones as well; they go round in the same order at
 * every step. Whoever keeps a slope retains it, and releases it when done. What never came from here may be read, and
 * is never written to.
 */
public final class GradientPool {

    private final List<PooledBuffer> free = new ArrayList<>();
    private final Map<INDArray, PooledBuffer> lent = new IdentityHashMap<>();
    private final Map<INDArray, PooledBuffer> given = new IdentityHashMap<>();
    private long widest;

    /** Memory for one slope at a time, none for one that lies elsewhere, and how many hold it. */
    private static final class PooledBuffer {
        private final GrowableBuffer memory = new GrowableBuffer();
        private int holders;

        private PooledBuffer(long least) {
            memory.reserve(least);
        }
    }

    /**
     * Announces a batch whose slope will be asked for: rooms are then made for the widest at once, and leave no holes
     * behind by growing.
     */
    public void reserveFor(INDArray batch) {
        widest = Math.max(widest, batch.length());
    }

    /** Unwritten room for the slope of a batch, held by nobody yet. */
    INDArray allocateLike(INDArray batch) {
        PooledBuffer room = free.isEmpty() ? new PooledBuffer(widest) : free.remove(fitting(batch.length()));
        INDArray slope = room.memory.viewLike(batch);
        lent.put(slope, room);
        return slope;
    }

    /** The smallest free room that is large enough, or else the largest, which then grows. */
    private int fitting(long length) {
        int best = 0;
        for (int i = 1; i < free.size(); i++) {
            long size = free.get(i).memory.capacity();
            long least = free.get(best).memory.capacity();
            if (least < length ? size > least : size >= length && size < least) {
                best = i;
            }
        }
        return best;
    }

    /** An array as room for the slope of its own kind, for one step: what it holds is needed no more. */
    INDArray overwrite(INDArray spent) {
        lent.put(spent, given.computeIfAbsent(spent, array -> new PooledBuffer(0)));
        return spent;
    }

    /** The slope itself where its one holder may overwrite it, else room of its shape. */
    INDArray inPlaceOrAllocate(INDArray slope) {
        return isExclusive(slope) ? slope : allocateLike(slope);
    }

    /** Whether it came from here and has no more than one holder. */
    boolean isExclusive(INDArray slope) {
        PooledBuffer room = lent.get(slope);
        return room != null && room.holders <= 1;
    }

    /** One holder more. */
    public void retain(INDArray slope) {
        PooledBuffer room = lent.get(slope);
        if (room != null) {
            room.holders++;
        }
    }

    /** One holder less; the last gives the memory back. */
    public void release(INDArray slope) {
        PooledBuffer room = lent.get(slope);
        if (room != null && --room.holders == 0) {
            lent.remove(slope);
            if (room.memory.capacity() > 0) {
                free.add(room);
            }
        }
    }

    /** Gives back room that nobody holds. */
    void releaseUnused(INDArray slope) {
        retain(slope);
        release(slope);
    }
}
