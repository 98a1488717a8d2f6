package org.ncollapse.network.layer;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.ncollapse.network.kernel.KernelMemory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Memory for gradients during the backward pass. A gradient is needed only between the layer that computes it and the
 * layer that uses it, so a few buffers serve a network of any depth and are used in the same order at every step.
 *
 * <p>Gradients are reference-counted:
 *
 * <ul>
 *   <li>{@link #allocateLike}, {@link #inPlaceOrAllocate} and {@link #overwrite} return an array that has no holder
 *       yet. The caller may write to it until it passes it on.
 *   <li>The caller that keeps a gradient calls {@link #retain}, and {@link #release} when done. The executor of the
 *       graph does so for what layers return; a layer calls {@link #releaseUnused} for arrays that it does not return.
 *   <li>The last release returns the memory to the pool.
 *   <li>A layer may write to the gradient it receives only if {@link #isExclusive}: it comes from this pool and has one
 *       holder. Arrays outside this pool are only read.
 * </ul>
 */
public final class GradientPool {

    private final KernelMemory memory;
    private final List<PooledBuffer> free = new ArrayList<>();
    private final IdentityHashMap<INDArray, PooledBuffer> inUse = new IdentityHashMap<>();
    private final IdentityHashMap<INDArray, PooledBuffer> overwritten = new IdentityHashMap<>();
    private long largestLength;

    /** The memory of one gradient, and its number of holders. An overwritten array has no memory here. */
    private static final class PooledBuffer {
        private final GrowableBuffer memory;
        private int holders;

        private PooledBuffer(KernelMemory owner, long initialCapacity) {
            memory = new GrowableBuffer(owner);
            memory.reserve(initialCapacity);
        }
    }

    /** @param memory where the gradients lie */
    public GradientPool(KernelMemory memory) {
        this.memory = memory;
    }

    /**
     * Announces a batch whose gradient will be requested. Buffers are allocated for the largest one, so that they never
     * grow and fragment the memory.
     */
    public void reserveFor(INDArray batch) {
        largestLength = Math.max(largestLength, batch.length());
    }

    /** Returns an uninitialized array with the shape of {@code batch}, without a holder. */
    INDArray allocateLike(INDArray batch) {
        PooledBuffer buffer =
                free.isEmpty() ? new PooledBuffer(memory, largestLength) : free.remove(bestFit(batch.length()));
        INDArray gradient = buffer.memory.viewLike(batch);
        inUse.put(gradient, buffer);
        return gradient;
    }

    /** The smallest free buffer that is large enough, or else the largest, which then grows. */
    private int bestFit(long length) {
        int best = 0;
        for (int i = 1; i < free.size(); i++) {
            long capacity = free.get(i).memory.capacity();
            long bestCapacity = free.get(best).memory.capacity();
            if (bestCapacity < length ? capacity > bestCapacity : capacity >= length && capacity < bestCapacity) {
                best = i;
            }
        }
        return best;
    }

    /** Reuses an array whose contents are no longer needed as the memory of its gradient, for one step. */
    INDArray overwrite(INDArray array) {
        inUse.put(array, overwritten.computeIfAbsent(array, key -> new PooledBuffer(memory, 0)));
        return array;
    }

    /** Returns the gradient itself if it may be overwritten, else an array of its shape. */
    INDArray inPlaceOrAllocate(INDArray gradient) {
        return isExclusive(gradient) ? gradient : allocateLike(gradient);
    }

    /** Whether the array comes from this pool and has at most one holder. */
    boolean isExclusive(INDArray gradient) {
        PooledBuffer buffer = inUse.get(gradient);
        return buffer != null && buffer.holders <= 1;
    }

    /** Adds a holder. Arrays outside this pool are ignored. */
    public void retain(INDArray gradient) {
        PooledBuffer buffer = inUse.get(gradient);
        if (buffer != null) {
            buffer.holders++;
        }
    }

    /** Removes a holder. The last one returns the memory to the pool. */
    public void release(INDArray gradient) {
        PooledBuffer buffer = inUse.get(gradient);
        if (buffer != null && --buffer.holders == 0) {
            inUse.remove(gradient);
            if (buffer.memory.capacity() > 0) {
                free.add(buffer);
            }
        }
    }

    /** Returns the memory of an array without holders to the pool. */
    void releaseUnused(INDArray gradient) {
        retain(gradient);
        release(gradient);
    }
}
