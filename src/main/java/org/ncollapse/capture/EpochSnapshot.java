package org.ncollapse.capture;

import java.util.List;
import org.ncollapse.stats.Head;
import org.ncollapse.training.EpochResult;

/**
 * Everything measured at the end of one epoch.
 *
 * @param epochResult where training stands
 * @param head the last layer
 * @param layers every tap on the training split, then every tap on the test split
 */
public record EpochSnapshot(EpochResult epochResult, Head head, List<LayerSnapshot> layers) {}
