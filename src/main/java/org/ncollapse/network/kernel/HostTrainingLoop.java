package org.ncollapse.network.kernel;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Training steps one by one: the host gathers and standardizes each batch. */
final class HostTrainingLoop implements TrainingLoop {

    private final NetworkPasses network;
    private final LabeledImages images;
    private final int batchSize;
    private final Criterion criterion;
    private final SgdStep sgdStep;
    private final float[] batch;
    private final int[] labels;
    private int[] order;
    private double[] learningRates;
    private int step;

    HostTrainingLoop(NetworkPasses network, LabeledImages images, int batchSize, Criterion criterion, SgdStep sgdStep) {
        this.network = network;
        this.images = images;
        this.batchSize = batchSize;
        this.criterion = criterion;
        this.sgdStep = sgdStep;
        batch = new float[batchSize * images.shape().size()];
        labels = new int[batchSize];
    }

    @Override
    public void startEpoch(int[] order, double[] learningRates, int firstStep) {
        this.order = order;
        this.learningRates = learningRates;
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
            sgdStep.apply(learningRates[step], rows);
        }
        step++;
        return List.of(result);
    }
}
