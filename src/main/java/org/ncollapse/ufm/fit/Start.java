package org.ncollapse.ufm.fit;

import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.State;

/**
 * A model at the point where the network first was without training error.
 *
 * @param model of the samples taken
 * @param state its free features stand for those of the whole split
 * @param mobility the samples taken over all training samples: how much slower features move than by their gradient
 *     among these few
 * @param samples what it was made of
 */
record Start(Model model, State state, double mobility, Departure samples) {}
