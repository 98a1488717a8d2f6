package org.ncollapse.ufm.fit;

import java.util.List;
import java.util.stream.IntStream;
import org.ncollapse.ufm.Objective;
import org.ncollapse.ufm.Observation;
import org.ncollapse.ufm.Prediction.Factor;

/**
 * Where a model's own descent ends: its gradient flow from the network's state, followed until the objective is
 * constant. The extended models have local minima, and their descent ends above the global one.
 *
 * @param end the state there, with the norms of all samples
 * @param time the time that the flow has reached, since the start
 * @param objectiveChange by which fraction the objective fell during the last half of that time: 0 at a minimum
 */
record ModelDescent(Observation end, double time, double objectiveChange) {
    /** The flow ends when the objective falls by less than this fraction while its time doubles. */
    private static final double CONVERGED = 1e-3;

    /**
     * Continues a simulation until it converges or has no gradients left.
     *
     * @param start of that simulation
     */
    static ModelDescent continued(ModelSimulation simulation, InitialCondition start) {
        double change = Double.NaN;
        double objective = objective(simulation, start);
        while (!(change < CONVERGED) && simulation.continueTo(2 * simulation.time())) {
            double next = objective(simulation, start);
            change = (objective - next) / objective;
            objective = next;
        }
        return new ModelDescent(observation(simulation, start), simulation.time(), change);
    }

    private static double objective(ModelSimulation simulation, InitialCondition start) {
        return new Objective(start.model()).value(simulation.state());
    }

    /** Returns the state without singular values; the squared norm of the features is that of all samples. */
    private static Observation observation(ModelSimulation simulation, InitialCondition start) {
        Observation state = Observation.of(start.model(), simulation.state());
        int features = state.factors().size() - 1;
        List<Factor> factors = IntStream.rangeClosed(0, features)
                .mapToObj(f -> new Factor(
                        state.factors().get(f).name(),
                        state.factors().get(f).squaredNorm() / (f == features ? start.sampleFraction() : 1),
                        null))
                .toList();
        return new Observation(
                state.objective(), state.logits(), state.bias(), state.headGram(), factors, state.layers());
    }
}
