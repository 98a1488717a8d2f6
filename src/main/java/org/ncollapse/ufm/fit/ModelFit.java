package org.ncollapse.ufm.fit;

import java.util.List;
import java.util.Optional;
import org.ncollapse.ufm.PredictionComparison;

/**
 * The results of one model, from which the verdict is written.
 *
 * @param comparisons all predictions at the last captured epoch; empty if the model has no local minimum other than
 *     zero
 * @param descent the comparisons with the end of the model's own descent; empty without one
 * @param trajectoryFit empty if a simulation of the model takes too many gradients
 */
record ModelFit(
        CandidateModel candidate,
        List<PredictionComparison> comparisons,
        List<PredictionComparison> descent,
        Optional<TrajectoryFit> trajectoryFit) {}
