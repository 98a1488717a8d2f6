package org.ncollapse.report.export;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ncollapse.report.export.Tabular.TableRow;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * {@code tables/ufm.tex}: the results of a fit, one column for each model: penalties, relative errors of the
 * predictions at the last epoch, and the agreement of the trajectories.
 */
final class ModelsTable {

    private ModelsTable() {}

    /** @param fit of at least one model */
    static ExportedFile of(ExportedRun run, FitRows fit) {
        List<String> models = fit.models();
        List<TableRow> rows = new ArrayList<>();
        strength(rows, fit, models, "$\\lambda_H$", "lambda_h", " of the features");
        for (String[] symbol : new String[][] {{"c", "$c$"}, {"s", "$s$"}, {"lambda_bar", "$\\bar\\lambda$"}}) {
            strength(rows, fit, models, symbol[1], symbol[0] + "_balance", " by balance of norms");
            strength(rows, fit, models, symbol[1], symbol[0] + "_shrinkage", " by shrinkage of logits");
        }
        error(rows, fit, models, "logits", "", "logits");
        error(rows, fit, models, "objective", "", "objective");
        error(rows, fit, models, "squared norm of the head's weights", "W", "squared_norm");
        error(rows, fit, models, "Gram matrix of the head", "W", "weight_gram");
        error(rows, fit, models, "squared norm of the features", "H", "squared_norm");
        error(rows, fit, models, "Gram matrix of the class means", "H", "class_mean_gram");
        score(rows, fit, models, "$\\kappa$, rate of the features", "feature_rate");
        score(rows, fit, models, "trajectory RMSE, decades", "rmse");
        score(rows, fit, models, "\\quad constant curves", "rmse_constant");
        score(rows, fit, models, "\\quad frozen features", "rmse_frozen");
        score(rows, fit, models, "skill, compared with constant curves", "skill_constant");
        score(rows, fit, models, "skill, compared with frozen features", "skill_frozen");
        String note = ("%s (%s): unconstrained features models compared with the network; regularization strength "
                        + "and relative errors of predictions at the last %s, "
                        + "and the agreement of each model's trajectory with the network's on the held-out epochs, in log10 of "
                        + "NC1, NC2 and, for extended models, NC1(H2)/NC1(H1).")
                .formatted(LatexText.escape(run.name()), LatexText.escape(run.description()), run.epochLabel());
        return new ExportedFile(
                "tables/ufm.tex",
                new Tabular(
                                note,
                                List.of(),
                                models.stream().map(LatexText::escape).toList(),
                                rows)
                        .toLatex());
    }

    private static void strength(
            List<TableRow> rows, FitRows fit, List<String> models, String symbol, String quantity, String how) {
        rows.add(line(symbol + how, fit.ofKind(Kind.ESTIMATE).ofQuantity(quantity), models, FitRow::observed));
    }

    private static void error(
            List<TableRow> rows, FitRows fit, List<String> models, String what, String layer, String quantity) {
        // The layout depends on the number of layers of each model, which is known from all rows.
        FitRows ofLayer = layer.isEmpty() ? fit : fit.ofLayer(layer);
        rows.add(line(
                "relative error of the " + what,
                ofLayer.ofKind(Kind.PREDICTION).ofQuantity(quantity),
                models,
                FitRow::relativeError));
    }

    private static void score(List<TableRow> rows, FitRows fit, List<String> models, String what, String quantity) {
        rows.add(line(what, fit.ofKind(Kind.SCORE).ofQuantity(quantity), models, FitRow::observed));
    }

    private static TableRow line(String name, FitRows rows, List<String> models, ToDoubleFunction<FitRow> value) {
        return TableRow.of(
                name,
                models.stream()
                        .map(model -> rows.ofModel(model).rows().stream()
                                .max(FitRow.BY_EPOCH)
                                .map(value::applyAsDouble)
                                .orElse(Double.NaN))
                        .toList());
    }
}
