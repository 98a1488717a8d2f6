package org.ncollapse.metrics;

import static org.ncollapse.metrics.PublishedMetric.converted;
import static org.ncollapse.metrics.PublishedMetric.equal;
import static org.ncollapse.metrics.PublishedMetric.ofHead;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Published programs that compute metrics of neural collapse, with their names and definitions, so that numbers can be
 * compared with those of papers that used them. {@code docs/definitions.md} explains the differences.
 */
public enum PublishedCode {
    RHUBARBWU(
            "rhubarbwu/neural-collapse, commit c05a0b8",
            List.of(
                    equal("nc1_pinv", MetricColumn.NC1),
                    equal("nc1_svd", MetricColumn.NC1),
                    equal("nc1_quot", MetricColumn.NC1_TRACE_RATIO),
                    equal("nc1_cdnv", MetricColumn.CDNV),
                    equal("nc2_etf_err", MetricColumn.NC2_ETF),
                    equal("nc2g_dist", MetricColumn.NC2_UNIFORMITY),
                    equal("nc2g_log", MetricColumn.NC2_LOG_UNIFORMITY),
                    equal("nc3_dual_err", MetricColumn.NC3_ETF),
                    equal("nc3u_uni_dual", MetricColumn.NC3_UNIFORM_DUALITY),
                    agreement("nc4_agree"),
                    equal("nc5_ood_dev", MetricColumn.NC5_OOD))),

    TDING1(
            "tding1/Neural-Collapse, commit 04ef586",
            List.of(
                    new PublishedMetric(
                            "collapse_metric",
                            "tr(Σ_W Σ_B†)/K, Σ_B about the mean of the samples",
                            "nc1 if the classes have equal sizes",
                            SampleCentered::nc1),
                    equal("ETF_metric", MetricColumn.NC2_ETF_HEAD),
                    ofHead(
                            "WH_relation_metric",
                            "‖n(W(H̄ − h̄1ᵀ)) − E‖_F, h̄ the mean of the samples",
                            "nc3_etf if the classes have equal sizes",
                            SampleCentered::nc3),
                    ofHead(
                            "Wh_b_relation_metric",
                            "‖Wh̄ + b‖, h̄ the mean of the samples",
                            "no column; head_bias_residual subtracts the mean of the entries",
                            SampleCentered::globalLogitsNorm),
                    converted(
                            "train_acc1",
                            "percent of samples that are classified correctly",
                            "100 (1 − error)",
                            MetricColumn.ERROR,
                            (error, k) -> 100 * (1 - error)))),

    GLBREEZE(
            "glbreeze/neural_collapse, commit 2c56e33",
            List.of(
                    timesClasses("nc1"),
                    normVariation("nc2_norm_h", "h̄_k − h̄_G", MetricColumn.EQUINORM),
                    normVariation("nc2_norm_w", "w_k", MetricColumn.EQUINORM_HEAD),
                    equal("nc2_cos_h", MetricColumn.MAXANGLE),
                    headCoherence("nc2_cos_w"),
                    equal("nc2_h", MetricColumn.NC2_ETF),
                    equal("nc2_w", MetricColumn.NC2_ETF_HEAD),
                    equal("nc3", MetricColumn.NC3_DISTANCE),
                    equal("nc3_1", MetricColumn.NC3_ETF),
                    ofHead(
                            "nc3_2",
                            "mean over k of the distance between the directions of w_k and h̄_k − h̄_G",
                            "no column",
                            PublishedCode::meanDirectionDistance),
                    ofHead(
                            "w_mnorm",
                            "mean of ‖w_k‖",
                            "no column",
                            layer -> ArrayStatistics.mean(
                                    RowGeometry.norms(layer.head().weights()))),
                    new PublishedMetric(
                            "h_mnorm",
                            "mean of ‖h̄_k − h̄_G‖",
                            "no column",
                            layer -> ArrayStatistics.mean(
                                    RowGeometry.norms(layer.statistics().centeredMeans()))),
                    equal("ncc_mismatch", MetricColumn.NC4_MISMATCH),
                    accuracy("acc"))),

    PAPYAN(
            "the notebook neuralcollapse/neuralcollapse of Papyan, Han & Donoho, commit 7f12011",
            List.of(
                    timesClasses("Sw_invSb"),
                    normVariation("norm_M_CoV", "h̄_k − h̄_G", MetricColumn.EQUINORM),
                    normVariation("norm_W_CoV", "w_k", MetricColumn.EQUINORM_HEAD),
                    equal("cos_M", MetricColumn.MAXANGLE),
                    headCoherence("cos_W"),
                    equal("W_M_dist", MetricColumn.NC3_DISTANCE),
                    equal("NCC_mismatch", MetricColumn.NC4_MISMATCH),
                    accuracy("accuracy"),
                    decomposition("LNC1", MetricColumn.MSE_NC1),
                    decomposition("LNC23", MetricColumn.MSE_NC23),
                    decomposition("Lperp", MetricColumn.MSE_PERP))),

