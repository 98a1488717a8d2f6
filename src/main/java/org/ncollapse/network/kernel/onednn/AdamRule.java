package org.ncollapse.network.kernel.onednn;

import org.ncollapse.network.kernel.AdamScalars;
import org.ncollapse.spec.OptimizerSpec;

/** Adam, with the operations in PyTorch's order; weight decay is a part of the gradient, or decoupled. */
record AdamRule(OptimizerSpec optimizer) implements UpdateRule {

    /** Averages of squares below it are flushed to zero: its root is far below any usual ε. */
    private static final float SQUARE_FLUSH_THRESHOLD = 1e-30f;

    @Override
    public Step step(double learningRate, int batchSize, long number) {
        return new AdamStep(optimizer, learningRate, 1f / batchSize, AdamScalars.at(optimizer, learningRate, number));
    }

    private record AdamStep(OptimizerSpec optimizer, double learningRate, float inverseBatchSize, AdamScalars scalars)
            implements Step {

        @Override
        public void update(float[] weights, float[] gradients, float[][] state, int length, float weightDecay) {
            // Local variables, so that the loop is vectorized.
            boolean decoupled = optimizer.kind().isDecoupled();
            float penalty = decoupled ? 0 : weightDecay;
            float shrinkage = UpdateRule.shrinkage(decoupled, learningRate, weightDecay);
            float scale = inverseBatchSize;
            double first = optimizer.betas().get(0);
            double second = optimizer.betas().get(1);
            float keepAverage = (float) first;
            float takeGradient = (float) (1 - first);
            float keepSquare = (float) second;
            float takeSquare = (float) (1 - second);
            float epsilon = optimizer.epsilon().floatValue();
            float stepSize = scalars.stepSize();
            float rootCorrection = scalars.rootCorrection();
            float[] average = state[0];
            float[] squareAverage = state[1];
            for (int j = 0; j < length; j++) {
                float w = weights[j];
                float gradient = gradients[j] * scale + penalty * w;
                float m = UpdateRule.flushToZero(keepAverage * average[j] + takeGradient * gradient);
                float s = keepSquare * squareAverage[j] + takeSquare * gradient * gradient;
                s = Math.max(s, SQUARE_FLUSH_THRESHOLD) - SQUARE_FLUSH_THRESHOLD;
                average[j] = m;
                squareAverage[j] = s;
                float root = (float) Math.sqrt(s) / rootCorrection + epsilon;
                weights[j] = UpdateRule.flushToZero(shrinkage * w - stepSize * (m / root));
            }
        }
    }
}
