package org.ncollapse.network.kernel.cuda;

import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.Criterion;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The data term of the objective: sums in double precision, in a fixed order. */
final class CudaCriterion implements Criterion {

    private static final int THREADS = 1024;

    private final CudaEngine engine;
    private final Loss loss;
    private final StepRecord record;
    private final DeviceScratch labelMemory;

    CudaCriterion(CudaEngine engine, Loss loss) {
        this.engine = engine;
        this.loss = loss;
        record = new StepRecord(engine, 1);
        labelMemory = new DeviceScratch(engine);
    }

    @Override
    public BatchResult lossAndGradient(INDArray logits, int[] labels) {
        int rows = (int) logits.size(0);
        long onDevice = labelMemory.floats(rows); // An int is as long as a float.
        engine.context().copyToDevice(labels, onDevice, rows);
        record.setStep(0);
        launch(logits, onDevice, record);
        return record.read(0, 1).get(0);
    }

    /** Queues the criterion: its result goes to the record, whose step advances. */
    void launch(INDArray logits, long labels, StepRecord to) {
        engine.kernel("criterion")
                .threads(THREADS)
                .arrays(logits)
                .addresses(labels, to.losses(), to.errors(), to.counters())
                .integers((int) logits.size(0), (int) logits.size(1))
                .flag(loss == Loss.CROSS_ENTROPY)
                .run(1);
    }
}
