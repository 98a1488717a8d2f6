package org.ncollapse.network.kernel.cuda;

import java.util.ArrayList;
import java.util.List;
import org.ncollapse.network.kernel.BatchResult;

/**
 * What the steps of an epoch leave in the GPU's memory: the loss and the errors of each, and the number of the next
 * one.
 */
final class StepRecord {

    private final CudaEngine engine;
    private final long losses;
    private final long errors;
    private final long counters;

    StepRecord(CudaEngine engine, int steps) {
        this.engine = engine;
        losses = engine.allocate((long) steps * Double.BYTES);
        errors = engine.allocate((long) steps * Integer.BYTES);
        counters = engine.allocate(2L * Integer.BYTES);
    }

    /** The address of each step's loss. */
    long losses() {
        return losses;
    }

    /** The address of each step's errors. */
    long errors() {
        return errors;
    }

    /** The address of two numbers: the next step, and the one whose criterion has been computed. */
    long counters() {
        return counters;
    }

    /** Sets the number of the next step. */
    void setStep(int step) {
        engine.context().copyToDevice(new int[] {step, step}, counters, 2);
    }

    /** Waits for the steps that are queued and returns the results of {@code count} steps. */
    List<BatchResult> read(int first, int count) {
        double[] lossSums = new double[count];
        int[] errorCounts = new int[count];
        engine.context().copyToHost(losses + (long) first * Double.BYTES, lossSums, count);
        engine.context().copyToHost(errors + (long) first * Integer.BYTES, errorCounts, count);
        List<BatchResult> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            results.add(new BatchResult(lossSums[i], errorCounts[i]));
        }
        return results;
    }
}
