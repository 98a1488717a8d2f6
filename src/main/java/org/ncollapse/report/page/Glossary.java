package org.ncollapse.report.page;

import java.util.List;
import java.util.stream.Stream;
import org.ncollapse.metrics.MetricColumn;

/** The terms that a page defines. */
final class Glossary {

    static final List<GlossaryEntry> ENTRIES = List.of(
            ofMetrics(
                    "NC1",
                    "within-class variability relative to between-class variability",
                    "It goes to 0, because the features of each class contract to their mean.",
                    MetricColumn.NC1),
            ofMetrics(
                    "NC2",
                    "distance of the class means to a frame",
                    "The distance to a simplex ETF goes to 0. With squared error and a head without bias, so does that"
                            + " to an orthogonal frame. Neither can reach 0 if there are too many classes for the"
                            + " width of the features: more than d + 1 for an ETF, more than d for an orthogonal frame.",
                    MetricColumn.NC2_ETF,
                    MetricColumn.NC2_OF),
            ofMetrics(
                    "NC3",
                    "alignment of the head with the class means: distance of the logits at the means to a frame",
                    "The distance to a simplex ETF goes to 0. With squared error and a head without bias, so does that"
                            + " to an orthogonal frame.",
                    MetricColumn.NC3_ETF,
                    MetricColumn.NC3_OF),
            ofMetrics(
                    "NC4",
                    "disagreement of the head with the nearest class mean",
                    "It goes to 0: the head predicts the class whose mean is nearest.",
                    MetricColumn.NC4_MISMATCH),
            ofMetrics(
                    "NC5",
                    "alignment of the class means with out-of-distribution data",
                    "It goes to 0: the class means become orthogonal to the mean feature of the other data.",
                    MetricColumn.NC5_OOD),
            new GlossaryEntry(
                    "ETF",
                    "simplex equiangular tight frame",
                    List.of("E = (I − J/K)/√(K−1)"),
                    "The centered class means have equal norms and the cosine −1/(K−1) between any two. E is their Gram"
                            + " matrix divided by its norm; J is the K×K matrix of ones.",
                    "Papyan, Han & Donoho 2020"),
            new GlossaryEntry(
                    "OF",
                    "orthogonal frame",
                    List.of("I/√K"),
                    "With squared error and a head without bias, the class means themselves, not centered, are"
                            + " orthogonal and have equal norms. Their Gram matrix divided by its norm is I/√K."
                            + " Centered, they are a simplex ETF.",
                    "Tirer & Bruna 2022"),
            new GlossaryEntry(
                    "c",
                    "regularization strength of the plain unconstrained features model",
                    List.of("c = K√(nλ_Wλ_H)"),
                    "For c < 1 the minimizer is collapsed. With squared error and without a bias, its logits are 1 − c"
                            + " times the labels. From c = 1 on, the minimizer is zero.",
                    "Tirer & Bruna 2022"),
            new GlossaryEntry(
                    "ĉ",
                    "regularization strength, estimated from the network",
                    List.of("by balance: λ_W‖W‖² = λ_H‖H‖²", "by shrinkage: c = 1 − a, a fitted to the mean logits"),
                    "If the head is stationary and the features have collapsed, the ratio of both estimates is the"
                            + " cosine between W and H̄ᵀ, so they agree where the head is aligned.",
                    "docs/ufm.md, after Tirer & Bruna 2022"),
            new GlossaryEntry(
                    "κ",
                    "rate of the features in the simulated models",
                    List.of("dH/dt = −κ ∂f/∂H, dW/dt = −∂f/∂W, f the model's objective"),
                    "κ = 1: the features of the model are free. κ = 0: they are frozen. It is often far above 1,"
                            + " because a network moves the samples of a class together, through the weights of the"
                            + " layers below.",
                    "docs/ufm.md"));

    private Glossary() {}

    private static GlossaryEntry ofMetrics(String term, String name, String atCollapse, MetricColumn... columns) {
        return new GlossaryEntry(
                term,
                name,
                Stream.of(columns)
                        .map(column -> column.columnName() + " = " + column.definition())
                        .toList(),
                atCollapse,
                String.join(
                        "; ",
                        Stream.of(columns).map(MetricColumn::source).distinct().toList()));
    }
}
