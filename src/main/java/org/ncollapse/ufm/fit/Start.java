package org.ncollapse.ufm.fit;

import org.ncollapse.ufm.Model;
import org.ncollapse.ufm.State;

/**
 * A model of the few samples that a run keeps, at the point where a captured epoch had the network.
 *
 * @param samples what it was made of
 */
record Start(Model model, State state, CapturedEpoch.Samples samples) {
}
