package org.ncollapse.ufm;

import java.util.List;

/**
 * (1/2N)‖WH − Y‖² + λ_W/2 ‖W‖² + λ_H/2 ‖H‖² with classes of unequal size (Dang et al. 2023).
 *
 * @param counts n_k
 * @param width  d
 */
public record Imbalanced(List<Integer> counts, int width, double decayW, double decayH) implements Model {

    @Override
    public String name() {
        return "imbalanced";
    }

    @Override
    public List<Integer> widths() {
        return List.of(width);
    }

    @Override
    public List<Double> decays() {
        return List.of(decayW, decayH);
    }

    @Override
    public Prediction predict() {
        throw new UnsupportedOperationException("to come");
    }

    @Override
    public String tooNarrow() {
        return null;
    }
}
