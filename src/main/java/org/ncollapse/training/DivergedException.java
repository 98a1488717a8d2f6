package org.ncollapse.training;

/** The loss or the objective is no longer a finite number. The message says where and what to try. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DivergedException(int epoch, int step, int steps, double rate) {
        super("the loss stopped being a finite number at step " + step + " of " + steps + " in epoch " + epoch
                + ", at learning rate " + rate
                + "; what was recorded until then is kept. Try a lower optimizer.learningRate (a third of it, say)"
                + " or less momentum; a very large objective.weightDecay does it too");
    }

    /** Of gradient descent on a model. */
    public DivergedException(int iteration, double step, double deviation) {
        super(
                "the objective stopped being a finite number before iteration " + iteration + ", at step " + step
                        + " from a start of deviation " + deviation
                        + "; what was recorded until then is kept. Try a smaller gradientDescent.initialStd (a half of it, say) or a lower gradientDescent.learningRate");
    }
}
