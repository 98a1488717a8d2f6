package org.ncollapse.training;

/** The loss or the objective is no longer a finite number. The message says where, and what to change. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DivergedException(String message) {
        super(message);
    }

    static DivergedException inTraining(int epoch, int step, int steps, double learningRate) {
        return new DivergedException("the loss stopped being a finite number at step " + step + " of " + steps
                + " in epoch " + epoch + ", at learning rate " + learningRate
                + "; all results until then are kept. Try a lower optimizer.learningRate (for example a third of it)"
                + " or less momentum; a very large objective.weightDecay has the same effect");
    }

    /** Returns the exception for gradient descent on an unconstrained features model. */
    public static DivergedException inGradientDescent(int iteration, double learningRate, double initialStd) {
        return new DivergedException("the objective stopped being a finite number before iteration " + iteration
                + ", at learning rate " + learningRate + " from initial values of standard deviation " + initialStd
                + "; all results until then are kept. Try a smaller gradientDescent.initialStd (for example half of it)"
                + " or a lower gradientDescent.learningRate");
    }
}
