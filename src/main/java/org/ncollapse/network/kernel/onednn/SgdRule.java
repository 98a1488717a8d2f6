package org.ncollapse.network.kernel.onednn;

import org.ncollapse.spec.OptimizerSpec;

/** SGD with momentum; weight decay is a part of the gradient, or decoupled. */
record SgdRule(OptimizerSpec optimizer) implements UpdateRule {

    @Override
    public Step step(double learningRate, int batchSize, long number) {
        boolean decoupled = optimizer.kind().isDecoupled();
        float momentum = optimizer.momentum().floatValue();
        float inverseBatchSize = 1f / batchSize;
        return (weights, gradients, state, length, weightDecay) -> update(
                weights,
                gradients,
                state[0],
                length,
                inverseBatchSize,
                decoupled ? 0 : weightDecay,
                momentum,
                (float) learningRate,
                UpdateRule.shrinkage(decoupled, learningRate, weightDecay));
    }

    private static void update(
            float[] weights,
            float[] gradients,
            float[] velocity,
            int length,
            float inverseBatchSize,
            float penalty,
            float momentum,
            float learningRate,
            float shrinkage) {
        for (int j = 0; j < length; j++) {
            float w = weights[j];
            float v = UpdateRule.flushToZero(momentum * velocity[j] + (gradients[j] * inverseBatchSize + penalty * w));
            velocity[j] = v;
            weights[j] = UpdateRule.flushToZero(shrinkage * w - learningRate * v);
        }
    }
}
