package org.ncollapse.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A tensor of a PyTorch state dict: a range of the flat parameter vector under PyTorch's name.
 *
 * <p>ResNets have torchvision's names. Hidden fully connected layers are {@code hidden1}, {@code hidden2} and so on,
 * their batch normalizations {@code bn1}, {@code bn2}; the head is {@code fc}. The elements need no reordering:
 * Deeplearning4j's in × out weights are column-major, which is PyTorch's out × in, row-major. Weights of convolutions
 * are out × in × height × width in both.
 *
 * @param name the key in the state dict
 * @param shape the shape in PyTorch
 * @param offset the first index in the flat parameter vector
 */
public record PyTorchTensor(String name, List<Integer> shape, int offset) {

    private static final Pattern BLOCK = Pattern.compile("stage(\\d+)\\.block(\\d+)\\.(.+)");
    private static final Map<String, String> BLOCK_LAYERS = Map.of(
            "conv1", "conv1",
            "relu1.norm", "bn1",
            "conv2", "conv2",
            "norm2", "bn2",
            "shortcut", "downsample.0",
            "shortcut.norm", "downsample.1");
    private static final Map<String, String> PARAMETERS = Map.of(
            DefaultParamInitializer.WEIGHT_KEY, "weight",
            DefaultParamInitializer.BIAS_KEY, "bias",
            BatchNormalizationParamInitializer.GAMMA, "weight",
            BatchNormalizationParamInitializer.BETA, "bias",
            BatchNormalizationParamInitializer.GLOBAL_MEAN, "running_mean",
            BatchNormalizationParamInitializer.GLOBAL_VAR, "running_var");

    public PyTorchTensor {
        shape = List.copyOf(shape);
    }

    /** The number of elements. */
    public int length() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** Returns the state dict of a network, in the order of its flat parameter vector. */
    static List<PyTorchTensor> of(ComputationGraph graph) {
        List<PyTorchTensor> tensors = new ArrayList<>();
        for (Layer layer : graph.getLayers()) {
            String module = module(layer.conf().getLayer().getLayerName());
            layer.paramTable()
                    .forEach((key, parameter) -> tensors.add(new PyTorchTensor(
                            module + "." + PARAMETERS.get(key), shape(key, parameter), (int) parameter.offset())));
        }
        tensors.sort(Comparator.comparingInt(PyTorchTensor::offset));
        return tensors;
    }

    /** Returns the name of a layer's module in PyTorch. */
    private static String module(String layer) {
        Matcher block = BLOCK.matcher(layer);
        if (block.matches()) {
            int index = Integer.parseInt(block.group(2)) - 1;
            return "layer" + block.group(1) + "." + index + "." + BLOCK_LAYERS.get(block.group(3));
        }
        return switch (layer) {
            case Architecture.HEAD -> "fc";
            case "stem.conv" -> "conv1";
            case "stem.norm" -> "bn1";
            default -> layer.replaceFirst("^hidden(\\d+)\\.norm$", "bn$1").replaceFirst("\\.linear$", "");
        };
    }

    private static List<Integer> shape(String key, INDArray parameter) {
        List<Integer> shape =
                Arrays.stream(parameter.shape()).mapToObj(Math::toIntExact).toList();
        if (shape.size() > 2) {
            return shape;
        }
        return key.equals(DefaultParamInitializer.WEIGHT_KEY)
                ? List.of(shape.get(1), shape.get(0))
                : List.of((int) parameter.length());
    }
}