    ZHAO(
            "jydzhao/neural_collapse_optimizer of Zhao et al. 2026, commit 7cab4a5",
            List.of(
                    equal("norm(last_layer_rowsum)", MetricColumn.NC0),
                    equal("NC1", MetricColumn.NC1),
                    normVariation("NC2n", "h̄_k − h̄_G", MetricColumn.EQUINORM),
                    equal("NC2a", MetricColumn.MAXANGLE),
                    equal("NC2", MetricColumn.NC2_ETF),
                    equal("NC2W", MetricColumn.NC2_ETF_HEAD),
                    normVariation("NC2Wn", "w_k", MetricColumn.EQUINORM_HEAD),
                    headCoherence("NC2Wa"),
                    equal("NC2M", MetricColumn.NC3_ETF),
                    converted(
                            "NC3",
                            "‖n(W) − n(Mᵀ)‖_F",
                            "√nc3_distance",
                            MetricColumn.NC3_DISTANCE,
                            (squared, k) -> Math.sqrt(squared)),
                    agreement("NC4"),
                    equal("nc1_svd", MetricColumn.NC1),
                    equal("nc1_quot", MetricColumn.NC1_TRACE_RATIO),
                    equal("nc1_cdnv", MetricColumn.CDNV),
                    equal("nc2g_dist", MetricColumn.NC2_UNIFORMITY),
                    equal("nc2g_log", MetricColumn.NC2_LOG_UNIFORMITY),
                    equal("nc3u_uni_dual", MetricColumn.NC3_UNIFORM_DUALITY),
                    equal("nc5_ood_dev", MetricColumn.NC5_OOD)));

    private final String source;
    private final List<PublishedMetric> metrics;

    PublishedCode(String source, List<PublishedMetric> metrics) {
        this.source = source;
        this.metrics = metrics;
    }

    /** Returns the name of the repository and the commit whose definitions these are. */
    public String source() {
        return source;
    }

    /** Returns the metrics. */
    public List<PublishedMetric> metrics() {
        return metrics;
    }

    /** Returns the name in options and in the documentation. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static PublishedMetric timesClasses(String name) {
        return converted(name, "tr(Σ_W Σ_B†)", "K · nc1", MetricColumn.NC1, (value, k) -> k * value);
    }

    private static PublishedMetric normVariation(String name, String vectors, MetricColumn column) {
        return converted(
                name,
                "coefficient of variation of ‖" + vectors + "‖, unbiased variance",
                "√(K/(K − 1)) · " + column.columnName(),
                column,
                (value, k) -> Math.sqrt(k / (k - 1.0)) * value);
    }

    private static PublishedMetric headCoherence(String name) {
        return ofHead(
                name,
                "mean over i≠j of abs(cos∠(w_i, w_j) + 1/(K−1))",
                "maxangle_head if the w_k sum to zero",
                layer -> PairStatistics.ofAngles(layer.head().weights()).maxangle());
    }

    private static PublishedMetric accuracy(String name) {
        return converted(
                name,
                "fraction of samples that are classified correctly",
                "1 − error",
                MetricColumn.ERROR,
                (error, k) -> 1 - error);
    }

    /** With a bias it would need every sample again. */
    private static PublishedMetric agreement(String name) {
        return ofHead(
                name,
                "fraction of samples with argmax(Wh) = argmin_k ‖h − h̄_k‖, without the bias",
                "1 − nc4_mismatch if the head has no bias",
                layer -> layer.head().hasBias() ? Double.NaN : 1 - layer.value(MetricColumn.NC4_MISMATCH));
    }

    /** The notebook computes it from means of classes, as if all had the same number of samples. */
    private static PublishedMetric decomposition(String name, MetricColumn column) {
        return ofHead(
                name,
                column.definition() + "; λ is half of the notebook's weight_decay",
                column.columnName() + " if the classes have equal sizes",
                layer -> IntStream.range(1, layer.classes())
                                .allMatch(k -> layer.statistics().count(k)
                                        == layer.statistics().count(0))
                        ? layer.value(column)
                        : Double.NaN);
    }

    private static double meanDirectionDistance(PublishedMetric.Layer layer) {
        DMatrixRMaj weights = RowGeometry.normalized(layer.head().weights());
        DMatrixRMaj means = RowGeometry.normalized(layer.statistics().centeredMeans());
        double sum = 0;
        for (int k = 0; k < layer.classes(); k++) {
            double squared = 0;
            for (int j = 0; j < means.numCols; j++) {
                double difference = weights.get(k, j) - means.get(k, j);
                squared += difference * difference;
            }
            sum += Math.sqrt(squared);
        }
        return sum / layer.classes();
    }
}
