package org.ncollapse.experiment.doctor;

import org.ncollapse.experiment.estimate.MemoryEstimate;
import org.ncollapse.text.NumberText;

/** Memory that runs may take, and that they need. */
final class MemoryCheck {

    /** Java's heap may take up a little more than it is asked to hold. */
    private static final double SPARE = 1.1;

    private MemoryCheck() {}

    static CheckResult of(MemoryLimits limits) {
        return CheckResult.ok(
                "memory",
                "%s of the machine; Java's limits: heap %s, arrays outside it %s, the process %s"
                        .formatted(
                                NumberText.bytes(limits.machine()),
                                NumberText.bytes(limits.heap()),
                                limit(limits.offHeap()),
                                limit(limits.process())));
    }

    /**
     * Whether a run has room; the problem where it has not.
     *
     * @param experiment its name
     */
    static CheckResult of(String experiment, MemoryEstimate need, MemoryLimits limits) {
        String text = "%s at the most, of which Java's heap takes %s"
                .formatted(NumberText.bytes(need.totalBytes()), NumberText.bytes(need.heapBytes()));
        if (need.totalBytes() > limits.machine()) {
            return CheckResult.problem(
                    experiment,
                    "needs more memory than the machine has: " + text + "; there is "
                            + NumberText.bytes(limits.machine()),
                    "take a smaller training.batchSize, narrower taps in capture.taps or a narrower network, or another machine");
        }
        boolean tight = need.heapBytes() > limits.heap()
                || limits.offHeap() > 0 && need.offHeapBytes() > limits.offHeap()
                || limits.process() > 0 && need.totalBytes() > limits.process();
        if (!tight) {
            return CheckResult.ok(experiment, text);
        }
        // The other two limits follow the heap's.
        long heap = (long) Math.ceil(
                SPARE * Math.max(Math.max(need.heapBytes(), need.offHeapBytes()), need.totalBytes() / 4.0) / (1 << 30));
        return CheckResult.problem(
                experiment,
                "Java's limits are too low: " + text,
                "JAVA_TOOL_OPTIONS=-Xmx" + heap + "g in the environment, which raises all three");
    }

    private static String limit(long bytes) {
        return bytes == 0 ? "without limit" : NumberText.bytes(bytes);
    }
}
