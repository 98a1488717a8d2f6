package org.ncollapse.ufm;

import java.util.Collections;
import java.util.List;

/**
 * One layer of weights over free features, and classes of n samples each: (data term of WH + b1ᵀ) + λ_W/2 ‖W‖² + λ_H/2
 * ‖H‖² + λ_b/2 ‖b‖².
 */
sealed interface Plain extends Model permits PlainMse, PlainCrossEntropy {

    /** n. */
    int perClass();

    /** d. */
    int width();

    /** λ_W. */
    double decayW();

    /** λ_H. */
    double decayH();

    @Override
    default List<Integer> counts() {
        return Collections.nCopies(classes(), perClass());
    }

    @Override
    default List<Integer> widths() {
        return List.of(width());
    }

    @Override
    default List<Double> decays() {
        return List.of(decayW(), decayH());
    }

    /** Throws IllegalArgumentException for settings that make no model. */
    static void check(int classes, int perClass, int width, double decayW, double decayH, double biasDecay) {
        Settings.checkClasses(classes);
        Settings.checkPerClass(classes, perClass);
        Settings.checkWidth(width);
        Settings.checkDecay("W", decayW);
        Settings.checkDecay("H", decayH);
        Settings.checkBiasDecay(biasDecay);
    }
}
