package org.ncollapse.network;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.ncollapse.network.layer.Dl4jLayerFactory;
import org.ncollapse.spec.ImageShape;
import org.ncollapse.spec.NetworkSpec;
import org.ncollapse.spec.ObjectiveSpec.Loss;
import org.ncollapse.spec.Tap;

/**
 * How large a network is, from its layout alone: nothing of its size is allocated.
 *
 * @param parameters numbers in its flat vector, running statistics included
 * @param largestLayerParameters parameters of the layer that has most
 * @param lastHiddenWeights weights between the taps {@code previous} and {@code penultimate}; 0 where there is no such
 *     layer
 * @param storedActivations numbers that its layers put out for one sample and keep: ReLUs and sums write over what they
 *     are given
 * @param largestActivation the most that one layer puts out for a sample
 * @param tapWidths features at each of the taps asked for
 */
public record NetworkSize(
        long parameters,
        long largestLayerParameters,
        long lastHiddenWeights,
        long storedActivations,
        long largestActivation,
        List<Integer> tapWidths) {

    /**
     * Lays a network out.
     *
     * @throws org.ncollapse.io.BadInputException where the network has no such layer as a tap names
     */
    public static NetworkSize of(NetworkSpec spec, ImageShape image, int classes, List<String> taps) {
        // The loss has no parameters, and this one needs no natives.
        Architecture.GraphDefinition layout =
                Architecture.define(spec, image, classes, new Dl4jLayerFactory(Loss.CROSS_ENTROPY), 0);
        ComputationGraphConfiguration graph = layout.configuration();
        Map<String, InputType> outputs = graph.getLayerActivationTypes(layout.inputType());
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
        long lastHidden = layout.previousVertex() == null
                ? 0
                : (long) layout.tapWidth(Tap.PREVIOUS) * layout.tapWidth(Tap.PENULTIMATE);
        return new NetworkSize(
                parameters,
                largest,
                lastHidden,
                kept,
                widest,
                taps.stream().map(layout::tapWidth).toList());
    }
}
