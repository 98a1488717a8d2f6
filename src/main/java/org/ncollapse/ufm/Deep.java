package org.ncollapse.ufm;

import java.util.Collections;
import java.util.List;

/**
 * (1/2N)‖W_L⋯W_1 H_1 − Y‖² + Σ λ/2 ‖·‖² over all factors; with {@code relu}, which needs two layers of weights,
 * (1/2N)‖W_2 max(W_1 H_1, 0) − Y‖² (Tirer &amp; Bruna 2022; Dang et al. 2023).
 *
 * @param perClass n
 * @param widths   d_L, …, d_1
 * @param decays   of W_L, …, W_1, H_1: one more than widths
 */
public record Deep(int classes, int perClass, List<Integer> widths, List<Double> decays, boolean relu) implements Model {

    @Override
    public String name() {
        return relu ? "extended-relu" : widths.size() == 2 ? "extended-linear" : "deep-linear";
    }

    @Override
    public List<Integer> counts() {
        return Collections.nCopies(classes, perClass);
    }

    @Override
    public Prediction predict() {
        throw new UnsupportedOperationException("to come");
    }

    /**
     * The same at the best stationary point other than zero, which lives on beyond the jump and where a trained network may sit;
     * null where there is none. Below the jump it is {@link #predict()}.
     */
    public Prediction predictStationary() {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public String tooNarrow() {
        return null;
    }
}
