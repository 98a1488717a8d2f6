package org.ncollapse.network.kernel;

import java.util.Map;
import org.ncollapse.spec.OptimizerSpec;

/**
 * A step of the optimizer, as {@link OptimizerSpec.Kind} defines each, with the gradient g/B of a batch. Parameters
 * that are not trained are updated by w ← w − g.
 */
public interface OptimizerStep {

    /** The name in {@link #state} of SGD's v. */
    String VELOCITY = "velocity";

    /** The name of the average of the gradient, as in PyTorch's state of Adam. */
    String AVERAGE = "exp_avg";

    /** The name of the average of the squared gradient, as in PyTorch's state of Adam. */
    String SQUARE_AVERAGE = "exp_avg_sq";

    /**
     * @param learningRate η
     * @param batchSize B
     * @param number the number of this step, from 1
     */
    void apply(double learningRate, int batchSize, long number);

    /** The vectors that later steps depend on besides the parameters, by name, each aligned with the parameters. */
    Map<String, FloatVector> state();
}
