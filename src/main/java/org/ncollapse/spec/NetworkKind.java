package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** The network architectures. {@code toString} returns the name in experiment files. */
public enum NetworkKind {
    /** Fully connected layers. */
    @JsonProperty("mlp")
    MLP("mlp"),

    /** The ResNet with four stages, for small images. */
    @JsonProperty("resnet18")
    RESNET18("resnet18", 2, 2, 2, 2),

    /** ResNets with three stages, as those of the ResNet paper for CIFAR-10. */
    @JsonProperty("resnet20")
    RESNET20("resnet20", 3, 3, 3),
    @JsonProperty("resnet32")
    RESNET32("resnet32", 5, 5, 5),
    @JsonProperty("resnet56")
    RESNET56("resnet56", 9, 9, 9);

    private final String key;
    private final List<Integer> blocksPerStage;

    NetworkKind(String key, Integer... blocksPerStage) {
        this.key = key;
        this.blocksPerStage = List.of(blocksPerStage);
    }

    /** The number of residual blocks of each stage of a ResNet; empty for {@link #MLP}. */
    public List<Integer> blocksPerStage() {
        return blocksPerStage;
    }

    @Override
    public String toString() {
        return key;
    }
}
