package org.ncollapse.report.sweep;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.ncollapse.metrics.MetricColumn;
import org.ncollapse.report.table.MetricsTable.Row;
import org.ncollapse.report.table.TableColumn;
import org.ncollapse.spec.Split;
import org.ncollapse.ufm.fit.PlainModelStrength;

/**
 * A quantity that is averaged over seeds: a column of {@code metrics.csv}, or an estimate of the regularization
 * strength by the plain model.
 *
 * @param column its definition
 * @param strengthReader gets the value from a run's strength; null for a metric
 * @param metric null for an estimate of the strength
 */
public record SweepQuantity(
        TableColumn column,
        AveragingScale scale,
        ToDoubleFunction<PlainModelStrength> strengthReader,
        MetricColumn metric) {

    private static final String TERMS =
            "in units of the critical strength, at which the model's minimizer becomes zero";

    static final SweepQuantity C_BALANCE = ofStrength(
            "c_balance",
            "c of the plain model by balance, λ_W‖W‖² = λ_H‖H‖², " + TERMS
                    + "; empty if the network is the zero solution",
            AveragingScale.LINEAR,
            PlainModelStrength::byBalance);
    static final SweepQuantity C_SHRINKAGE = ofStrength(
            "c_shrinkage",
            "c of the plain model by shrinkage, from how far the mean logits are below their targets, " + TERMS,
            AveragingScale.LINEAR,
            PlainModelStrength::byShrinkage);
    public static final SweepQuantity LOGIT_FORM_RESIDUAL = ofStrength(
            "logit_form_residual",
            "‖logits − form‖/‖logits‖ with the form of the model's logits",
            AveragingScale.LOG10,
            PlainModelStrength::residual);

    /**
     * Quantities that tend to zero under neural collapse. All others are averaged linearly: fractions are often exactly
     * zero, cosine margins may be negative, and ranks and penalties do not tend to zero.
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
            MetricColumn.NC3_DISTANCE_UNCENTERED,
            MetricColumn.NC3_UNIFORM_DUALITY,
            MetricColumn.NC3_UNIFORM_DUALITY_COSINE,
            MetricColumn.NC5_OOD,
            MetricColumn.HEAD_BIAS_RESIDUAL,
            MetricColumn.HEAD_PRINCIPAL_ANGLE,
            MetricColumn.MSE_NC1,
            MetricColumn.MSE_NC23,
            MetricColumn.LOSS);

    /** All quantities in the order of the tables' columns. */
    public static final List<SweepQuantity> ALL = all();

    private static List<SweepQuantity> all() {
        List<SweepQuantity> all = new ArrayList<>(List.of(C_BALANCE, C_SHRINKAGE, LOGIT_FORM_RESIDUAL));
        Stream.of(MetricColumn.values()).map(SweepQuantity::of).forEach(all::add);
        return List.copyOf(all);
    }

    private static SweepQuantity ofStrength(
            String name, String definition, AveragingScale scale, ToDoubleFunction<PlainModelStrength> reader) {
        return new SweepQuantity(
                new TableColumn(name, definition, "1", "Tirer & Bruna 2022; Zhu et al. 2021"), scale, reader, null);
    }

    /** Returns the quantity of a metric. */
    public static SweepQuantity of(MetricColumn column) {
        return new SweepQuantity(
                new TableColumn(column.columnName(), column.definition(), column.unit(), column.source()),
                COLLAPSING.contains(column) ? AveragingScale.LOG10 : AveragingScale.LINEAR,
                null,
                column);
    }

    /** Returns the name in tables. */
    public String name() {
        return column.name();
    }

    /** Returns the value in a row of a run's last metrics; NaN where it is undefined. */
    double of(SweepRun run, Row row) {
        return metric != null
                ? row.value(metric)
                : row.split() == Split.TRAIN
                                && row.layer().equals(run.lastMetrics().headLayer())
                        ? strengthReader.applyAsDouble(run.strength())
                        : Double.NaN;
    }
}
