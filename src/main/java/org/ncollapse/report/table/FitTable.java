package org.ncollapse.report.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ncollapse.text.NumberText;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * The numbers of a verdict, one column for each model: κ, penalties, agreement of the trajectories, and the end of
 * training compared with the model's minimum and with the end of its own descent.
 *
 * @param models in the order of figures; empty if no model was fitted
 * @param lines those that have a value for any model
 */
public record FitTable(List<String> models, List<Line> lines) {
    private static final int DIGITS = 3;
    private static final int FACTOR_DIGITS = 2;
    private static final String UNDEFINED = "–";

    /**
     * A line.
     *
     * @param label what the numbers are
     * @param cells one for each model
     */
    public record Line(String label, List<String> cells) {
        public Line {
            cells = List.copyOf(cells);
        }
    }

    public FitTable {
        models = List.copyOf(models);
        lines = List.copyOf(lines);
    }

    /** Makes the table of a fit. */
    public static FitTable of(List<FitRow> rows) {
        FitRows fit = new FitRows(rows);
        Builder builder = new Builder(fit, fit.models());
        builder.addTrajectories();
        builder.addEstimates();
        builder.addEnd();
        return new FitTable(
                fit.models(),
                builder.lines.stream()
                        .filter(line -> line.cells().stream().anyMatch(cell -> !cell.equals(UNDEFINED)))
                        .toList());
    }

    /** Returns the table as lines of text with aligned columns; none if no model was fitted. */
    public List<String> toText() {
        if (models.isEmpty()) {
            return List.of();
        }
        List<Line> all =
                Stream.concat(Stream.of(new Line("", models)), lines.stream()).toList();
        int label = all.stream().mapToInt(line -> width(line.label())).max().orElse(0);
        List<Integer> widths = IntStream.range(0, models.size())
                .mapToObj(column -> all.stream()
                        .mapToInt(line -> width(line.cells().get(column)))
                        .max()
                        .orElse(0))
                .toList();
        return all.stream()
                .map(line -> line.label()
                        + " ".repeat(label - width(line.label()))
                        + IntStream.range(0, models.size())
                                .mapToObj(column -> "  "
                                        + " "
                                                .repeat(widths.get(column)
                                                        - width(line.cells().get(column)))
                                        + line.cells().get(column))
                                .collect(Collectors.joining()))
                .toList();
    }

    /** Combining marks, as in h̄, take no space. */
    private static int width(String text) {
        return (int) text.codePoints()
                .filter(character -> Character.getType(character) != Character.NON_SPACING_MARK)
                .count();
    }

    private record Builder(FitRows fit, List<String> models, List<Line> lines) {

        Builder(FitRows fit, List<String> models) {
            this(fit, models, new ArrayList<>());
        }

        void addTrajectories() {
            add("κ, rate of the features (95 % interval)", this::featureRate);
            for (String[] metric : new String[][] {
                {"NC1", "_nc1"}, {"NC2", "_nc2_of"}, {"NC2", "_nc2_etf"}, {"NC1(H2)/NC1(H1)", "_nc1_ratio"}
            }) {
                factor(metric[0] + " on the later epochs, factor", "rmse" + metric[1]);
            }
            factor("all metrics together, factor", "rmse");
            factor("  constant curves", "rmse_constant");
            factor("  frozen features", "rmse_frozen");
            addScore("skill, compared with constant curves", "skill_constant");
            addScore("skill, compared with frozen features", "skill_frozen");
        }

        void addEstimates() {
            number("λ_H by balance", Kind.ESTIMATE, "", "lambda_h", FitRow::observed);
            number("  known", Kind.ESTIMATE, "", "lambda_h", FitRow::predicted);
            for (String[] symbol : new String[][] {{"c", "c"}, {"s", "s"}, {"λ̄", "lambda_bar"}}) {
                number(symbol[0] + " by balance", Kind.ESTIMATE, "", symbol[1] + "_balance", FitRow::observed);
                number(symbol[0] + " by shrinkage", Kind.ESTIMATE, "", symbol[1] + "_shrinkage", FitRow::observed);
            }
            number("  critical value", Kind.ESTIMATE, "", "critical_value", FitRow::predicted);
            number(
                    "λ_W‖W‖² / (⟨Y − WH, WH⟩/N), 1 where W is stationary",
                    Kind.ESTIMATE,
                    "W",
                    "head_identity",
                    row -> row.observed() / row.predicted());
            number(
                    "logits: deviation from the model's form",
                    Kind.ESTIMATE,
                    "",
                    "logit_form_residual",
                    FitRow::observed);
        }

        void addEnd() {
            end("objective", "", "objective");
            end("norm of the class means", "H", "class_mean_norms");
            error("logits", "", "logits");
            error("Gram matrix of the class means", "H", "class_mean_gram");
            error("Gram matrix of the head", "W", "weight_gram");
        }

        private void end(String what, String layer, String quantity) {
            number(what + ": network", Kind.PREDICTION, layer, quantity, FitRow::observed);
            number("  model's minimum", Kind.PREDICTION, layer, quantity, FitRow::predicted);
            number("  end of the model's descent", Kind.DESCENT, layer, quantity, FitRow::predicted);
        }

        private void error(String what, String layer, String quantity) {
            number(what + ": relative error, model's minimum", Kind.PREDICTION, layer, quantity, FitRow::relativeError);
            number("  end of the model's descent", Kind.DESCENT, layer, quantity, FitRow::relativeError);
        }

        private String featureRate(String model) {
            double value = score(model, "feature_rate");
            return Double.isNaN(value)
                    ? UNDEFINED
                    : "%s (%s to %s)"
                            .formatted(
                                    text(value, DIGITS),
                                    text(score(model, "feature_rate_ci95_low"), FACTOR_DIGITS),
                                    text(score(model, "feature_rate_ci95_high"), FACTOR_DIGITS));
        }

        private void factor(String label, String quantity) {
            add(label, model -> text(Math.pow(10, score(model, quantity)), FACTOR_DIGITS));
        }

        private void addScore(String label, String quantity) {
            add(label, model -> text(score(model, quantity), FACTOR_DIGITS));
        }

        private double score(String model, String quantity) {
            return last(fit.ofKind(Kind.SCORE).ofQuantity(quantity).ofModel(model), FitRow::observed);
        }

        private void number(String label, Kind kind, String layer, String quantity, ToDoubleFunction<FitRow> value) {
            // The layers' names depend on the number of layers of each model, which is known from all rows.
            FitRows rows =
                    (layer.isEmpty() ? fit : fit.ofLayer(layer)).ofKind(kind).ofQuantity(quantity);
            add(label, model -> text(last(rows.ofModel(model), value), DIGITS));
        }

        private static double last(FitRows rows, ToDoubleFunction<FitRow> value) {
            return rows.rows().stream()
                    .max(FitRow.BY_EPOCH)
                    .map(value::applyAsDouble)
                    .orElse(Double.NaN);
        }

        private void add(String label, UnaryOperator<String> cell) {
            lines.add(new Line(label, models.stream().map(cell).toList()));
        }

        private static String text(double value, int digits) {
            return Double.isFinite(value) ? NumberText.significant(value, digits) : UNDEFINED;
        }
    }
}
