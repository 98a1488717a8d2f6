package org.ncollapse.ufm.fit;

import java.util.List;

/**
 * The unconstrained features models fitted to one run.
 *
 * @param rows everything in numbers; none where the run is outside every model
 * @param verdict in words, a sentence or two each: which model describes this network, how well, and where it fails; or
 *     why there is no fit
 */
public record UfmFit(List<FitRow> rows, List<String> verdict) {}
