package org.ncollapse.ufm.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.ufm.UfmState;
import org.ncollapse.ufm.fit.TrajectoryFit.Simulation;

/** Fits κ of one model to a run and simulates the model, its null model and its own descent. */
final class TrajectoryFitter {
    /** The search takes 15 to 25. */
    private static final int USUAL_SIMULATIONS = 20;
    /** The budget of the search, of each simulation to the end, and of the descent, in the units of a cost. */
    private static final double MAX_COST = 1.8e12;

    private final CandidateModel candidate;
    private final List<CapturedEpoch> epochs;
    private final int fittedEpochs;
    private final double lambdaH;
    private final InitialCondition start;
    private final TrajectoryMetrics metrics;
    private final Trajectory network;
    private final long maxEvaluations;
    private final FitListener listener;
    private int searchSimulations;
    private long searchEvaluations;
    private long gradientEvaluations;

    /**
     * @param epochs all captured ones from the zero-error epoch
     * @param listener receives the events of the fit
     */
    TrajectoryFitter(
            CandidateModel candidate, InitialSamples samples, List<CapturedEpoch> epochs, FitListener listener) {
        this.candidate = candidate;
        this.epochs = epochs;
        this.listener = listener;
        fittedEpochs = epochs.size() / 2;
        // λ_H is estimated at the last epoch, because balance holds at stationary points and the run is closest to one
        // there. The held-out metrics are not used.
        lambdaH = candidate.lambdaH(epochs.get(epochs.size() - 1));
        start = candidate.initialCondition(samples, epochs.get(0), lambdaH);
        metrics = new TrajectoryMetrics(candidate);
        network = metrics.networkTrajectory(epochs);
        maxEvaluations = ModelSimulation.evaluations(start.model(), MAX_COST);
    }

    /** Returns the fit; empty if a simulation takes more gradients than its budget. */
    Optional<TrajectoryFit> fit() {
        listener.stageStarted("fitting the rate κ of the features of %s, by about %d simulations from epoch %d"
                .formatted(candidate.kind(), USUAL_SIMULATIONS, epochs.get(0).epoch()));
        FeatureRate rate = new FeatureRateSearch(
                        this::sumOfSquares,
                        (fittedEpochs - 1) * metrics.metrics().size())
                .search();
        listener.stageStarted("simulating %s to the end of training and to the end of its descent, at κ = %s"
                .formatted(candidate.kind(), Verdict.digits(rate.value())));
        Optional<Trajectory> frozen = simulate(new ModelSimulation(start, 0, maxEvaluations));
        ModelSimulation fitted = new ModelSimulation(start, rate.value(), 2 * maxEvaluations);
        Optional<Trajectory> predicted = simulate(fitted);
        if (frozen.isEmpty() || predicted.isEmpty()) {
            return Optional.empty();
        }
        Optional<ModelDescent> descent =
                candidate.hasHiddenLayer() ? Optional.of(descent(rate, fitted)) : Optional.empty();
        return Optional.of(new TrajectoryFit(
                candidate.kind(),
                epochs.stream().map(CapturedEpoch::epoch).toList(),
                epochs.stream()
                        .map(epoch -> candidate.settings().headDecay() * epoch.time())
                        .toList(),
                fittedEpochs,
                lambdaH,
                rate,
                new Simulation(gradientEvaluations, start.samples().penultimate().numRows, startError()),
                network,
                predicted.get(),
                frozen.get(),
                descent));
    }

    /** The sum of squared differences on the fitted epochs except the first, where both trajectories start. */
    private double sumOfSquares(double featureRate, double limit) {
        ModelSimulation simulation = new ModelSimulation(start, featureRate, maxEvaluations - searchEvaluations);
        double sum = 0;
        for (int i = 1; i < fittedEpochs && sum <= limit; i++) {
            if (!simulation.continueTo(network.times()[i])) {
                sum = Double.POSITIVE_INFINITY;
                break;
            }
            double[] values = metrics.values(start, simulation.state());
            for (int q = 0; q < values.length; q++) {
                sum += network.squaredDifference(values[q], q, i);
            }
        }
        listener.simulationEnded(++searchSimulations, USUAL_SIMULATIONS);
        searchEvaluations += simulation.gradientEvaluations();
        gradientEvaluations += simulation.gradientEvaluations();
        return sum <= limit ? sum : Double.POSITIVE_INFINITY;
    }

    /** Returns the trajectory at all times of the network. */
    private Optional<Trajectory> simulate(ModelSimulation simulation) {
        List<double[]> values = new ArrayList<>();
        for (double time : network.times()) {
            if (!simulation.continueTo(time)) {
                return Optional.empty();
            }
            values.add(metrics.values(start, simulation.state()));
        }
        gradientEvaluations += simulation.gradientEvaluations();
        return Optional.of(metrics.trajectory(network.times(), values));
    }

    /** With frozen features the model would not descend to its own minimum; then it is followed at κ = 1. */
    private ModelDescent descent(FeatureRate rate, ModelSimulation fitted) {
        ModelSimulation simulation = rate.value() > 0 ? fitted : new ModelSimulation(start, 1, 2 * maxEvaluations);
        long before = simulation.gradientEvaluations();
        simulation.continueTo(network.times()[network.times().length - 1]);
        ModelDescent descent = ModelDescent.continued(simulation, start);
        gradientEvaluations += simulation.gradientEvaluations() - before;
        return descent;
    }

    private double startError() {
        InitialSamples samples = start.samples();
        DMatrixRMaj head = samples.penultimate();
        // Computed from the captured samples themselves: moving them to the statistics of the whole split is not an
        // error of the model.
        UfmState captured = new UfmState(
                start.state().weights(),
                candidate.hasHiddenLayer() ? samples.hidden().orElseThrow().input() : head,
                null);
        DMatrixRMaj difference =
                CommonOps_DDRM.subtract(captured.layerFeatures(start.model()).get(0), head, null);
        return NormOps_DDRM.normF(difference) / NormOps_DDRM.normF(head);
    }
}
