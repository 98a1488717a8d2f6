package org.ncollapse.network.kernel.cuda;

/** The samples of one part of a split in the order of their classes, in the GPU's memory. */
final class SamplesByClass {

    private final CudaEngine engine;
    private final long order;
    private final long classStart;
    private final long[] counts;

    /** @param maxSamples the most samples of a part */
    SamplesByClass(CudaEngine engine, int classes, int maxSamples) {
        this.engine = engine;
        order = engine.allocate((long) maxSamples * Integer.BYTES);
        classStart = engine.allocate((classes + 1L) * Integer.BYTES);
        counts = new long[classes];
    }

    /** Sets the labels of a part: a stable sort by class. */
    void set(int[] labels) {
        int[] start = new int[counts.length + 1];
        for (int label : labels) {
            start[label + 1]++;
        }
        for (int k = 0; k < counts.length; k++) {
            counts[k] = start[k + 1];
            start[k + 1] += start[k];
        }
        int[] next = start.clone();
        int[] sorted = new int[labels.length];
        for (int sample = 0; sample < labels.length; sample++) {
            sorted[next[labels[sample]]++] = sample;
        }
        engine.context().copyToDevice(sorted, order, sorted.length);
        engine.context().copyToDevice(start, classStart, start.length);
    }

    /** The address of the samples, by class. */
    long order() {
        return order;
    }

    /** The address of the K + 1 positions at which the classes start and end. */
    long classStart() {
        return classStart;
    }

    int classes() {
        return counts.length;
    }

    /** Returns the number of samples of each class. */
    long[] counts() {
        return counts.clone();
    }
}
