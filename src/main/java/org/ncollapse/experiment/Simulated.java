package org.ncollapse.experiment;

import java.util.List;
import org.ncollapse.metrics.CollapseMetrics;
import org.ncollapse.ufm.Comparison;
import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.State;

/**
 * How a simulation ended.
 *
 * @param model whose gradient was descended
 * @param end the last state
 * @param metrics of the head's input there
 * @param zero the first recorded iteration without training error; null if there was none
 * @param comparisons the closed form beside the end; none where the widths are too narrow for it
 * @param tooNarrow why there is no closed form; null where there is one
 */
public record Simulated(
        Model model,
        State end,
        CollapseMetrics metrics,
        Integer zero,
        List<Comparison> comparisons,
        String tooNarrow) {}
