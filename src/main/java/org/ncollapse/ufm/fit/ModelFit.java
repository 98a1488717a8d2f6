package org.ncollapse.ufm.fit;

import java.util.List;
import org.ncollapse.ufm.PredictionComparison;

/**
 * What a verdict is made of: one model's results at the last captured epoch, and its pursuit of the network.
 *
 * @param strength by both estimates there
 * @param weightBalance {@link CandidateModel#weightBalance} there
 * @param comparisons every prediction there; none where the model predicts nothing but zero
 */
record ModelFit(
        CandidateModel candidate,
        RegularizationStrength strength,
        double weightBalance,
        List<PredictionComparison> comparisons,
        TrajectoryFit trajectoryFit) {}
