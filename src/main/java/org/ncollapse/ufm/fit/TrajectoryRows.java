package org.ncollapse.ufm.fit;

import org.ncollapse.ufm.PredictionComparison;
import org.ncollapse.ufm.fit.FitRow.Kind;

/** Writes a {@link TrajectoryFit} as rows of {@code ufm.csv}: the trajectories, the scores, the end of the descent. */
final class TrajectoryRows {

    private TrajectoryRows() {}

    /** @param comparisons of the network at the last epoch with the end of the model's own descent */
    static void add(TrajectoryFit fit, Iterable<PredictionComparison> comparisons, FitRowBuilder rows) {
        for (int i = 0; i < fit.epochs().size(); i++) {
            rows.addObserved(
                    Kind.TRAJECTORY,
                    fit.epochs().get(i),
                    FitRow.DECAY_TIME,
                    fit.decayTimes().get(i));
        }
        for (int q = 0; q < fit.observed().metrics().size(); q++) {
            String column = fit.observed().metrics().get(q).column();
            addTrajectory(fit, q, column, fit.predicted(), rows);
            addTrajectory(fit, q, column + FitRow.FROZEN_SUFFIX, fit.frozen(), rows);
        }
        addScores(fit, rows);
        int last = fit.epochs().get(fit.epochs().size() - 1);
        comparisons.forEach(comparison -> rows.addComparison(Kind.DESCENT, last, comparison));
    }

    private static void addTrajectory(
            TrajectoryFit fit, int metric, String quantity, Trajectory model, FitRowBuilder rows) {
        for (int i = 0; i < fit.epochs().size(); i++) {
            rows.addScalar(
                    Kind.TRAJECTORY,
                    fit.epochs().get(i),
                    "",
                    quantity,
                    fit.observed().values()[metric][i],
                    model.values()[metric][i]);
        }
    }

    private static void addScores(TrajectoryFit fit, FitRowBuilder rows) {
        rows.addScore("feature_rate", fit.featureRate().value());
        rows.addScore("feature_rate_ci95_low", fit.featureRate().low());
        rows.addScore("feature_rate_ci95_high", fit.featureRate().high());
        rows.addScore("rmse", fit.heldOutRmse(fit.predicted()));
        rows.addScore("rmse_constant", fit.heldOutRmse(fit.constant()));
        rows.addScore("rmse_frozen", fit.heldOutRmse(fit.frozen()));
        rows.addScore("skill_constant", fit.skill(fit.constant()));
        rows.addScore("skill_frozen", fit.skill(fit.frozen()));
        for (int q = 0; q < fit.observed().metrics().size(); q++) {
            String suffix = "_" + fit.observed().metrics().get(q).column();
            rows.addScore("rmse" + suffix, fit.heldOutRmse(fit.predicted(), q));
            rows.addScore("rmse_constant" + suffix, fit.heldOutRmse(fit.constant(), q));
            rows.addScore("rmse_frozen" + suffix, fit.heldOutRmse(fit.frozen(), q));
            rows.addScore("skill_constant" + suffix, fit.skill(fit.constant(), q));
            rows.addScore("skill_frozen" + suffix, fit.skill(fit.frozen(), q));
        }
        rows.addScore("lambda_h", fit.lambdaH());
        rows.addScore("gradient_evaluations", fit.simulation().gradientEvaluations());
        rows.addScore("samples_used", fit.simulation().samples());
        if (fit.metricIndex(TrajectoryMetric.NC1_RATIO) >= 0) {
            rows.addScore("start_feature_error", fit.simulation().startError());
        }
        rows.addScore("start_epoch", fit.epochs().get(0));
        rows.addScore("last_fitted_epoch", fit.epochs().get(fit.fittedEpochs() - 1));
        fit.descent().ifPresent(descent -> {
            rows.addScore("descent_time", descent.time());
            rows.addScore("descent_objective_change", descent.objectiveChange());
        });
    }
}
