package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.spec.UfmModelName;
import org.ncollapse.ufm.UfmState;

/**
 * A model's trajectory, simulated from the zero-error epoch, compared with the network's. One time scale τ maps the
 * network's time to the model's. It is fitted on the earlier epochs; the later ones are held out.
 *
 * @param model which model
 * @param epochs completed epochs, from the start
 * @param fittedEpochs how many of them, from the first, τ is fitted to
 * @param lambdaH λ̂_H by balance at the last epoch, over all samples
 * @param timeScales the fitted τ
 * @param simulation what was simulated
 * @param observed the network's trajectory
 * @param predicted the model's values at the network's times, one row per metric
 * @param predictedAtNc1Scale the same with the time scale fitted to NC1 alone: how the other metrics proceed when NC1
 *     decreases as fast as the network's
 */
record TrajectoryFit(
        UfmModelName model,
        List<Integer> epochs,
        int fittedEpochs,
        double lambdaH,
        TimeScales timeScales,
        Simulation simulation,
        Trajectory observed,
        double[][] predicted,
        double[][] predictedAtNc1Scale) {

    private static final int NC1 = 0;
    /** The first metrics of a trajectory, NC1, NC2 and NC3, by which models are ranked. */
    static final int RANKED_METRICS = 3;

    /**
     * The fitted time scales.
     *
     * @param common τ, fitted to all ranked metrics together
     * @param perMetric the τ fitted to each ranked metric alone; they differ much if no single time scale suits all
     */
    record TimeScales(TimeScale common, List<TimeScale> perMetric) {}

    /**
     * The simulation of a model.
     *
     * @param gradientEvaluations how many it took
     * @param samples how many samples it used
     * @param startError ‖H_model − H‖_F/‖H‖_F of the head's input at the start: the part of the network that the model
     *     cannot represent; 0 where the head's input is the free layer
     */
    record Simulation(long gradientEvaluations, int samples, double startError) {}

    /**
     * Simulates a model from the zero-error epoch and fits its time scale.
     *
     * @param epochs all captured ones from the zero-error epoch
     * @param progress receives progress messages
     */
    static TrajectoryFit of(
            CandidateModel candidate, InitialSamples samples, List<CapturedEpoch> epochs, Consumer<String> progress) {
        int fitted = epochs.size() / 2;
        // λ_H is estimated at the last epoch, because balance holds at stationary points and the run is closest to one
        // there. The held-out metrics are not used.
        double lambdaH = candidate.lambdaH(epochs.get(epochs.size() - 1));
        InitialCondition start = candidate.initialCondition(samples, epochs.get(0), lambdaH);
        TrajectoryMetrics metrics = new TrajectoryMetrics(candidate);
        Trajectory network = metrics.networkTrajectory(epochs);
        ModelSimulation simulation = new ModelSimulation(metrics, start);
        TimeScale common;
        TimeScale ofNc1;
        do {
            progress.accept("simulating %s from epoch %d: %.0f %% of its computing budget used"
                    .formatted(candidate.kind(), epochs.get(0).epoch(), 100 * simulation.budgetFraction()));
            simulation.extend();
            common = TimeScale.fit(
                    network,
                    simulation.trajectory(),
                    fitted,
                    IntStream.range(0, RANKED_METRICS).toArray());
            ofNc1 = TimeScale.fit(network, simulation.trajectory(), fitted, NC1);
        } while ((common.atUpperBound() || ofNc1.atUpperBound()) && !simulation.isFinished());
        Trajectory model = simulation.trajectory();
        List<TimeScale> perMetric = IntStream.range(0, RANKED_METRICS)
                .mapToObj(q -> TimeScale.fit(network, model, fitted, q))
                .toList();
        return new TrajectoryFit(
                candidate.kind(),
                epochs.stream().map(CapturedEpoch::epoch).toList(),
                fitted,
                lambdaH,
                new TimeScales(common, perMetric),
                new Simulation(
                        simulation.gradientEvaluations(), start.samples().penultimate().numRows, startError(start)),
                network,
                model.interpolate(network.times(), common.value()),
                model.interpolate(network.times(), ofNc1.value()));
    }

    private static double startError(InitialCondition start) {
        InitialSamples samples = start.samples();
        DMatrixRMaj network = samples.penultimate();
        // Computed from the captured samples themselves: moving them to the statistics of the whole split is not an
        // error of the model.
        UfmState captured = new UfmState(
                start.state().weights(),
                start.state().weights().size() > 1
                        ? samples.hidden().orElseThrow().input()
                        : network,
                null);
        DMatrixRMaj difference =
                CommonOps_DDRM.subtract(captured.layerFeatures(start.model()).get(0), network, null);
        return NormOps_DDRM.normF(difference) / NormOps_DDRM.normF(network);
    }

    /** Returns the score on the fitted epochs without the first, where both trajectories start. */
    GoodnessOfFit fittedScore(int metric) {
        return score(metric, predicted[metric], 1, fittedEpochs);
    }

    /** Returns the score on the held-out epochs. */
    GoodnessOfFit heldOutScore(int metric) {
        return score(metric, predicted[metric], fittedEpochs, epochs.size());
    }

    /** Returns the score on the held-out epochs at the time scale of NC1. */
    GoodnessOfFit heldOutScoreAtNc1Scale(int metric) {
        return score(metric, predictedAtNc1Scale[metric], fittedEpochs, epochs.size());
    }

    /** Returns the RMSE of NC1 and of NC1(H_2)/NC1(H_1) together at the time scale of NC1, in decades. */
    double depthRmse() {
        return Math.sqrt((Math.pow(heldOutScoreAtNc1Scale(NC1).rmse(), 2)
                        + Math.pow(
                                heldOutScoreAtNc1Scale(metricIndex(TrajectoryMetric.NC1_RATIO))
                                        .rmse(),
                                2))
                / 2);
    }

    /**
     * Returns the RMSE of the three ranked metrics together on the held-out epochs, in decades. Models are ranked by
     * it.
     */
    double rmse() {
        double sum = 0;
        for (int q = 0; q < RANKED_METRICS; q++) {
            sum += Math.pow(heldOutScore(q).rmse(), 2) / RANKED_METRICS;
        }
        return Math.sqrt(sum);
    }

    /** Returns {@link #rmse()} of a constant model, which stays at the network's values at the start. */
    double rmseConstant() {
        double sum = 0;
        for (int q = 0; q < RANKED_METRICS; q++) {
            double[] constant = new double[epochs.size()];
            Arrays.fill(constant, observed.values()[q][0]);
            sum += Math.pow(score(q, constant, fittedEpochs, epochs.size()).rmse(), 2) / RANKED_METRICS;
        }
        return Math.sqrt(sum);
    }

    /** Returns the index of a metric; −1 if the trajectory does not have it. */
    int metricIndex(TrajectoryMetric metric) {
        return observed.metrics().indexOf(metric);
    }

    private GoodnessOfFit score(int metric, double[] model, int from, int to) {
        return GoodnessOfFit.of(observed.metrics().get(metric), observed.values()[metric], model, from, to);
    }
}
