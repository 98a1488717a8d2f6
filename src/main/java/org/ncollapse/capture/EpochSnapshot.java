package org.ncollapse.capture;

import java.util.List;
import org.ncollapse.stats.Head;
import org.ncollapse.training.EpochResult;

/**
 * The capture of one epoch.
 *
 * @param epochResult the result of the epoch's training
 * @param head the last layer
 * @param layers every tap on the training split, then every tap on the test split
 */
public record EpochSnapshot(EpochResult epochResult, Head head, List<LayerSnapshot> layers) {}
