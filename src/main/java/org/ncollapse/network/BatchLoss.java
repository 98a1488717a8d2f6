package org.ncollapse.network;

import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * The data term at the head's logits, and the errors counted on the way.
 * One pass over the B×K logits, in double, gives the sum over the batch of ½‖z − e_y‖² or of the cross-entropy, its
 * gradient, and how many samples were misclassified: the stock losses give the first two in several passes and the last not at all.
 * Deeplearning4j reads the gradient first and the score after it; both are sums, divided by the batch size elsewhere.
 */
final class BatchLoss implements ILossFunction {
    private static final long serialVersionUID = 1L;

    private final Loss loss;
    private int[] labels;
    private double sum;
    private int errors;

    BatchLoss(Loss loss) {
        this.loss = loss;
    }

    /** Sets the classes of the samples whose logits come next; the label array that Deeplearning4j hands on is not read. */
    void expect(int[] labels) {
        this.labels = labels;
    }

    /** Sum of the data term over the last batch. */
    double sum() {
        return sum;
    }

    /** Misclassified samples of the last batch; ties go to the lower class. */
    int errors() {
        return errors;
    }

    @Override
    public INDArray computeGradient(INDArray ignored, INDArray logits, IActivation activation, INDArray mask) {
        int rows = (int) logits.size(0);
        int classes = (int) logits.size(1);
        float[] z = logits.dup('c').data().asFloat();
        sum = 0;
        errors = 0;
        for (int row = 0; row < rows; row++) {
            int at = row * classes;
            int best = 0;
            for (int k = 1; k < classes; k++) {
                best = z[at + k] > z[at + best] ? k : best;
            }
            errors += best == labels[row] ? 0 : 1;
            sum += loss == Loss.MSE ? squares(z, at, classes, labels[row]) : crossEntropy(z, at, classes, labels[row], z[at + best]);
        }
        return Nd4j.createFromArray(z).reshape('c', rows, classes);
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

    @Override
    public double computeScore(INDArray ignored, INDArray logits, IActivation activation, INDArray mask, boolean average) {
        return sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray ignored, INDArray logits, IActivation activation, INDArray mask) {
        throw new UnsupportedOperationException("scores by sample are taken from captured features");
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(INDArray ignored, INDArray logits, IActivation activation, INDArray mask,
            boolean average) {
        INDArray gradient = computeGradient(ignored, logits, activation, mask);
        return Pair.of(sum, gradient);
    }

    @Override
    public String name() {
        return loss + " with errors counted";
    }
}
