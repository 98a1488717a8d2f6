package org.ncollapse.metrics;

import java.util.function.ToDoubleFunction;

/**
 * The columns of {@code metrics.csv} after the key columns {@code epoch}, {@code layer} and {@code split}, in order,
 * each with its definition, unit and source. {@code docs/metrics.md} explains the notation.
 */
public enum MetricColumn {
    NC0("nc0", "‖Σ_k w_k‖", "weights", "Zhao et al. 2026", m -> m.headGeometry().sumNorm()),
    NC1(
            "nc1",
            "tr(Σ_W Σ_B†)/K",
            "1",
            "Papyan, Han & Donoho 2020; Zhu et al. 2021",
            m -> m.variability().nc1()),
    NC1_TRACE_RATIO(
            "nc1_trace_ratio",
            "trΣ_W/trΣ_B",
            "1",
            "widely used",
            m -> m.variability().traceRatio()),
    CDNV(
            "cdnv",
            "mean over i<j of (v_i + v_j)/(2‖h̄_i − h̄_j‖²), v_k = mean‖h − h̄_k‖²",
            "1",
            "Galanti, György & Hutter 2021",
            m -> m.variability().cdnv()),
    VCI(
            "vci",
            "1 − tr(Σ_T† Σ_B)/min(d, K−1)",
            "1",
            "Xu & Liu 2023",
            m -> m.variability().vci()),
    NC2_ETF(
            "nc2_etf",
            "‖n(MᵀM) − E‖_F",
            "1",
            "Tirer & Bruna 2022",
            m -> m.classMeanGeometry().etfDistance()),
    NC2_OF(
            "nc2_of",
            "‖n(H̄ᵀH̄) − I/√K‖_F",
            "1",
            "Tirer & Bruna 2022",
            m -> m.classMeanGeometry().ofDistance()),
    NC2_ETF_HEAD(
            "nc2_etf_head",
            "‖n(WWᵀ) − E‖_F",
            "1",
            "Zhu et al. 2021",
            m -> m.headGeometry().etfDistance()),
    NC2_OF_HEAD(
            "nc2_of_head",
            "‖n(WWᵀ) − I/√K‖_F",
            "1",
            "Zhu et al. 2021",
            m -> m.headGeometry().ofDistance()),
    EQUINORM(
            "equinorm",
            "coefficient of variation of ‖h̄_k − h̄_G‖",
            "1",
            "Papyan, Han & Donoho 2020",
            m -> m.classMeanGeometry().equinorm()),
    EQUINORM_HEAD(
            "equinorm_head",
            "coefficient of variation of ‖w_k‖, not centered",
            "1",
            "Papyan, Han & Donoho 2020",
            m -> m.headGeometry().equinorm()),
    EQUIANGLE(
            "equiangle",
            "standard deviation over i≠j of cos∠(h̄_i − h̄_G, h̄_j − h̄_G)",
            "1",
            "Papyan, Han & Donoho 2020",
            m -> m.classMeanGeometry().equiangle()),
    EQUIANGLE_HEAD(
            "equiangle_head",
            "standard deviation over i≠j of cos∠(w_i − w̄, w_j − w̄)",
            "1",
            "Papyan, Han & Donoho 2020",
            m -> m.headGeometry().equiangle()),
    MAXANGLE(
            "maxangle",
            "mean over i≠j of abs(cos∠ + 1/(K−1)), angles as in equiangle",
            "1",
            "Papyan, Han & Donoho 2020",
            m -> m.classMeanGeometry().maxangle()),
    MAXANGLE_HEAD(
            "maxangle_head",
            "mean over i≠j of abs(cos∠ + 1/(K−1)), angles as in equiangle_head",
            "1",
            "Papyan, Han & Donoho 2020",
            m -> m.headGeometry().maxangle()),
    NC2_UNIFORMITY(
            "nc2_uniformity",
            "variance over pairs i<j of ‖m̂_i − m̂_j‖, m̂ the normalized centered means",
            "1",
            "Wu & Papyan 2024, after Liu et al. 2023",
            m -> m.classMeanGeometry().uniformity()),
    NC2_LOG_UNIFORMITY(
            "nc2_log_uniformity",
            "variance over pairs i<j of −log‖m̂_i − m̂_j‖",
            "1",
            "Wu & Papyan 2024, after Liu et al. 2023",
            m -> m.classMeanGeometry().logUniformity()),
    NC3_ETF(
            "nc3_etf",
            "‖n(WM) − E‖_F",
            "1",
            "Zhu et al. 2021",
            m -> m.selfDuality().etfDistance()),
    NC3_OF(
            "nc3_of",
            "‖n(WH̄) − I/√K‖_F",
            "1",
            "Tirer & Bruna 2022",
            m -> m.selfDuality().ofDistance()),
    NC3_DISTANCE(
            "nc3_distance",
            "‖n(W) − n(Mᵀ)‖²_F",
            "1",
            "Papyan, Han & Donoho 2020",
            m -> m.selfDuality().squaredDistance()),
    NC3_DISTANCE_UNCENTERED(
            "nc3_distance_uncentered",
            "‖n(W) − n(H̄ᵀ)‖²_F",
            "1",
            "after Papyan, Han & Donoho 2020",
            m -> m.selfDuality().squaredDistanceUncentered()),
    NC3_UNIFORM_DUALITY(
            "nc3_uniform_duality",
            "unbiased variance over k of w_k·(h̄_k − h̄_G)",
            "squared logits",
            "Wu & Papyan 2024",
            m -> m.selfDuality().uniformDuality()),
    NC3_UNIFORM_DUALITY_COSINE(
            "nc3_uniform_duality_cosine",
            "unbiased variance over k of cos∠(w_k − w̄, h̄_k − h̄_G)",
            "1",
            "Wu & Papyan 2024",
            m -> m.selfDuality().uniformDualityCosine()),
    NC4_MISMATCH(
            "nc4_mismatch",
            "fraction of samples with argmax(Wh + b) ≠ argmin_k ‖h − h̄_k‖, class means of the training split",
            "fraction",
            "Papyan, Han & Donoho 2020",
            m -> m.sampleMetrics().nc4Mismatch()),
    NC5_OOD(
            "nc5_ood",
            "mean over k of abs cos∠(h̄_k, q), q the mean feature of an out-of-distribution set",
            "1",
            "Ammar et al. 2024",
            CollapseMetrics::oodAlignment),
    HEAD_BIAS_RESIDUAL(
            "head_bias_residual",
            "‖z − z̄1‖, z = W h̄_G + b, z̄ the mean of its entries",
            "logits",
            "after Zhu et al. 2021",
            m -> m.selfDuality().headBiasResidual()),
    GLOBAL_MEAN_RATIO(
            "global_mean_ratio",
            "‖h̄_G‖²/mean ‖h̄_k‖²: 1/K for an OF, 0 for an ETF",
            "1",
            "–",
            m -> m.classMeanGeometry().globalMeanRatio()),
    STABLE_RANK(
            "stable_rank",
            "‖H‖²_F/‖H‖²₂ of the uncentered features",
            "1",
            "Súkeník et al. 2024",
            m -> m.rank().stableRank()),
    EFFECTIVE_RANK(
            "effective_rank",
            "(‖H̄‖_*/‖H̄‖_F)² of the uncentered means: K for an OF, K−1 for an ETF",
            "1",
            "Súkeník et al. 2024",
            m -> m.rank().effectiveRank()),
    HEAD_PRINCIPAL_ANGLE(
            "head_principal_angle",
            "largest principal angle (degrees) between the row space of W − w̄ and the span of M",
            "degrees",
            "Rangamani et al. 2023",
            m -> m.selfDuality().largestPrincipalAngle()),
    COSINE_MARGIN_P0(
            "cosine_margin_p0",
            "minimum over samples of cos∠(w_y − w̄, h − h̄_G) − max_{j≠y} cos∠(w_j − w̄, h − h̄_G); K/(K−1) at collapse",
            "1",
            "Zhou et al. 2022",
            m -> m.sampleMetrics().marginP0()),
    COSINE_MARGIN_P5(
            "cosine_margin_p5",
            "5th percentile of the cosine margin of cosine_margin_p0",
            "1",
            "Zhou et al. 2022",
            m -> m.sampleMetrics().marginP5()),
    COSINE_MARGIN_P50(
            "cosine_margin_p50",
            "median of the cosine margin of cosine_margin_p0",
            "1",
            "Zhou et al. 2022",
            m -> m.sampleMetrics().marginP50()),
    MSE_NC1(
            "mse_nc1",
            "½tr(V_LS(Σ_W(x) + λI)V_LSᵀ), V_LS the minimizer over heads [W b]; MSE loss only",
            "squared logits",
            "Han, Papyan & Donoho 2022",
            m -> m.mse().nc1()),
    MSE_NC23(
            "mse_nc23",
            "(1/2N)Σ_k n_k‖V_LS x̄_k − e_k‖²; MSE loss only",
            "squared logits",
            "Han, Papyan & Donoho 2022",
            m -> m.mse().nc23()),
    MSE_PERP(
            "mse_perp",
            "(1/2N)Σ‖Vx_i − e‖² + λ/2‖V‖² minus mse_nc1 and mse_nc23; MSE loss only",
            "squared logits",
            "Han, Papyan & Donoho 2022",
            m -> m.mse().perp()),
    LOSS(
            "loss",
            "the data term alone: (1/2N)Σ‖z − e‖² or the mean cross-entropy",
            Units.LOSS,
            "–",
            m -> m.lossAndError().loss()),
    OBJECTIVE(
            "objective",
            "the data term with all penalties; training split only",
            Units.LOSS,
            "–",
            m -> m.lossAndError().objective()),
    ERROR(
            "error",
            "fraction of samples that are misclassified",
            "fraction",
            "–",
            m -> m.lossAndError().error()),
    LEARNING_RATE("learning_rate", "the learning rate at the epoch's end", "1", "–", CollapseMetrics::learningRate),
    TERMINAL_PHASE(
            "terminal_phase",
            "1 from the zero-error epoch on, else 0",
            "0 or 1",
            "–",
            m -> m.terminalPhase() == null ? Double.NaN : m.terminalPhase() ? 1 : 0);

    private final String columnName;
    private final String definition;
    private final String unit;
    private final String source;
    private final ToDoubleFunction<CollapseMetrics> reader;

    MetricColumn(
            String column, String definition, String unit, String source, ToDoubleFunction<CollapseMetrics> reader) {
        this.columnName = column;
        this.definition = definition;
        this.unit = unit;
        this.source = source;
        this.reader = reader;
    }

    /** Returns the name in the file's header. */
    public String columnName() {
        return columnName;
    }

    /** Returns the definition in one line, in the notation of this package. */
    public String definition() {
        return definition;
    }

    /** Returns the unit; 1 for a dimensionless value. */
    public String unit() {
        return unit;
    }

    /** Returns the paper that introduced the metric; a dash if it needs none. */
    public String source() {
        return source;
    }

    /** Returns the column's value in one row; NaN is written as an empty cell. */
    public double value(CollapseMetrics metrics) {
        return reader.applyAsDouble(metrics);
    }

    /** A nested class, because the constructors of the enum's constants cannot use its static fields. */
    private static final class Units {
        private static final String LOSS = "squared logits; nats with cross-entropy";
    }
}
