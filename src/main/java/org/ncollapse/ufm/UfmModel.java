package org.ncollapse.ufm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.ncollapse.spec.UfmModelName;

/**
 * An unconstrained features model: the features are free variables, trained together with the weights of the layers
 * that follow them.
 *
 * <p>Factors are listed from the head backward: W_L (K×d_L), …, W_1 (d_2×d_1), then the features H_1. The plain models
 * have one layer of weights, the head W_1. Samples are grouped by class.
 */
public sealed interface UfmModel permits PlainModel, ImbalancedModel, DeepModel {

    /** Returns which model it is. */
    UfmModelName kind();

    /** Returns n_k, the samples of each class. */
    List<Integer> classCounts();

    /** Returns the widths of the layers of features, the head's input first: d_L, …, d_1. */
    List<Integer> widths();

    /** Returns λ of W_L, …, W_1, then of H_1. The objective contains ½ λ‖·‖²_F of each factor. */
    List<Double> lambdas();

    /** Returns λ_b of the head's bias, 0 for a bias without penalty; empty without a bias. */
    default OptionalDouble lambdaB() {
        return OptionalDouble.empty();
    }

    /** Returns whether the data term is the mean cross-entropy instead of (1/2N)‖· − Y‖². */
    default boolean crossEntropy() {
        return false;
    }

    /** Returns whether a ReLU follows W_1. */
    default boolean relu() {
        return false;
    }

    /** Returns the closed form of the global minimizer. Throws IllegalStateException if there is a width problem. */
    Prediction predict();

    /** Returns why the closed form does not hold for these widths, as a sentence; empty if it holds. */
    Optional<String> widthProblem();

    /**
     * Returns the names of the factors, in the order of {@link #lambdas()}: {@code W2}, {@code W1}, {@code H1}; in the
     * plain models {@code W}, {@code H}.
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
     * Returns the names of the layers of features, in the order of {@link #widths()}: {@code H2}, {@code H1}; in the
     * plain models {@code H}.
     */
    default List<String> layerNames() {
        int layers = widths().size();
        return IntStream.range(0, layers)
                .mapToObj(i -> layers == 1 ? "H" : "H" + (layers - i))
                .toList();
    }

    /** Returns K. */
    default int classes() {
        return classCounts().size();
    }

    /** Returns N = Σ n_k. */
    default int samples() {
        return classCounts().stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns whether the head has a bias. */
    default boolean hasBias() {
        return lambdaB().isPresent();
    }

    /** Returns whether the head has a bias without penalty. */
    default boolean hasUnpenalizedBias() {
        return lambdaB().isPresent() && lambdaB().getAsDouble() == 0;
    }
}
