package org.ncollapse.ufm;

import java.util.Collections;
import java.util.List;

/**
 * (1/N) Σ CE(Wh_i + b, y_i) + λ_W/2 ‖W‖² + λ_H/2 ‖H‖² + λ_b/2 ‖b‖².
 *
 * @param perClass  n
 * @param width     d
 * @param biasDecay λ_b: 0 for a free bias, infinite for none
 */
public record PlainCrossEntropy(int classes, int perClass, int width, double decayW, double decayH, double biasDecay) implements Model {

    @Override
    public String name() {
        return "plain-cross-entropy";
    }

    @Override
    public List<Integer> counts() {
        return Collections.nCopies(classes, perClass);
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
    public boolean crossEntropy() {
        return true;
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
