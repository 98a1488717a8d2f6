package org.ncollapse.report.export;

import java.util.List;
import org.ncollapse.io.array.SafetensorsWriter;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;

/**
 * A trained network.
 *
 * @param mean the mean of each channel of the training images, of pixels scaled to [0, 1]
 * @param std the standard deviation of each channel; 0 for a constant one
 * @param stateDict the parameters under the names of {@code network.py}
 */
public record ExportedNetwork(
        NetworkSpec spec,
        ImageShape image,
        int classes,
        List<Double> mean,
        List<Double> std,
        List<SafetensorsWriter.Tensor> stateDict) {

    public ExportedNetwork {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        stateDict = List.copyOf(stateDict);
    }
}
