package org.ncollapse.experiment.simulation;

import java.util.List;
import java.util.OptionalInt;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.ufm.PredictionComparison;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;

/**
 * The result of a simulation.
 *
 * @param model the model that was simulated
 * @param finalState the state after the last iteration
 * @param metrics the metrics of the head's input in that state
 * @param zeroErrorIteration the first recorded iteration without training error; empty if there was none
 * @param comparisons the final state compared with the closed form; empty if the widths are too small for it
 * @param widthProblem why there is no closed form; null if there is one
 */
public record SimulationResult(
        UfmModel model,
        UfmState finalState,
        CollapseMetrics metrics,
        OptionalInt zeroErrorIteration,
        List<PredictionComparison> comparisons,
        String widthProblem) {}
