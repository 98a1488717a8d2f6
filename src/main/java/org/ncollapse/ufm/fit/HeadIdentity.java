package org.ncollapse.ufm.fit;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ncollapse.ufm.fit.FitRow.Kind;

/**
 * The identity λ_W‖W‖² = ⟨Y − Z, WH⟩/N under MSE, with the outputs Z. It holds where the head's weights are stationary,
 * whatever the features are, so it checks how close the run is to a stationary point of W and that the features are
 * those on which the head was trained. It is no evidence for free features.
 */
final class HeadIdentity {

    private HeadIdentity() {}

    /** Adds both sides at one epoch: the left one as observed, the right one as predicted. */
    static void add(CandidateModel candidate, CapturedEpoch epoch, FitRowBuilder rows) {
        RunSettings settings = candidate.settings();
        if (!settings.crossEntropy()) {
            rows.addScalar(
                    Kind.ESTIMATE,
                    epoch.epoch(),
                    candidate.hasHiddenLayer() ? "W2" : "W",
                    "head_identity",
                    settings.headDecay() * CommonOps_DDRM.trace(epoch.head().gram()),
                    rightSide(settings, epoch));
        }
    }

    /** Returns ⟨Y − Z, Z − b1ᵀ⟩/N from the loss (1/2N)‖Z − Y‖² and the mean logits: ‖Z‖²/N = 2 loss − 1 + 2⟨Y, Z⟩/N. */
    static double rightSide(RunSettings settings, CapturedEpoch epoch) {
        DMatrixRMaj logits = epoch.head().logits();
        double[] bias = epoch.head().bias();
        List<Integer> counts = settings.classCounts();
        double targetTimesOutput = 0;
        double residualTimesBias = 0;
        for (int k = 0; k < counts.size(); k++) {
            double fraction = (double) counts.get(k) / settings.samples();
            targetTimesOutput += fraction * logits.get(k, k);
            for (int j = 0; bias != null && j < bias.length; j++) {
                residualTimesBias += fraction * ((j == k ? 1 : 0) - logits.get(j, k)) * bias[j];
            }
        }
        return 1 - 2 * epoch.loss() - targetTimesOutput - residualTimesBias;
    }
}
