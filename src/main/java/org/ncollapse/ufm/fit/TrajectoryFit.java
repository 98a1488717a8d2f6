package org.ncollapse.ufm.fit;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ncollapse.ufm.UfmState;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * How well a model follows the network: one time-scale τ maps model time to the network's, fitted on the earlier epochs
 * and judged on the later.
 *
 * @param model its name
 * @param epochs completed epochs, from the start on
 * @param fittedEpochs how many of them are the earlier ones
 * @param featurePenalty λ̂_H by balance at the last epoch, over all samples
 * @param startError ‖H_model − H‖_F/‖H‖_F of the head's input at the start: what the model leaves out of the network; 0
 *     where that is the free layer
 * @param timeScale τ: model time is τ times the network's Σ η
 * @param metricTimeScales the τ that each ranked quantity would have by itself: far apart where no one time-scale
 *     serves them
 * @param gradientEvaluations that the model's descent took
 * @param samples that it ran on
 * @param observed the network's course
 * @param predicted for each quantity the model's value at each epoch
 * @param predictedAtNc1Scale the same with the time-scale of NC1 alone: how the others go as collapse itself does
 */
record TrajectoryFit(
        String model,
        List<Integer> epochs,
        int fittedEpochs,
        double featurePenalty,
        double startError,
        TimeScale timeScale,
        List<TimeScale> metricTimeScales,
        long gradientEvaluations,
        int samples,
        Trajectory observed,
        double[][] predicted,
        double[][] predictedAtNc1Scale) {

    private static final int NC1 = 0;
    /** NC1(H_2)/NC1(H_1). */
    static final String NC1_RATIO = "nc1_ratio";
    /** The first three quantities are those by which models are ranked. */
    static final int RANKED_METRICS = 3;
    /** The sum of squares, in decades, below which a curve shows rounding alone. */
    private static final double FLAT = 1e-12;

    /**
     * The agreement of one quantity's log10 over some epochs.
     *
     * @param r2 1 − Σ(observed − predicted)²/Σ(observed − mean)²: 1 for equal curves, below 0 for a model worse than a
     *     constant; NaN where the network's curve is flat
     * @param rmse the root of the mean squared difference, in decades
     */
    record GoodnessOfFit(double r2, double rmse) {}

    /**
     * Starts a model where the network first was without training error and lets it go on beside it.
     *
     * @param epochs all captured ones from that one on
     * @param doing hears how far it has come
     */
    static TrajectoryFit of(
            CandidateModel candidate, StartSamples departure, List<CapturedEpoch> epochs, Consumer<String> doing) {
        int split = epochs.size() / 2;
        // Balance is a property of stationary points, so the penalty is read where the run is nearest to one; of the
        // curves that
        // are judged nothing enters.
        double decay = candidate.lambdaH(epochs.get(epochs.size() - 1));
        InitialCondition start = candidate.initialCondition(departure, epochs.get(0), decay);
        TrajectoryMetrics gauge = new TrajectoryMetrics(candidate);
        Trajectory network = gauge.networkTrajectory(epochs);
        ModelRollout descent = new ModelRollout(gauge, start);
        TimeScale scale;
        TimeScale ofCollapse;
        do {
            doing.accept("simulating %s from epoch %d: %.0f %% of its computing budget used"
                    .formatted(candidate.modelName(), epochs.get(0).epoch(), 100 * descent.budgetFraction()));
            descent.extend();
            scale = TimeScale.fit(
                    network,
                    descent.trajectory(),
                    split,
                    IntStream.range(0, RANKED_METRICS).toArray());
            ofCollapse = TimeScale.fit(network, descent.trajectory(), split, NC1);
        } while ((scale.atUpperBound() || ofCollapse.atUpperBound()) && !descent.isFinished());
        Trajectory course = descent.trajectory();
        List<TimeScale> alone = IntStream.range(0, RANKED_METRICS)
                .mapToObj(q -> TimeScale.fit(network, course, split, q))
                .toList();
        return new TrajectoryFit(
                candidate.modelName(),
                epochs.stream().map(CapturedEpoch::epoch).toList(),
                split,
                decay,
                startError(start),
                scale,
                alone,
                descent.gradientEvaluations(),
                start.startSamples().penultimate().numRows,
                network,
                course.interpolate(network.times(), scale.value()),
                course.interpolate(network.times(), ofCollapse.value()));
    }

    private static double startError(InitialCondition start) {
        DMatrixRMaj network = start.startSamples().penultimate();
        // Of the samples as they are: that they are moved to stand for all is not what the model leaves out.
        UfmState unmoved = new UfmState(
                start.state().weights(),
                start.state().weights().size() > 1 ? start.startSamples().previous() : network,
                null);
        DMatrixRMaj difference =
                CommonOps_DDRM.subtract(unmoved.layerFeatures(start.model()).get(0), network, null);
        return NormOps_DDRM.normF(difference) / NormOps_DDRM.normF(network);
    }

    /** Over the earlier epochs, but for the start, where no time has passed. */
    GoodnessOfFit fittedScore(int quantity) {
        return agreement(quantity, predicted[quantity], 1, fittedEpochs);
    }

    /** Over the later epochs, which nothing was fitted to. */
    GoodnessOfFit heldOutScore(int quantity) {
        return agreement(quantity, predicted[quantity], fittedEpochs, epochs.size());
    }

    /** The same with the time-scale of NC1 alone. */
    GoodnessOfFit heldOutScoreAtNc1Scale(int quantity) {
        return agreement(quantity, predictedAtNc1Scale[quantity], fittedEpochs, epochs.size());
    }

    /**
     * How far both layers' collapse is from the network's at the pace of NC1: of NC1 and of the ratio together, in
     * decades.
     */
    double depthRmse() {
        return Math.sqrt((Math.pow(heldOutScoreAtNc1Scale(NC1).rmse(), 2)
                        + Math.pow(
                                heldOutScoreAtNc1Scale(metricIndex(NC1_RATIO)).rmse(), 2))
                / 2);
    }

    /**
     * The root of the mean square of the three ranked quantities' judged differences, in decades: models are ranked by
     * it.
     */
    double rmse() {
        double sum = 0;
        for (int q = 0; q < RANKED_METRICS; q++) {
            sum += Math.pow(heldOutScore(q).rmse(), 2) / RANKED_METRICS;
        }
        return Math.sqrt(sum);
    }

    /** The same for a model that stands still where the network was: what a model must do better than. */
    double rmseConstant() {
        double sum = 0;
        for (int q = 0; q < RANKED_METRICS; q++) {
            double[] still = new double[epochs.size()];
            Arrays.fill(still, observed.values()[q][0]);
            sum += Math.pow(agreement(q, still, fittedEpochs, epochs.size()).rmse(), 2) / RANKED_METRICS;
        }
        return Math.sqrt(sum);
    }

    /** Where a quantity stands among this pursuit's; −1 without it. */
    int metricIndex(String name) {
        return observed.metrics().indexOf(name);
    }

    private GoodnessOfFit agreement(int quantity, double[] model, int from, int to) {
        double mean = 0;
        for (int i = from; i < to; i++) {
            mean += observed.log10(quantity, observed.values()[quantity][i]) / (to - from);
        }
        double squares = 0;
        double spread = 0;
        for (int i = from; i < to; i++) {
            double seen = observed.log10(quantity, observed.values()[quantity][i]);
            squares += Math.pow(seen - observed.log10(quantity, model[i]), 2);
            spread += Math.pow(seen - mean, 2);
        }
        return new GoodnessOfFit(spread < FLAT ? Double.NaN : 1 - squares / spread, Math.sqrt(squares / (to - from)));
    }

    /** Writes both curves down, and how well they agree. */
    void addRows(FitRowBuilder ledger) {
        for (int q = 0; q < predicted.length; q++) {
            for (int i = 0; i < epochs.size(); i++) {
                ledger.addScalar(
                        Kind.TRAJECTORY,
                        epochs.get(i),
                        "",
                        observed.metrics().get(q),
                        observed.values()[q][i],
                        predicted[q][i]);
                ledger.addScalar(
                        Kind.TRAJECTORY,
                        epochs.get(i),
                        "",
                        observed.metrics().get(q) + FitRow.NC1_SCALE_SUFFIX,
                        observed.values()[q][i],
                        predictedAtNc1Scale[q][i]);
            }
        }
        for (int q = 0; q < predicted.length; q++) {
            String name = observed.metrics().get(q);
            score(ledger, "r2_" + name, heldOutScore(q).r2());
            score(ledger, "rmse_" + name, heldOutScore(q).rmse());
            score(ledger, "r2_fitted_" + name, fittedScore(q).r2());
        }
        score(
                ledger,
                "rmse_nc1" + FitRow.NC1_SCALE_SUFFIX,
                heldOutScoreAtNc1Scale(NC1).rmse());
        if (metricIndex(NC1_RATIO) >= 0) {
            score(
                    ledger,
                    "rmse_" + NC1_RATIO + FitRow.NC1_SCALE_SUFFIX,
                    heldOutScoreAtNc1Scale(metricIndex(NC1_RATIO)).rmse());
        }
        score(ledger, "rmse", rmse());
        score(ledger, "rmse_constant", rmseConstant());
        score(ledger, "gradient_evaluations", gradientEvaluations);
        score(ledger, "samples_used", samples);
        score(ledger, "time_scale", timeScale.value());
        for (int q = 0; q < RANKED_METRICS; q++) {
            score(
                    ledger,
                    "time_scale_" + observed.metrics().get(q),
                    metricTimeScales.get(q).value());
        }
        score(ledger, "lambda_h", featurePenalty);
        if (metricIndex(NC1_RATIO) >= 0) {
            score(ledger, "start_feature_error", startError);
        }
        score(ledger, "start_epoch", epochs.get(0));
        score(ledger, "last_fitted_epoch", epochs.get(fittedEpochs - 1));
    }

    private static void score(FitRowBuilder ledger, String quantity, double value) {
        ledger.addObserved(Kind.SCORE, -1, quantity, value);
    }
}
