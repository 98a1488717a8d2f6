package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An unconstrained features model with its settings: features are free variables, trained together with the weights
 * above them.
 *
 * <p>Factors are numbered from the head down: W_L (K×d_L), …, W_1 (d_2×d_1), then the features H_1 themselves. The
 * plain models have one layer of weights, so that W_1 is the head. Samples are grouped by class.
 */
public sealed interface UfmModel permits PlainModel, ImbalancedModel, DeepModel {

    /**
     * As files and tables call it: {@code plain}, {@code plain-cross-entropy}, {@code imbalanced},
     * {@code extended-linear}, …
     */
    String name();

    /** n_k, the samples of each class. */
    List<Integer> classCounts();

    /** Widths of the layers of features, from the head's input down: d_L, …, d_1. */
    List<Integer> widths();

    /** The penalty of each factor: λ of W_L, …, W_1, then of H_1. The objective holds ½ λ‖·‖²_F of each. */
    List<Double> lambdas();

    /** The penalty λ_b of the head's bias; infinite where there is none. */
    default double lambdaB() {
        return Double.POSITIVE_INFINITY;
    }

    /** Whether the data term is the mean cross-entropy, instead of (1/2N)‖· − Y‖². */
    default boolean crossEntropy() {
        return false;
    }

    /** Whether a ReLU stands behind W_1. */
    default boolean relu() {
        return false;
    }

    /** What theory says of the global minimiser. */
    Prediction predict();

    /** Why the closed form does not hold for these widths, as a sentence; null where it does. */
    String widthProblem();

    /**
     * What the factors are called, as {@link #lambdas()} orders them: {@code W2}, {@code W1}, {@code H1}; in the plain
     * models {@code W}, {@code H}
     */
    default List<String> factorNames() {
        List<String> names = new ArrayList<>();
        int layers = widths().size();
        for (int l = layers; l >= 1; l--) {
            names.add(layers == 1 ? "W" : "W" + l);
        }
        names.add(layers == 1 ? "H" : "H1");
        return names;
    }

    /**
     * What the layers of features are called, in the order of {@link #widths()}: {@code H2}, {@code H1}; in the plain
     * models {@code H}.
     */
    default List<String> layerNames() {
        int layers = widths().size();
        return IntStream.range(0, layers)
                .mapToObj(i -> layers == 1 ? "H" : "H" + (layers - i))
                .toList();
    }

    /** K. */
    default int classes() {
        return classCounts().size();
    }

    /** N = Σ n_k. */
    default int samples() {
        return classCounts().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether the head has a bias. */
    default boolean hasBias() {
        return Double.isFinite(lambdaB());
    }
}
