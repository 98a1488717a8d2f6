package org.ncollapse.network.kernel.cuda;

import java.util.List;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.BatchSizeCache;
import org.ncollapse.network.kernel.NetworkPasses;
import org.ncollapse.network.kernel.TrainingLoop;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Training steps that stay on the GPU. A step is one replay of a captured graph; the order of the images, the learning
 * rates and the number of the step lie in the GPU's memory, so that the graph is the same for all steps. The host reads
 * losses and errors of many steps at once.
 */
final class CudaTrainingLoop implements TrainingLoop {

    /** How long the host lets the GPU work before it looks at the losses, at stop requests and at checkpoints. */
    private static final double SECONDS_PER_CALL = 0.05;

    /** The number of steps of a call grows by this factor at most: the first steps say little about later ones. */
    private static final int GROWTH = 8;

    private final CudaEngine engine;
    private final NetworkPasses network;
    private final DeviceImages images;
    private final int batchSize;
    private final CudaCriterion criterion;
    private final CudaOptimizerStep optimizerStep;
    private final Precision precision;
    private final int steps;
    private final StepRecord record;
    private final long order;
    private final long stepScalars;
    private final long batchLabels;
    private final BatchSizeCache<CapturedWork> work = new BatchSizeCache<>();
    private int step;
    private int stepsPerCall = 1;

    CudaTrainingLoop(
            CudaEngine engine,
            NetworkPasses network,
            DeviceImages images,
            int batchSize,
            CudaCriterion criterion,
            CudaOptimizerStep optimizerStep,
            Precision precision) {
        this.engine = engine;
        this.network = network;
        this.images = images;
        this.batchSize = batchSize;
        this.criterion = criterion;
        this.optimizerStep = optimizerStep;
        this.precision = precision;
        steps = images.images().batches(batchSize);
        record = new StepRecord(engine, steps);
        order = engine.allocate((long) images.images().size() * Integer.BYTES);
        stepScalars = engine.allocate((long) steps * optimizerStep.scalarsPerStep() * Float.BYTES);
        batchLabels = engine.allocate((long) batchSize * Integer.BYTES);
    }

    @Override
    public void startEpoch(int[] newOrder, double[] learningRates, int firstStep, long stepsBefore) {
        int perStep = optimizerStep.scalarsPerStep();
        float[] scalars = new float[steps * perStep];
        for (int i = 0; i < steps; i++) {
            optimizerStep.putScalars(learningRates[i], stepsBefore + i + 1, scalars, i * perStep);
        }
        engine.context().copyToDevice(newOrder, order, newOrder.length);
        engine.context().copyToDevice(scalars, stepScalars, scalars.length);
        record.setStep(firstStep);
        step = firstStep;
    }

    @Override
    public List<BatchResult> runSteps() {
        long start = System.nanoTime();
        int first = step;
        int count = Math.min(stepsPerCall, steps - first);
        int full = Math.min(count, images.images().size() / batchSize - first);
        engine.withPrecision(precision, () -> {
            queue(batchSize, full);
            queue(images.images().size() % batchSize, count - full);
        });
        engine.weightPacks().markStale();
        step += count;
        List<BatchResult> results = record.read(first, count);
        double secondsPerStep = (System.nanoTime() - start) * 1e-9 / count;
        stepsPerCall = (int) Math.max(1, Math.min((double) GROWTH * count, SECONDS_PER_CALL / secondsPerStep));
        return results;
    }

    private void queue(int rows, int times) {
        if (times > 0) {
            work.computeIfAbsent(rows, size -> new CapturedWork(engine, () -> queueStep(size)))
                    .run(times);
        }
    }

    private void queueStep(int rows) {
        engine.weightPacks().packAll();
        INDArray batch = network.inputOf(rows);
        images.gather(order, record.counters(), batch, batchLabels, batchSize);
        INDArray logits = network.forwardTraining(batch);
        criterion.launch(logits, batchLabels, record);
        network.backward(logits);
        optimizerStep.launch(stepScalars, record.counters(), rows);
    }
}
