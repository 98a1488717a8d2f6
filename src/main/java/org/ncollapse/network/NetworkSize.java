package org.ncollapse.network;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.ncollapse.network.layer.StockLayers;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;

/**
 * How large a network is, from its layout alone: nothing of its size is allocated.
 *
 * @param parameters numbers in its flat vector, running statistics included
 * @param largestLayer parameters of the layer that has most
 * @param lastHidden weights between the taps {@code previous} and {@code penultimate}; 0 where there is no such layer
 * @param outputs numbers that its layers put out for one sample and keep: ReLUs and sums write over what they are given
 * @param widestOutput the most that one layer puts out for a sample
 * @param widths features at each of the taps asked for
 */
public record NetworkSize(
        long parameters, long largestLayer, long lastHidden, long outputs, long widestOutput, List<Integer> widths) {

    /**
     * Lays a network out.
     *
     * @throws org.ncollapse.spec.BadInputException where the network has no such layer as a tap names
     */
    public static NetworkSize of(
            NetworkSpec spec, InputType.InputTypeConvolutional input, int classes, List<String> taps) {
        // The loss has no parameters, and this one needs no natives.
        Architecture.Layout layout = Architecture.of(spec, input, classes, new StockLayers(Loss.CROSS_ENTROPY), 0);
        ComputationGraphConfiguration graph = layout.configuration();
        Map<String, InputType> outputs = graph.getLayerActivationTypes(layout.input());
        long parameters = 0;
        long largest = 0;
        long kept = 0;
        long widest = 0;
        for (Map.Entry<String, GraphVertex> vertex : graph.getVertices().entrySet()) {
            if (vertex.getValue() instanceof LayerVertex layer) {
                long own = layer.numParams(false);
                long output = outputs.get(vertex.getKey()).arrayElementsPerExample();
                parameters += own;
                largest = Math.max(largest, own);
                widest = Math.max(widest, output);
                kept += layer.getLayerConf().getLayer() instanceof ActivationLayer ? 0 : output;
            }
        }
        long lastHidden = layout.previous() == null ? 0 : (long) layout.width("previous") * layout.width("penultimate");
        return new NetworkSize(
                parameters,
                largest,
                lastHidden,
                kept,
                widest,
                taps.stream().map(layout::width).toList());
    }
}
