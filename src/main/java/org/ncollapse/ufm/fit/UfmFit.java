package org.ncollapse.ufm.fit;

import java.util.List;

/**
 * The unconstrained features models fitted to one run.
 *
 * @param rows all numbers; empty if no model was fitted
 * @param verdict paragraphs of a few sentences: which model describes the network, how well, and where it fails; or why
 *     no model was fitted
 */
public record UfmFit(List<FitRow> rows, List<String> verdict) {}
