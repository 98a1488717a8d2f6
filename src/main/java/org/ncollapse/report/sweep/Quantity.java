package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.Column;
import org.ncollapse.ufm.fit.PlainStrength;

/**
 * What is averaged over seeds: the measures of {@code metrics.csv}, and the strength of the penalties as the plain
 * model reads it.
 *
 * @param column as tables explain it
 * @param strength where the value is found of a run's strength; null for a measure
 * @param measure which it is; null for a strength
 */
public record Quantity(Column column, Scale scale, ToDoubleFunction<PlainStrength> strength, MetricColumn measure) {

    private static final String TERMS = "in units of the strength at which the model's minimiser vanishes";

    static final Quantity C_BALANCE = strength(
            "c_balance",
            "c of the plain model by balance, λ_W‖W‖² = λ_H‖H‖², " + TERMS + "; empty where the network has vanished",
            Scale.LINEAR,
            PlainStrength::balance);
    static final Quantity C_SHRINKAGE = strength(
            "c_shrinkage",
            "the same by how far the mean logits stay below the targets, " + TERMS,
            Scale.LINEAR,
            PlainStrength::shrinkage);
    static final Quantity RESIDUAL = strength(
            "shrinkage_residual",
            "‖logits − form‖/‖logits‖, the form being the model's",
            Scale.LOG10,
            PlainStrength::residual);

    /**
     * Measures that collapse sends to zero over decades. All others stay linear: shares are often exactly zero, angles'
     * margins may be negative, ranks and penalties tend to something else than zero.
     */
    private static final Set<MetricColumn> COLLAPSING = EnumSet.of(
            MetricColumn.NC1,
            MetricColumn.NC1_TRACE_RATIO,
            MetricColumn.CDNV,
            MetricColumn.VCI,
            MetricColumn.NC2_ETF,
            MetricColumn.NC2_OF,
            MetricColumn.NC2_ETF_HEAD,
            MetricColumn.NC2_OF_HEAD,
            MetricColumn.EQUINORM,
            MetricColumn.EQUINORM_HEAD,
            MetricColumn.EQUIANGLE,
            MetricColumn.EQUIANGLE_HEAD,
            MetricColumn.MAXANGLE,
            MetricColumn.MAXANGLE_HEAD,
            MetricColumn.NC2_UNIFORMITY,
            MetricColumn.NC2_LOG_UNIFORMITY,
            MetricColumn.NC3_ETF,
            MetricColumn.NC3_OF,
            MetricColumn.NC3_DISTANCE,
            MetricColumn.NC3_DISTANCE_UNCENTRED,
            MetricColumn.NC3_UNIFORM_DUALITY,
            MetricColumn.NC3_UNIFORM_DUALITY_COSINE,
            MetricColumn.NC5_OOD,
            MetricColumn.HEAD_BIAS_RESIDUAL,
            MetricColumn.HEAD_MEAN_ANGLE,
            MetricColumn.MSE_NC1,
            MetricColumn.MSE_NC23,
            MetricColumn.LOSS);

    /** All, in the order of the tables' columns. */
    static final List<Quantity> ALL = all();

    private static List<Quantity> all() {
        List<Quantity> all = new ArrayList<>(List.of(C_BALANCE, C_SHRINKAGE, RESIDUAL));
        Stream.of(MetricColumn.values()).map(Quantity::of).forEach(all::add);
        return List.copyOf(all);
    }

    private static Quantity strength(
            String name, String definition, Scale scale, ToDoubleFunction<PlainStrength> reader) {
        return new Quantity(
                new Column(name, definition, "1", "Tirer & Bruna 2022; Zhu et al. 2021"), scale, reader, null);
    }

    static Quantity of(MetricColumn column) {
        return new Quantity(
                new Column(column.column(), column.definition(), column.unit(), column.source()),
                COLLAPSING.contains(column) ? Scale.LOG10 : Scale.LINEAR,
                null,
                column);
    }

    /** The name in tables. */
    String name() {
        return column.name();
    }

    /** Its value in a row of a run's end; NaN where it is not defined there. */
    double of(SweptRun run, EndReading.Row row) {
        return measure != null
                ? row.of(measure)
                : run.end().isHeadsTraining(row) ? strength.applyAsDouble(run.strength()) : Double.NaN;
    }
}
