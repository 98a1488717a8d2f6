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
 * The size of a network, computed from its configuration without allocating its parameters.
 *
 * @param parameters length of its flat parameter vector, running statistics included
 * @param largestLayerParameters parameters of the largest layer
 * @param lastHiddenWeights weights between the taps {@code previous} and {@code penultimate}; 0 if there is no such
 *     layer
 * @param storedActivations activations per sample that its layers keep; ReLUs and sums overwrite their input and keep
 *     none
 * @param multiplyAdds multiplications and additions of a forward pass per sample
 * @param largestActivation largest number of activations of one layer per sample
 * @param tapWidths number of features at each requested tap
 */
public record NetworkSize(
        long parameters,
        long largestLayerParameters,
        long lastHiddenWeights,
        long storedActivations,
        long multiplyAdds,
        long largestActivation,
        List<Integer> tapWidths) {

    /**
     * Computes the size of a network.
     *
     * @throws org.ncollapse.io.BadInputException if the network has no layer for a tap
     */
    public static NetworkSize of(NetworkSpec spec, ImageShape image, int classes, List<String> taps) {
        // The loss has no parameters; cross-entropy needs no native library.
        Architecture.GraphDefinition definition =
                Architecture.define(spec, image, classes, new Dl4jLayerFactory(Loss.CROSS_ENTROPY), 0);
        ComputationGraphConfiguration graph = definition.configuration();
        Map<String, InputType> outputs = graph.getLayerActivationTypes(definition.inputType());
        long parameters = 0;
        long largestLayer = 0;
        long stored = 0;
        long multiplyAdds = 0;
        long largestOutput = 0;
        for (Map.Entry<String, GraphVertex> vertex : graph.getVertices().entrySet()) {
            if (vertex.getValue() instanceof LayerVertex layer) {
                long layerParameters = layer.numParams(false);
                InputType type = outputs.get(vertex.getKey());
                long output = type.arrayElementsPerExample();
                // Each weight is used once per position; the few parameters of other layers do not matter.
                long positions =
                        type instanceof InputType.InputTypeConvolutional maps ? maps.getHeight() * maps.getWidth() : 1;
                multiplyAdds += layerParameters * positions;
                parameters += layerParameters;
                largestLayer = Math.max(largestLayer, layerParameters);
                largestOutput = Math.max(largestOutput, output);
                stored += layer.getLayerConf().getLayer() instanceof ActivationLayer ? 0 : output;
            }
        }
        long lastHidden = definition.previousVertex().isEmpty()
                ? 0
                : (long) definition.tapWidth(Tap.PREVIOUS) * definition.tapWidth(Tap.PENULTIMATE);
        return new NetworkSize(
                parameters,
                largestLayer,
                lastHidden,
                stored,
                multiplyAdds,
                largestOutput,
                taps.stream().map(definition::tapWidth).toList());
    }
}
