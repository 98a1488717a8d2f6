package org.ncollapse.network.kernel;

import java.util.Map;
import org.ncollapse.spec.OptimizerSpec;

/**
 * A step of the optimizer, as {@link OptimizerSpec.Kind} defines each, with the gradient g/B of a batch. Parameters
 * that are not trained are updated by w ← w − g.
 */
public interface OptimizerStep {

    /**
     * @param learningRate η
     * @param batchSize B
     * @param number the number of this step, from 1
     */
    void apply(double learningRate, int batchSize, long number);

    /**
     * The vectors that later steps depend on besides the parameters, by name, in the order of
     * {@link OptimizerSpec.Kind#state}; each is aligned with the parameters.
     */
    Map<String, FloatVector> state();
}
