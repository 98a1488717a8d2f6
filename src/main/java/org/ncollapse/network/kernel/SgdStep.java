package org.ncollapse.network.kernel;

/**
 * SGD with momentum and weight decay: v ← μv + (g/B + λw), w ← w − ηv. Parameters that are not trained are updated by w
 * ← w − g.
 */
public interface SgdStep {

    /**
     * @param learningRate η
     * @param batchSize B
     */
    void apply(double learningRate, int batchSize);

    /** v, aligned with the parameters. */
    FloatVector velocity();
}
