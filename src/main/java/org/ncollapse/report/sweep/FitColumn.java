package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.report.table.FitRows;
import org.ncollapse.report.table.TableColumn;
import org.ncollapse.ufm.fit.FitRow;
import org.ncollapse.ufm.fit.TrajectoryMetric;

/**
 * A column of {@code fits.csv}: a score of a run's {@code ufm.csv}. An RMSE in decades is given as the factor 10^RMSE.
 *
 * @param column its definition
 * @param score the score's quantity in {@code ufm.csv}
 * @param kind how a score becomes a cell
 */
public record FitColumn(TableColumn column, String score, Kind kind) {

    /** How a score becomes a cell of {@code fits.csv}. */
    public enum Kind {
        /** An integer. */
        EPOCH,
        /** The score itself. */
        NUMBER,
        /** The score is an RMSE in decades, and the cell is the factor. */
        FACTOR
    }

    /** κ, the rate of the features. A model with this score has trajectories. */
    public static final FitColumn FEATURE_RATE =
            ofScore("feature_rate", "κ, how fast the features move compared with the weights: the only fitted number");

    private static final String HELD_OUT = " on the held-out epochs";

    /** All columns of scores in the order of the table. */
    public static final List<FitColumn> ALL = all();

    private static List<FitColumn> all() {
        List<FitColumn> all = new ArrayList<>(List.of(
                ofEpoch("start_epoch", "the zero-error epoch, where the models start"),
                ofEpoch("last_fitted_epoch", "the last epoch to which κ was fitted; later ones are held out"),
                FEATURE_RATE,
                ofScore("feature_rate_ci95_low", "the lower end of κ's interval; 0 if frozen features are inside"),
                ofScore("feature_rate_ci95_high", "the upper end of κ's interval; 10000 if it is open"),
                factor(""),
                factor("_constant"),
                factor("_frozen"),
                skill("_constant"),
                skill("_frozen")));
        for (TrajectoryMetric metric : TrajectoryMetric.values()) {
            Stream.of("", "_constant", "_frozen").map(of -> factor(of, metric)).forEach(all::add);
            Stream.of("_constant", "_frozen").map(of -> skill(of, metric)).forEach(all::add);
        }
        return List.copyOf(all);
    }

    /**
     * Returns the factor of all metrics together.
     *
     * @param of empty for the model, {@code _constant} for constant curves, {@code _frozen} for frozen features
     */
    public static FitColumn factor(String of) {
        return factor(of, "all metrics together", "");
    }

    /** Returns the factor of one metric. */
    public static FitColumn factor(String of, TrajectoryMetric metric) {
        return factor(of, metric.column(), "_" + metric.column());
    }

    private static FitColumn factor(String of, String what, String suffix) {
        String curves = of.isEmpty() ? "the model" : of.equals("_frozen") ? "frozen features" : "constant curves";
        return new FitColumn(
                TableColumn.of(
                        "factor" + of + suffix, "10^RMSE of log10 of " + what + HELD_OUT + ", of " + curves, "1"),
                "rmse" + of + suffix,
                Kind.FACTOR);
    }

    /**
     * Returns the skill of all metrics together.
     *
     * @param of the null model: {@code _constant} or {@code _frozen}
     */
    public static FitColumn skill(String of) {
        return ofScore("skill" + of, skillDefinition(of, "all metrics together"));
    }

    private static FitColumn skill(String of, TrajectoryMetric metric) {
        return ofScore("skill" + of + "_" + metric.column(), skillDefinition(of, metric.column()));
    }

    private static String skillDefinition(String of, String what) {
        return "1 − RMSE/RMSE₀ of " + what + HELD_OUT + ", compared with "
                + (of.equals("_frozen") ? "frozen features" : "constant curves");
    }

    private static FitColumn ofScore(String score, String definition) {
        return new FitColumn(TableColumn.of(score, definition, "1"), score, Kind.NUMBER);
    }

    private static FitColumn ofEpoch(String score, String definition) {
        return new FitColumn(TableColumn.key(score, definition), score, Kind.EPOCH);
    }

    /** Returns the value in a model's scores; NaN where it is undefined. */
    double of(FitRows scores) {
        return scores.ofQuantity(score).rows().stream()
                .mapToDouble(FitRow::observed)
                .map(value -> kind == Kind.FACTOR ? Math.pow(10, value) : value)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Returns the cell of a value of this column. */
    Object cell(double value) {
        return kind == Kind.EPOCH && !Double.isNaN(value) ? (Object) (long) value : value;
    }
}
