package org.ncollapse.network.layer;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Memory for slopes on their way down. A slope is needed from the layer that makes it to the one that uses it, so a few arrays of
 * each shape serve a network of any depth; they go round in the same order at every step.
 * Whoever keeps a slope retains it, and releases it when done. What never came from here may be read, and is never written to.
 */
public final class Slopes {

    private final Map<List<Long>, Deque<Room>> byShape = new HashMap<>();
    private final Map<INDArray, Deque<Room>> byBatch = new IdentityHashMap<>();
    private final Map<INDArray, Room> lent = new IdentityHashMap<>();

    /** Memory for one slope, and how many hold it. */
    private static final class Room {
        private final Buffer buffer;
        private final Deque<Room> home;
        private int holders;

        private Room(Buffer buffer, Deque<Room> home) {
            this.buffer = buffer;
            this.home = home;
        }
    }

    /** Unwritten room for the slope of a batch, held by nobody yet. */
    INDArray like(INDArray batch) {
        Deque<Room> home = byBatch.get(batch);
        if (home == null) {
            home = byShape.computeIfAbsent(LongStream.of(sample(batch)).boxed().toList(), shape -> new ArrayDeque<>());
            byBatch.put(batch, home);
        }
        Room room = home.isEmpty() ? new Room(new Buffer(sample(batch)), home) : home.pop();
        INDArray slope = room.buffer.rows((int) batch.size(0));
        lent.put(slope, room);
        return slope;
    }

    private static long[] sample(INDArray batch) {
        return Arrays.copyOfRange(batch.shape(), 1, batch.rank());
    }

    /** The slope itself where its one holder may overwrite it, else room of its shape. */
    INDArray orOver(INDArray slope) {
        return isExclusive(slope) ? slope : like(slope);
    }

    /** Whether it came from here and has no more than one holder. */
    boolean isExclusive(INDArray slope) {
        Room room = lent.get(slope);
        return room != null && room.holders <= 1;
    }

    /** One holder more. */
    public void retain(INDArray slope) {
        Room room = lent.get(slope);
        if (room != null) {
            room.holders++;
        }
    }

    /** One holder less; the last gives the memory back. */
    public void release(INDArray slope) {
        Room room = lent.get(slope);
        if (room != null && --room.holders == 0) {
            lent.remove(slope);
            room.home.push(room);
        }
    }

    /** Gives back room that nobody holds. */
    void discard(INDArray slope) {
        retain(slope);
        release(slope);
    }
}
