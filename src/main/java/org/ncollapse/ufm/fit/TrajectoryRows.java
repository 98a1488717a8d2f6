package org.ncollapse.ufm.fit;

import org.ncollapse.ufm.fit.FitRow.Kind;

/** Writes a {@link TrajectoryFit} as rows of {@code ufm.csv}: both trajectories, then the scores. */
final class TrajectoryRows {

    private TrajectoryRows() {}

    static void add(TrajectoryFit fit, FitRowBuilder rows) {
        Trajectory observed = fit.observed();
        for (int q = 0; q < observed.metrics().size(); q++) {
            String column = observed.metrics().get(q).column();
            for (int i = 0; i < fit.epochs().size(); i++) {
                int epoch = fit.epochs().get(i);
                double value = observed.values()[q][i];
                rows.addScalar(Kind.TRAJECTORY, epoch, "", column, value, fit.predicted()[q][i]);
                rows.addScalar(
                        Kind.TRAJECTORY,
                        epoch,
                        "",
                        column + FitRow.NC1_SCALE_SUFFIX,
                        value,
                        fit.predictedAtNc1Scale()[q][i]);
            }
        }
        addScores(fit, rows);
    }

    private static void addScores(TrajectoryFit fit, FitRowBuilder rows) {
        Trajectory observed = fit.observed();
        for (int q = 0; q < observed.metrics().size(); q++) {
            String column = observed.metrics().get(q).column();
            rows.addScore("r2_" + column, fit.heldOutScore(q).r2());
            rows.addScore("rmse_" + column, fit.heldOutScore(q).rmse());
            rows.addScore("r2_fitted_" + column, fit.fittedScore(q).r2());
        }
        int ratio = fit.metricIndex(TrajectoryMetric.NC1_RATIO);
        scoreAtNc1Scale(rows, fit, fit.metricIndex(TrajectoryMetric.NC1));
        if (ratio >= 0) {
            scoreAtNc1Scale(rows, fit, ratio);
        }
        rows.addScore("rmse", fit.rmse());
        rows.addScore("rmse_constant", fit.rmseConstant());
        rows.addScore("gradient_evaluations", fit.simulation().gradientEvaluations());
        rows.addScore("samples_used", fit.simulation().samples());
        rows.addScore("time_scale", fit.timeScales().common().value());
        for (int q = 0; q < TrajectoryFit.RANKED_METRICS; q++) {
            rows.addScore(
                    "time_scale_" + observed.metrics().get(q).column(),
                    fit.timeScales().perMetric().get(q).value());
        }
        rows.addScore("lambda_h", fit.lambdaH());
        if (ratio >= 0) {
            rows.addScore("start_feature_error", fit.simulation().startError());
        }
        rows.addScore("start_epoch", fit.epochs().get(0));
        rows.addScore("last_fitted_epoch", fit.epochs().get(fit.fittedEpochs() - 1));
    }

    private static void scoreAtNc1Scale(FitRowBuilder rows, TrajectoryFit fit, int metric) {
        rows.addScore(
                "rmse_" + fit.observed().metrics().get(metric).column() + FitRow.NC1_SCALE_SUFFIX,
                fit.heldOutScoreAtNc1Scale(metric).rmse());
    }
}
