package org.ncollapse.report.page;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.ncollapse.report.table.FitFiles;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.report.table.FitTable;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * The results of a fit.
 *
 * @param verdict one string for each paragraph
 * @param table the numbers of the verdict
 * @param trajectories the models' metrics compared with the network's
 * @param skills how well the models' trajectories agree with the network's on the held-out epochs
 * @param knownPenalty whether the penalty of the features is known, so that predictions need no estimate
 * @param predictions the models' predictions at the last epoch compared with the observed values
 */
record FitData(
        List<String> verdict,
        FitTable table,
        List<ModelTrajectory> trajectories,
        List<SkillRow> skills,
        boolean knownPenalty,
        List<PredictionRow> predictions) {

    /**
     * One metric of one model's gradient descent from the network's start.
     *
     * @param quantity {@code nc1}, {@code nc2_of}, …
     */
    record ModelTrajectory(
            String model, String quantity, List<Integer> epochs, List<Double> observed, List<Double> predicted) {}

    /**
     * The scores of one model for one metric; null where there is none.
     *
     * @param quantity the metric; empty for all metrics together
     * @param factor 10^RMSE of log₁₀ between network and model; {@code factorConstant} and {@code factorFrozen} are
     *     those of the null models
     */
    record SkillRow(
            String model,
            String quantity,
            Double factor,
            Double factorConstant,
            Double factorFrozen,
            Double skillConstant,
            Double skillFrozen) {}

    /** One predicted number; {@code error} is relative. */
    record PredictionRow(
            String model, String quantity, String layer, int epoch, Double observed, Double predicted, Double error) {}

    /** Reads {@code ufm.csv} and {@code verdict.txt} of a run; null if it was not fitted. */
    static FitData read(RunPageInput run) {
        if (!Files.isRegularFile(run.folder().resolve(FitFiles.FILE))) {
            return null;
        }
        List<FitRow> rows = FitFiles.read(run.folder());
        return new FitData(
                FitFiles.readVerdict(run.folder()),
                FitTable.of(rows),
                trajectories(rows),
                skills(new FitRows(rows)),
                rows.stream()
                        .anyMatch(row -> row.kind() == Kind.ESTIMATE
                                && row.quantity().equals("lambda_h")
                                && Double.isFinite(row.predicted())),
                predictions(rows));
    }

    private static List<SkillRow> skills(FitRows fit) {
        FitRows scores = fit.ofKind(Kind.SCORE);
        List<SkillRow> skills = new ArrayList<>();
        for (String model : scores.models()) {
            FitRows ofModel = scores.ofModel(model);
            for (FitRow row : ofModel.rows()) {
                if (row.quantity().matches("rmse(_nc[0-9].*)?")) {
                    String suffix = row.quantity().substring("rmse".length());
                    skills.add(new SkillRow(
                            model,
                            suffix.isEmpty() ? "" : suffix.substring(1),
                            factor(row.observed()),
                            factor(score(ofModel, "rmse_constant" + suffix)),
                            factor(score(ofModel, "rmse_frozen" + suffix)),
                            PageJson.nullIfNotFinite(score(ofModel, "skill_constant" + suffix)),
                            PageJson.nullIfNotFinite(score(ofModel, "skill_frozen" + suffix))));
                }
            }
        }
        return skills;
    }

    private static double score(FitRows rows, String quantity) {
        return rows.ofQuantity(quantity).rows().stream()
                .mapToDouble(FitRow::observed)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static Double factor(double rmse) {
        return PageJson.nullIfNotFinite(Math.pow(10, rmse));
    }

    private static List<ModelTrajectory> trajectories(List<FitRow> rows) {
        Map<List<String>, ModelTrajectory> trajectories = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.kind() == Kind.TRAJECTORY
                        && !row.quantity().endsWith(FitRow.FROZEN_SUFFIX)
                        && !row.quantity().equals(FitRow.DECAY_TIME))
                .sorted(FitRow.BY_EPOCH)
                .forEach(row -> {
                    ModelTrajectory trajectory = trajectories.computeIfAbsent(
                            List.of(row.model(), row.quantity()),
                            key -> new ModelTrajectory(
                                    key.get(0), key.get(1), new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
                    trajectory.epochs.add(row.epoch().orElseThrow());
                    trajectory.observed.add(PageJson.nullIfNotFinite(row.observed()));
                    trajectory.predicted.add(PageJson.nullIfNotFinite(row.predicted()));
                });
        return List.copyOf(trajectories.values());
    }

    private static List<PredictionRow> predictions(List<FitRow> rows) {
        OptionalInt last = rows.stream()
                .filter(row -> row.kind() == Kind.PREDICTION)
                .flatMapToInt(row -> row.epoch().stream())
                .max();
        return rows.stream()
                .filter(row -> row.kind() == Kind.PREDICTION && row.epoch().equals(last))
                .map(row -> new PredictionRow(
                        row.model(),
                        row.quantity(),
                        row.layer(),
                        row.epoch().orElseThrow(),
                        PageJson.nullIfNotFinite(row.observed()),
                        PageJson.nullIfNotFinite(row.predicted()),
                        PageJson.nullIfNotFinite(row.relativeError())))
                .filter(row -> Objects.nonNull(row.error) || Objects.nonNull(row.predicted))
                .toList();
    }
}
