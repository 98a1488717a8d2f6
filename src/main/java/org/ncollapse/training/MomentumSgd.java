package org.ncollapse.training;

import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterBlock;
import org.ncollapse.network.kernel.FloatVector;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.spec.WeightDecay;

/**
 * Gradient descent with heavy-ball momentum and the penalty's gradient, as PyTorch's {@code SGD}: v ← μv + (g + λw), w
 * ← w − ηv. Deeplearning4j knows Nesterov's momentum only, and makes a pass over the parameters for each part of the
 * formula; here the network's kernels do it on the flat vectors. The running statistics of batch normalisation carry
 * their own difference for a gradient and are stepped by exactly that.
 */
public final class MomentumSgd {

    /** Numbers that are looked at together. */
    private static final int PIECE = 1 << 14;

    private final Network network;
    private final WeightDecay decay;
    private final Kernels.SgdStep descent;

    /**
     * At rest: the velocity is zero.
     *
     * @param momentum μ
     * @param threads that share a step; the result does not depend on them
     */
    public MomentumSgd(Network network, WeightDecay decay, double momentum, int threads) {
        this.network = network;
        this.decay = decay;
        descent = network.sgdStep(this::lambda, momentum, threads);
    }

    /**
     * One step from the gradients that the network holds.
     *
     * @param rate η
     * @param batchSize what the summed gradients are divided by
     */
    public void step(double rate, int batchSize) {
        descent.apply(rate, batchSize);
    }

    /** v, aligned with the network's parameters: all that steps to come depend on besides them. */
    FloatVector velocity() {
        return descent.velocity();
    }

    /** ½ Σ λ‖·‖² over all parameters, in double: what the objective adds to the data term. */
    public double penalty() {
        double penalty = 0;
        FloatVector weights = network.parameterVector();
        float[] piece = new float[PIECE];
        for (ParameterBlock block : network.parameterBlocks()) {
            double lambda = lambda(block.role());
            double squares = 0;
            for (int from = 0; lambda > 0 && from < block.length(); from += PIECE) {
                int count = Math.min(PIECE, block.length() - from);
                weights.read(block.offset() + from, piece, count);
                for (int i = 0; i < count; i++) {
                    squares += (double) piece[i] * piece[i];
                }
            }
            penalty += lambda / 2 * squares;
        }
        return penalty;
    }

    private double lambda(ParameterBlock.Role role) {
        return switch (role) {
            case WEIGHT -> decay.weights();
            case BIAS -> decay.biases();
            case BATCH_NORM -> decay.batchNorm();
            case HEAD_WEIGHT -> decay.head();
            case RUNNING_STATISTIC -> 0;
        };
    }
}
