package org.ncollapse.ufm.fit;

import org.ncollapse.ufm.UfmModel;
import org.ncollapse.ufm.UfmState;

/**
 * A model in the state of the network at the zero-error epoch.
 *
 * @param model of the selected samples
 * @param state its features have the statistics of the whole training split
 * @param sampleFraction selected samples divided by all training samples: the factor by which the gradient of a feature
 *     is multiplied, so that features move as fast as in a model of all samples
 * @param samples the selected samples
 */
record InitialCondition(UfmModel model, UfmState state, double sampleFraction, InitialSamples samples) {}
