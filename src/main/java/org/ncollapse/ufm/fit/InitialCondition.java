package org.ncollapse.ufm.fit;

import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;

/**
 * A model at the point where the network first was without training error.
 *
 * @param model of the samples taken
 * @param state its free features stand for those of the whole split
 * @param featureRate the samples taken over all training samples: how much slower features move than by their gradient
 *     among these few
 * @param startSamples what it was made of
 */
record InitialCondition(UfmModel model, UfmState state, double featureRate, StartSamples startSamples) {}
