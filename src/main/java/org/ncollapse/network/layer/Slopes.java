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

    private final Map<List<Long>, Deque<Buffer>> free = new HashMap<>();
    private final Map<INDArray, Loan> loans = new IdentityHashMap<>();

    private static final class Loan {
        private final Deque<Buffer> home;
        private final Buffer buffer;
        private int holders;

        private Loan(Deque<Buffer> home, Buffer buffer) {
            this.home = home;
            this.buffer = buffer;
        }
    }

    /** Unwritten room for the slope of a batch of this shape, held by nobody yet. */
    INDArray like(INDArray batch) {
        return room((int) batch.size(0), Arrays.copyOfRange(batch.shape(), 1, batch.rank()));
    }

    private INDArray room(int rows, long[] sample) {
        Deque<Buffer> home = free.computeIfAbsent(LongStream.of(sample).boxed().toList(), shape -> new ArrayDeque<>());
        Buffer buffer = home.isEmpty() ? new Buffer(sample) : home.pop();
        INDArray array = buffer.rows(rows);
        loans.put(array, new Loan(home, buffer));
        return array;
    }

    /** The slope itself where its one holder may overwrite it, else room of its shape. */
    INDArray orOver(INDArray slope) {
        return isExclusive(slope) ? slope : like(slope);
    }

    /** Whether it came from here and has no more than one holder. */
    public boolean isExclusive(INDArray slope) {
        Loan loan = loans.get(slope);
        return loan != null && loan.holders <= 1;
    }

    /** One holder more. */
    public void retain(INDArray slope) {
        Loan loan = loans.get(slope);
        if (loan != null) {
            loan.holders++;
        }
    }

    /** Gives back room that nobody holds. */
    void discard(INDArray slope) {
        retain(slope);
        release(slope);
    }

    /** One holder less; the last gives the memory back. */
    public void release(INDArray slope) {
        Loan loan = loans.get(slope);
        if (loan != null && --loan.holders == 0) {
            loans.remove(slope);
            loan.home.push(loan.buffer);
        }
    }
}
