package org.ncollapse.training;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.ncollapse.network.Network;
import org.ncollapse.network.ParameterBlock;
import org.ncollapse.spec.WeightDecay;

/**
 * Gradient descent with heavy-ball momentum and the penalty's gradient, as PyTorch's {@code SGD}: v ← μv + (g + λw), w ← w − ηv.
 * Deeplearning4j knows Nesterov's momentum only, and makes a pass over the parameters for each part of the formula; this is one
 * pass over the flat vectors, a slice at a time so that it stays in the cache. The running statistics of batch normalisation
 * carry their own difference for a gradient and are stepped by exactly that.
 */
public final class HeavyBall {

    /** Parameters in a slice: three arrays of it fit a core's first-level cache. */
    private static final int SLICE = 2048;

    private final Network network;
    private final WeightDecay decay;
    private final float momentum;
    private final List<ParameterBlock> blocks;
    private final List<ParameterBlock> slices = new ArrayList<>();
    private final float[] velocity;
    private final int threads;

    /**
     * At rest: the velocity is zero.
     *
     * @param momentum μ
     * @param threads  that share a step; the result does not depend on them
     */
    public HeavyBall(Network network, WeightDecay decay, double momentum, int threads) {
        this.network = network;
        this.decay = decay;
        this.momentum = (float) momentum;
        this.threads = threads;
        blocks = network.blocks();
        velocity = new float[(int) network.parameters().length()];
        for (ParameterBlock block : blocks) {
            for (int from = 0; from < block.length(); from += SLICE) {
                slices.add(new ParameterBlock(block.layer(), block.role(), block.offset() + from, Math.min(SLICE, block.length() - from)));
            }
        }
    }

    /**
     * One step from the gradients that the network holds.
     *
     * @param rate      η
     * @param batchSize what the summed gradients are divided by
     */
    public void step(double rate, int batchSize) {
        FloatPointer parameters = (FloatPointer) network.parameters().data().pointer();
        FloatPointer gradients = (FloatPointer) network.gradients().data().pointer();
        IntStream.range(0, threads).parallel().forEach(thread -> {
            FloatPointer w = new FloatPointer(parameters);
            FloatPointer g = new FloatPointer(gradients);
            float[] weights = new float[SLICE];
            float[] slope = new float[SLICE];
            int end = slices.size() * (thread + 1) / threads;
            for (int i = slices.size() * thread / threads; i < end; i++) {
                ParameterBlock slice = slices.get(i);
                w.position(slice.offset()).get(weights, 0, slice.length());
                g.position(slice.offset()).get(slope, 0, slice.length());
                if (slice.role() == ParameterBlock.Role.STATISTIC) {
                    for (int j = 0; j < slice.length(); j++) {
                        weights[j] -= slope[j];
                    }
                } else {
                    descend(weights, slope, slice, (float) rate, 1f / batchSize, (float) lambda(slice.role()));
                }
                w.position(slice.offset()).put(weights, 0, slice.length());
            }
        });
    }

    private void descend(float[] weights, float[] slope, ParameterBlock slice, float rate, float share, float lambda) {
        int offset = slice.offset();
        for (int j = 0; j < slice.length(); j++) {
            float v = momentum * velocity[offset + j] + (slope[j] * share + lambda * weights[j]);
            velocity[offset + j] = v;
            weights[j] -= rate * v;
        }
    }

    /** ½ Σ λ‖·‖² over all parameters, in double: what the objective adds to the data term. */
    public double penalty() {
        FloatPointer parameters = (FloatPointer) network.parameters().data().pointer();
        double penalty = 0;
        for (ParameterBlock block : blocks) {
            double lambda = block.role() == ParameterBlock.Role.STATISTIC ? 0 : lambda(block.role());
            if (lambda > 0) {
                float[] weights = new float[block.length()];
                new FloatPointer(parameters).position(block.offset()).get(weights);
                double squares = 0;
                for (float weight : weights) {
                    squares += (double) weight * weight;
                }
                penalty += lambda / 2 * squares;
            }
        }
        return penalty;
    }

    private double lambda(ParameterBlock.Role role) {
        return switch (role) {
            case WEIGHT -> decay.weights();
            case BIAS -> decay.biases();
            case NORM -> decay.batchNorm();
            case HEAD -> decay.head();
            case STATISTIC -> throw new IllegalArgumentException("running statistics are not decayed");
        };
    }
}
