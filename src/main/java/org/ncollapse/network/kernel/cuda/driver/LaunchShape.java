package org.ncollapse.network.kernel.cuda.driver;

/**
 * How many threads run a kernel.
 *
 * @param gridX blocks along x
 * @param gridY blocks along y
 * @param gridZ blocks along z
 * @param threads threads of a block
 * @param sharedBytes dynamic shared memory of a block
 */
public record LaunchShape(int gridX, int gridY, int gridZ, int threads, int sharedBytes) {

    /** Enough blocks for one thread per element. */
    public static LaunchShape forElements(long elements, int threads) {
        return new LaunchShape(Math.toIntExact((elements + threads - 1) / threads), 1, 1, threads, 0);
    }
}
