package org.ncollapse.network.kernel.onednn;

import org.bytedeco.javacpp.FloatPointer;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.Criterion;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The data term on the host: K numbers per sample are too few for a primitive. One pass over the B×K logits, in double
 * precision, computes the sum of ½‖z − e_y‖² or of the cross-entropy, its gradient, and the number of errors.
 */
final class HostCriterion implements Criterion {

    private final Loss loss;
    private float[] buffer = new float[0];

    HostCriterion(Loss loss) {
        this.loss = loss;
    }

    @Override
    public BatchResult lossAndGradient(INDArray logits, int[] labels) {
        int rows = (int) logits.size(0);
        int classes = (int) logits.size(1);
        if (buffer.length < rows * classes) {
            buffer = new float[rows * classes];
        }
        FloatPointer memory = new FloatPointer(logits.data().addressPointer());
        float[] z = buffer;
        memory.get(z, 0, rows * classes);
        double sum = 0;
        int errors = 0;
        for (int row = 0; row < rows; row++) {
            int start = row * classes;
            int predicted = 0;
            for (int k = 1; k < classes; k++) {
                predicted = z[start + k] > z[start + predicted] ? k : predicted;
            }
            errors += predicted == labels[row] ? 0 : 1;
            sum += loss == Loss.MSE
                    ? squaredError(z, start, classes, labels[row])
                    : crossEntropy(z, start, classes, labels[row], z[start + predicted]);
        }
        memory.put(z, 0, rows * classes);
        return new BatchResult(sum, errors);
    }

    /** Returns ½‖z − e_y‖² and overwrites z with its gradient, z − e_y. */
    private static double squaredError(float[] z, int start, int classes, int label) {
        z[start + label] -= 1;
        double loss = 0;
        for (int k = start; k < start + classes; k++) {
            loss += 0.5 * z[k] * z[k];
        }
        return loss;
    }

    /** Returns log Σ exp z − z_y and overwrites z with its gradient, softmax(z) − e_y. */
    private static double crossEntropy(float[] z, int start, int classes, int label, double largest) {
        double targetLogit = z[start + label];
        double sumExp = 0;
        for (int k = start; k < start + classes; k++) {
            sumExp += Math.exp(z[k] - largest);
        }
        for (int k = start; k < start + classes; k++) {
            z[k] = (float) (Math.exp(z[k] - largest) / sumExp);
        }
        z[start + label] -= 1;
        return Math.log(sumExp) + largest - targetLogit;
    }
}
