package org.ncollapse.experiment.simulation;

import java.util.List;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.ufm.PredictionComparison;
import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;

/**
 * How a simulation ended.
 *
 * @param model whose gradient was descended
 * @param finalState the last state
 * @param metrics of the head's input there
 * @param zeroErrorIteration the first recorded iteration without training error; null if there was none
 * @param comparisons the closed form beside the end; none where the widths are too narrow for it
 * @param tooNarrow why there is no closed form; null where there is one
 */
public record SimulationResult(
        UfmModel model,
        UfmState finalState,
        CollapseMetrics metrics,
        Integer zeroErrorIteration,
        List<PredictionComparison> comparisons,
        String tooNarrow) {}
