package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** The network. {@code kind} selects the architecture and with it the other keys. */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "kind",
        visible = true)
@JsonSubTypes({
    @JsonSubTypes.Type(value = NetworkSpec.Mlp.class, name = "mlp"),
    @JsonSubTypes.Type(
            value = NetworkSpec.ResNet.class,
            names = {"resnet18", "resnet20", "resnet32", "resnet56"})
})
public sealed interface NetworkSpec {

    /** The largest width of a layer: its covariance in double precision takes 8 GiB. */
    int MAX_WIDTH = 32_768;

    /** What {@link #initialFrom} must be, for messages. */
    String STATE_DICT = "a file of PyTorch, .safetensors or .pt, with the network's state dict";

    /** The architecture. */
    NetworkKind kind();

    /** Whether the head adds a bias. */
    Boolean headBias();

    /** The absolute path of a PyTorch state dict with the initial parameters; null to draw them from the seed. */
    String initialFrom();

    /** Whether layers output feature maps, which need much memory. */
    default boolean hasFeatureMaps() {
        return this instanceof ResNet;
    }

    /** Whether there is a hidden fully connected layer after another layer: the tap {@link Tap#PREVIOUS}. */
    boolean hasPrevious();

    /**
     * A multilayer perceptron: fully connected layers, each followed by a ReLU.
     *
     * @param widths outputs of each hidden layer
     * @param batchNorm whether batch normalization is between each hidden layer and its ReLU
     * @param hiddenBias whether hidden layers add a bias, which the extended models do not have; always false with
     *     batch normalization, whose shift replaces it
     */
    record Mlp(
            NetworkKind kind,
            List<Integer> widths,
            Boolean batchNorm,
            Boolean hiddenBias,
            Boolean headBias,
            String initialFrom)
            implements NetworkSpec {
        public Mlp {
            widths = widths == null ? List.of(512, 512, 512) : List.copyOf(widths);
            InvalidValueException.throwUnless(
                    !widths.isEmpty() && widths.stream().allMatch(w -> w > 0 && w <= MAX_WIDTH),
                    "widths",
                    widths,
                    "the outputs of at least one hidden layer, each from 1 to " + MAX_WIDTH);
            batchNorm = batchNorm != null && batchNorm;
            hiddenBias = hiddenBias == null ? !batchNorm : hiddenBias;
            InvalidValueException.throwUnless(
                    !hiddenBias || !batchNorm, "hiddenBias", hiddenBias, "false, or no value, with batchNorm: true");
            headBias = headBias != null && headBias;
            initialFrom = FilePath.absolute("initialFrom", initialFrom, STATE_DICT);
        }

        @Override
        public boolean hasPrevious() {
            return widths.size() > 1;
        }
    }

    /**
     * A residual network for small images: 3×3 stem, no max pooling, global average pooling.
     *
     * @param kind {@code resnet18} (four stages) or {@code resnet20}, {@code resnet32}, {@code resnet56} (three)
     * @param width channels of the first stage; each stage doubles them (64 for the usual ResNet18, 16 for the usual
     *     CIFAR networks)
     * @param hiddenWidths outputs of fully connected ReLU layers between the pooling and the head; none by default
     * @param hiddenBias whether these layers add a bias
     */
    record ResNet(
            NetworkKind kind,
            Integer width,
            List<Integer> hiddenWidths,
            Boolean hiddenBias,
            Boolean headBias,
            String initialFrom)
            implements NetworkSpec {
        public ResNet {
            width = width == null ? (kind == NetworkKind.RESNET18 ? 64 : 16) : width;
            InvalidValueException.throwUnless(
                    width > 0 && width <= MAX_WIDTH / 8,
                    "width",
                    width,
                    "a number of channels from 1 to " + MAX_WIDTH / 8);
            hiddenWidths = hiddenWidths == null ? List.of() : List.copyOf(hiddenWidths);
            InvalidValueException.throwUnless(
                    hiddenWidths.stream().allMatch(w -> w > 0 && w <= MAX_WIDTH),
                    "hiddenWidths",
                    hiddenWidths,
                    "the outputs of hidden layers, each from 1 to " + MAX_WIDTH);
            hiddenBias = hiddenBias == null || hiddenBias;
            headBias = headBias != null && headBias;
            initialFrom = FilePath.absolute("initialFrom", initialFrom, STATE_DICT);
        }

        @Override
        public boolean hasPrevious() {
            return !hiddenWidths.isEmpty();
        }
    }
}
