package org.ncollapse.experiment.doctor;

import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.text.NumberText;

/** Checks the memory that is available and that experiments estimate. */
final class MemoryCheck {

    /** The suggested heap is larger than the estimate by this factor. */
    private static final double HEAP_SAFETY_FACTOR = 1.1;

    private MemoryCheck() {}

    static CheckResult of(MemoryLimits limits) {
        return CheckResult.ok(
                "memory",
                "%s on this machine; Java's limits: heap %s, arrays outside the heap %s, process %s"
                        .formatted(
                                NumberText.bytes(limits.machine()),
                                NumberText.bytes(limits.heap()),
                                limit(limits.offHeap()),
                                limit(limits.process())));
    }

    /**
     * Checks whether a run fits into memory.
     *
     * @param experiment its name
     */
    static CheckResult of(String experiment, MemoryEstimate estimate, MemoryLimits limits) {
        String text = "at most %s, of which the Java heap needs %s"
                .formatted(NumberText.bytes(estimate.totalBytes()), NumberText.bytes(estimate.heapBytes()));
        if (estimate.totalBytes() > limits.machine()) {
            return CheckResult.problem(
                    experiment,
                    "needs more memory than the machine has: " + text + "; the machine has "
                            + NumberText.bytes(limits.machine()),
                    "reduce training.batchSize, the width of the taps or of the network, or use another machine");
        }
        boolean tight = estimate.heapBytes() > limits.heap()
                || limits.offHeap() > 0 && estimate.offHeapBytes() > limits.offHeap()
                || limits.process() > 0 && estimate.totalBytes() > limits.process();
        if (!tight) {
            return CheckResult.ok(experiment, text);
        }
        // The other two limits follow the heap's.
        long heap = (long) Math.ceil(HEAP_SAFETY_FACTOR
                * Math.max(Math.max(estimate.heapBytes(), estimate.offHeapBytes()), estimate.totalBytes() / 4.0)
                / (1 << 30));
        return CheckResult.problem(
                experiment,
                "Java's limits are too low: " + text,
                "set JAVA_TOOL_OPTIONS=-Xmx" + heap + "g in the environment, which raises all three");
    }

    private static String limit(long bytes) {
        return bytes == 0 ? "without limit" : NumberText.bytes(bytes);
    }
}
