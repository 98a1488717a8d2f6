package org.ncollapse.ufm.fit;

/**
 * Why the trajectories of models are not compared with a network's.
 *
 * @param reason a clause
 * @param remedy a sentence that says what to do about it; empty if nothing helps
 */
public record TrajectoryProblem(String reason, String remedy) {

    private static final String SAVE = "save features of at least 8 epochs with zero training error, each in a file "
            + "epoch-NNNN-penultimate-train.npz with 'learning_rates' and 'steps', and measure them together.";

    /** The files have no learning rates. */
    static final TrajectoryProblem OF_UNKNOWN_TIME =
            new TrajectoryProblem("some files have no learning rates", "To compare trajectories, " + SAVE);

    /**
     * Fewer epochs than are needed have zero training error.
     *
     * @param measured whether the features were saved by another program
     */
    static TrajectoryProblem ofFewEpochs(int captured, int needed, boolean measured) {
        String reason = "it takes at least %d epochs with zero training error, half to fit κ and half to test it, and "
                        .formatted(needed)
                + (captured == 0 ? "none was" : captured == 1 ? "one was" : captured + " were")
                + (measured ? " measured" : " captured");
        return new TrajectoryProblem(
                reason,
                "To compare trajectories, "
                        + (measured
                                ? SAVE
                                : "train longer ('training.epochsPastZeroError', 'training.epochs') "
                                        + "or capture more epochs ('capture.epochs')."));
    }
}
