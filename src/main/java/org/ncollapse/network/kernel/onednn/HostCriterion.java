package org.ncollapse.network.kernel.onednn;

import org.bytedeco.javacpp.FloatPointer;
import org.ncollapse.network.kernel.BatchResult;
import org.ncollapse.network.kernel.Kernels;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The data term at the head's logits, and the errors counted on the way: K numbers a sample, so on the host. One pass
 * over the B×K logits, in double, gives the sum over the batch of ½‖z − e_y‖² or of the cross-entropy, its gradient,
 * and how many samples were misclassified.
 */
final class HostCriterion implements Kernels.Criterion {

    private final Loss loss;
    private float[] numbers = new float[0];

    HostCriterion(Loss loss) {
        this.loss = loss;
    }

    @Override
    public BatchResult lossAndGradient(INDArray logits, int[] labels) {
        int rows = (int) logits.size(0);
        int classes = (int) logits.size(1);
        if (numbers.length < rows * classes) {
            numbers = new float[rows * classes];
        }
        FloatPointer memory = new FloatPointer(logits.data().addressPointer());
        float[] z = numbers;
        memory.get(z, 0, rows * classes);
        double sum = 0;
        int errors = 0;
        for (int row = 0; row < rows; row++) {
            int at = row * classes;
            int best = 0;
            for (int k = 1; k < classes; k++) {
                best = z[at + k] > z[at + best] ? k : best;
            }
            errors += best == labels[row] ? 0 : 1;
            sum += loss == Loss.MSE
                    ? squares(z, at, classes, labels[row])
                    : crossEntropy(z, at, classes, labels[row], z[at + best]);
        }
        memory.put(z, 0, rows * classes);
        return new BatchResult(sum, errors);
    }

    /** ½‖z − e_y‖²; leaves its gradient z − e_y in place of z. */
    private static double squares(float[] z, int at, int classes, int label) {
        z[at + label] -= 1;
        double half = 0;
        for (int k = at; k < at + classes; k++) {
            half += 0.5 * z[k] * z[k];
        }
        return half;
    }

    /** log Σ exp z − z_y; leaves its gradient softmax(z) − e_y in place of z. */
    private static double crossEntropy(float[] z, int at, int classes, int label, double largest) {
        double own = z[at + label];
        double normaliser = 0;
        for (int k = at; k < at + classes; k++) {
            normaliser += Math.exp(z[k] - largest);
        }
        for (int k = at; k < at + classes; k++) {
            z[k] = (float) (Math.exp(z[k] - largest) / normaliser);
        }
        z[at + label] -= 1;
        return Math.log(normaliser) + largest - own;
    }
}
