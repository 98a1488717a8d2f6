package org.ncollapse.ufm;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One layer of weights over free features, with n samples per class: (data term of WH + b1ᵀ) + λ_W/2 ‖W‖² + λ_H/2 ‖H‖²
 * + λ_b/2 ‖b‖².
 */
sealed interface PlainModel extends UfmModel permits PlainMseModel, PlainCrossEntropyModel {

    /** Returns n. */
    int samplesPerClass();

    /** Returns d. */
    int width();

    /** Returns λ_W. */
    double lambdaW();

    /** Returns λ_H. */
    double lambdaH();

    @Override
    default List<Integer> classCounts() {
        return Collections.nCopies(classes(), samplesPerClass());
    }

    @Override
    default List<Integer> widths() {
        return List.of(width());
    }

    @Override
    default List<Double> lambdas() {
        return List.of(lambdaW(), lambdaH());
    }

    /** Throws IllegalArgumentException for invalid settings. */
    static void check(
            int classes, int samplesPerClass, int width, double lambdaW, double lambdaH, OptionalDouble lambdaB) {
        Preconditions.checkClasses(classes);
        Preconditions.checkSamplesPerClass(classes, samplesPerClass);
        Preconditions.checkWidth(width);
        Preconditions.checkLambda("W", lambdaW);
        Preconditions.checkLambda("H", lambdaH);
        lambdaB.ifPresent(Preconditions::checkBiasLambda);
    }
}
