package org.ncollapse.network.kernel.onednn;

import java.util.List;
import org.ncollapse.network.kernel.AdamScalars;
import org.ncollapse.network.kernel.OptimizerStep;
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

    /** Names of the vectors that a step reads and writes besides the parameters. */
    List<String> state();

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

        /** Updates the first {@code length} elements of the weights and of each vector of the state. */
        void update(float[] weights, float[] gradients, float[][] state, int length, float weightDecay);
    }

    /** Returns the rule of an experiment's optimizer. */
    static UpdateRule of(OptimizerSpec optimizer) {
        return optimizer.kind().isAdaptive()
                ? new Adam(optimizer)
                : new Sgd(optimizer.momentum().floatValue(), optimizer.kind().isDecoupled());
    }

    /** The factor of the weights by decoupled decay: 1 − ηλ. */
    static float shrinkage(boolean decoupled, double learningRate, float weightDecay) {
        return decoupled ? (float) (1 - (float) learningRate * (double) weightDecay) : 1;
    }

    /** Smaller magnitudes are flushed to zero. */
    float FLUSH_THRESHOLD = 1e-20f;

    /** The same for squared gradients: the root of this value is far below any usual ε. */
    float SQUARE_FLUSH_THRESHOLD = 1e-30f;

    /**
     * Flushes magnitudes below {@link #FLUSH_THRESHOLD} to zero. Larger ones move toward zero by about the threshold;
     * from 2.3e-13 on this is less than half the spacing of floats, and they keep all their bits.
     */
    static float flushToZero(float value) {
        return Math.max(value, FLUSH_THRESHOLD) + Math.min(value, -FLUSH_THRESHOLD);
    }

    /** SGD with momentum. */
    record Sgd(float momentum, boolean decoupled) implements UpdateRule {

        @Override
        public List<String> state() {
            return List.of(OptimizerStep.VELOCITY);
        }

        @Override
        public Step step(double learningRate, int batchSize, long number) {
            float rate = (float) learningRate;
            float inverse = 1f / batchSize;
            return (weights, gradients, state, length, weightDecay) -> update(
                    weights,
                    gradients,
                    state[0],
                    length,
                    inverse,
                    decoupled ? 0 : weightDecay,
                    momentum,
                    rate,
                    shrinkage(decoupled, learningRate, weightDecay));
        }

        private static void update(
                float[] weights,
                float[] gradients,
                float[] velocity,
                int length,
                float inverseBatchSize,
                float penalty,
                float momentum,
                float rate,
                float shrinkage) {
            for (int j = 0; j < length; j++) {
                float w = weights[j];
                float v = flushToZero(momentum * velocity[j] + (gradients[j] * inverseBatchSize + penalty * w));
                velocity[j] = v;
                weights[j] = flushToZero(shrinkage * w - rate * v);
            }
        }
    }

    /** Adam, with the operations in PyTorch's order. */
    record Adam(OptimizerSpec optimizer) implements UpdateRule {

        @Override
        public List<String> state() {
            return List.of(OptimizerStep.AVERAGE, OptimizerStep.SQUARE_AVERAGE);
        }

        @Override
        public Step step(double learningRate, int batchSize, long number) {
            boolean decoupled = optimizer.kind().isDecoupled();
            double first = optimizer.betas().get(0);
            double second = optimizer.betas().get(1);
            float[] numbers = {
                1f / batchSize,
                (float) first,
                (float) (1 - first),
                (float) second,
                (float) (1 - second),
                optimizer.epsilon().floatValue()
            };
            AdamScalars scalars = AdamScalars.at(optimizer, learningRate, number);
            return (weights, gradients, state, length, weightDecay) -> update(
                    weights,
                    gradients,
                    state[0],
                    state[1],
                    length,
                    numbers,
                    scalars,
                    decoupled ? 0 : weightDecay,
                    shrinkage(decoupled, learningRate, weightDecay));
        }

        private static void update(
                float[] weights,
                float[] gradients,
                float[] average,
                float[] squareAverage,
                int length,
                float[] numbers,
                AdamScalars scalars,
                float penalty,
                float shrinkage) {
            float inverseBatchSize = numbers[0];
            float keepAverage = numbers[1];
            float takeGradient = numbers[2];
            float keepSquare = numbers[3];
            float takeSquare = numbers[4];
            float epsilon = numbers[5];
            float stepSize = scalars.stepSize();
            float rootCorrection = scalars.rootCorrection();
            for (int j = 0; j < length; j++) {
                float w = weights[j];
                float gradient = gradients[j] * inverseBatchSize + penalty * w;
                float m = flushToZero(keepAverage * average[j] + takeGradient * gradient);
                float s = keepSquare * squareAverage[j] + takeSquare * gradient * gradient;
                s = Math.max(s, SQUARE_FLUSH_THRESHOLD) - SQUARE_FLUSH_THRESHOLD;
                average[j] = m;
                squareAverage[j] = s;
                float root = (float) Math.sqrt(s) / rootCorrection + epsilon;
                weights[j] = flushToZero(shrinkage * w - stepSize * (m / root));
            }
        }
    }
}
