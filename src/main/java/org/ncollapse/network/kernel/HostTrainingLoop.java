package org.ncollapse.network.kernel;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Training steps one by one: the host gathers and standardizes each batch. */
final class HostTrainingLoop implements TrainingLoop {

    private final NetworkPasses network;
    private final LabeledImages images;
    private final int batchSize;
    private final Criterion criterion;
    private final OptimizerStep optimizerStep;
    private final float[] batch;
    private final int[] labels;
    private int[] order;
    private double[] learningRates;
    private long stepsBefore;
    private int step;

    HostTrainingLoop(
            NetworkPasses network,
            LabeledImages images,
            int batchSize,
            Criterion criterion,
            OptimizerStep optimizerStep) {
        this.network = network;
        this.images = images;
        this.batchSize = batchSize;
        this.criterion = criterion;
        this.optimizerStep = optimizerStep;
        batch = new float[batchSize * images.shape().size()];
        labels = new int[batchSize];
    }

    @Override
    public void startEpoch(int[] order, double[] learningRates, int firstStep, long stepsBefore) {
        this.order = order;
        this.learningRates = learningRates;
        this.stepsBefore = stepsBefore;
        step = firstStep;
    }

    @Override
    public List<BatchResult> runSteps() {
        int first = step * batchSize;
        int rows = Math.min(batchSize, order.length - first);
        for (int row = 0; row < rows; row++) {
            images.standardize(order[first + row], batch, row * images.shape().size());
            labels[row] = images.labels()[order[first + row]];
        }
        INDArray logits = network.forwardTraining(network.load(batch, rows));
        BatchResult result = criterion.lossAndGradient(logits, labels);
        if (Double.isFinite(result.lossSum())) {
            network.backward(logits);
            optimizerStep.apply(learningRates[step], rows, stepsBefore + step + 1);
        }
        step++;
        return List.of(result);
    }
}
