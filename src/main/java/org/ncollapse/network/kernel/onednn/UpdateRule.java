package org.ncollapse.network.kernel.onednn;

import org.ncollapse.spec.OptimizerSpec;

/**
 * The arithmetic of an optimizer's step on arrays, element by element and without branches, so that loops are
 * vectorized.
 *
 * <p>Values of small magnitude are flushed to zero. Weights that only weight decay changes (of dead units, of pixels
 * that are always black) decay forever. Below the smallest normal number every product with them would take tens of
 * times as long.
 */
interface UpdateRule {

    /** Smaller magnitudes are flushed to zero. */
    float FLUSH_THRESHOLD = 1e-20f;

    /**
     * Prepares a step.
     *
     * @param learningRate η
     * @param batchSize the divisor of the gradients
     * @param number the number of the step, from 1
     */
    Step step(double learningRate, int batchSize, long number);

    /** A step with all its numbers but the weight decay. */
    interface Step {

        /**
         * Updates the first {@code length} elements of the weights and of each vector of the state, which are in the
         * order of {@link OptimizerSpec.Kind#state}.
         */
        void update(float[] weights, float[] gradients, float[][] state, int length, float weightDecay);
    }

    /** Returns the rule of an experiment's optimizer. */
    static UpdateRule of(OptimizerSpec optimizer) {
        return optimizer.kind().isAdaptive() ? new AdamRule(optimizer) : new SgdRule(optimizer);
    }

    /** The factor of the weights by decoupled decay: 1 − ηλ. */
    static float shrinkage(boolean decoupled, double learningRate, float weightDecay) {
        return decoupled ? (float) (1 - (float) learningRate * (double) weightDecay) : 1;
    }

    /**
     * Flushes magnitudes below {@link #FLUSH_THRESHOLD} to zero. Larger ones move toward zero by about the threshold;
     * from 2.3e-13 on this is less than half the spacing of floats, and they keep all their bits.
     */
    static float flushToZero(float value) {
        return Math.max(value, FLUSH_THRESHOLD) + Math.min(value, -FLUSH_THRESHOLD);
    }
}
