package org.ncollapse.training;

/** The loss is no longer a finite number. The message says where and what to try. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DivergedException(int epoch, int step, int steps, double rate) {
        super("the loss stopped being a finite number at step " + step + " of " + steps + " in epoch " + epoch + ", at learning rate " + rate
                + "; what was recorded until then is kept. Try a lower optimizer.learningRate (a third of it, say)"
                + " or less momentum; a very large objective.weightDecay does it too");
    }
}
