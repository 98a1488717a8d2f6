package org.ncollapse.ufm.fit;

import java.util.List;
import org.ncollapse.ufm.PredictionComparison;

/**
 * The results of one model, from which the verdict is written.
 *
 * @param strength of the regularization at the last captured epoch
 * @param weightBalance {@link CandidateModel#weightBalance} there
 * @param comparisons all predictions there; empty if the model has no local minimum other than zero
 */
record ModelFit(
        CandidateModel candidate,
        RegularizationStrength strength,
        double weightBalance,
        List<PredictionComparison> comparisons,
        TrajectoryFit trajectoryFit) {}
