package org.ncollapse.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The network architectures. {@code toString} returns the name in experiment files. */
public enum NetworkKind {
    /** Fully connected layers. */
    @JsonProperty("mlp")
    MLP("mlp"),

    /** The ResNet with four stages, for small images. */
    @JsonProperty("resnet18")
    RESNET18("resnet18"),

    /** ResNets with three stages, as those of the ResNet paper for CIFAR-10. */
    @JsonProperty("resnet20")
    RESNET20("resnet20"),
    @JsonProperty("resnet32")
    RESNET32("resnet32"),
    @JsonProperty("resnet56")
    RESNET56("resnet56");

    private final String key;

    NetworkKind(String key) {
        this.key = key;
    }

    @Override
    public String toString() {
        return key;
    }
}
