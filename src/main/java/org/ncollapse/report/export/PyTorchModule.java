package org.ncollapse.report.export;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.ncollapse.spec.NetworkSpec;

/** {@code pytorch/network.py}: the network as a PyTorch module, and functions that load its weights and its images. */
final class PyTorchModule {

    private static final String FOLDER = "pytorch/";
    static final String FILE = FOLDER + "network.py";
    static final String STATE_FILE = FOLDER + "network.safetensors";

    private static final String INDENT = "\n        ";

    /** The lines that create layers, and the lines of the forward pass up to the head's input. */
    private final List<String> layers = new ArrayList<>();

    private final List<String> features = new ArrayList<>();

    private PyTorchModule() {}

    static ExportedFile of(ExportedRun run, ExportedNetwork network) {
        PyTorchModule module = new PyTorchModule();
        int width;
        String blocks = "";
        if (network.spec() instanceof NetworkSpec.ResNet resNet) {
            width = module.addHiddenLayers(
                    module.addStages(resNet, network.image().channels()),
                    resNet.hiddenWidths(),
                    false,
                    resNet.hiddenBias());
            blocks = Template.of("pytorch-block.py").text();
        } else {
            NetworkSpec.Mlp mlp = (NetworkSpec.Mlp) network.spec();
            module.features.add("x = x.flatten(1)");
            width = module.addHiddenLayers(network.image().size(), mlp.widths(), mlp.batchNorm(), mlp.hiddenBias());
        }
        module.layers.add(
                "self.fc = " + linear(width, network.classes(), network.spec().headBias()));
        return new ExportedFile(
                FILE,
                Template.of("pytorch-network.py")
                        .replace("NAME", run.name())
                        .replace("KIND", network.spec().kind().toString())
                        .replace("SHAPE", network.image().toString().replace("x", " × "))
                        .replace("MEAN", network.mean().toString())
                        // A constant channel is only centered.
                        .replace(
                                "STD",
                                network.std().stream()
                                        .map(std -> std > 0 ? std : 1)
                                        .toList()
                                        .toString())
                        .replace("BLOCKS", blocks)
                        .replace("LAYERS", String.join(INDENT, module.layers))
                        .replace("FEATURES", String.join(INDENT, module.features))
                        .text());
    }

    /** Returns the number of channels after the pooling. */
    private int addStages(NetworkSpec.ResNet spec, int imageChannels) {
        int channels = spec.width();
        layers.add("self.conv1 = nn.Conv2d(%d, %d, 3, padding=1, bias=False)".formatted(imageChannels, channels));
        layers.add("self.bn1 = nn.BatchNorm2d(%d)".formatted(channels));
        features.add("x = self.bn1(self.conv1(x)).relu()");
        List<Integer> blocks = spec.kind().blocksPerStage();
        for (int stage = 0; stage < blocks.size(); stage++) {
            int width = spec.width() << stage;
            layers.add("self.layer%d = stage(%d, %d, %d, stride=%d)"
                    .formatted(stage + 1, blocks.get(stage), channels, width, stage == 0 ? 1 : 2));
            channels = width;
        }
        features.add("x = "
                + layers.stream()
                        .filter(line -> line.startsWith("self.layer"))
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .collect(Collectors.reducing("x", (input, layer) -> layer + "(" + input + ")")));
        features.add("x = x.mean((2, 3))");
        return channels;
    }

    /** Returns the number of outputs of the last layer. */
    private int addHiddenLayers(int inputs, List<Integer> widths, boolean batchNorm, boolean bias) {
        int last = inputs;
        for (int layer = 1; layer <= widths.size(); layer++) {
            int width = widths.get(layer - 1);
            layers.add("self.hidden%d = %s".formatted(layer, linear(last, width, bias)));
            if (batchNorm) {
                layers.add("self.bn%d = nn.BatchNorm1d(%d)".formatted(layer, width));
            }
            features.add((batchNorm ? "x = self.bn%d(self.hidden%1$d(x)).relu()" : "x = self.hidden%d(x).relu()")
                    .formatted(layer));
            last = width;
        }
        return last;
    }

    private static String linear(int inputs, int outputs, boolean bias) {
        return "nn.Linear(%d, %d%s)".formatted(inputs, outputs, bias ? "" : ", bias=False");
    }
}
