"""The networks of ncollapse's network.Architecture in PyTorch, with the same layer names."""
import numpy
import torch
from torch import nn
from torch.nn import functional


def convolution(channels, out, size, stride):
    return nn.Conv2d(channels, out, size, stride=stride, padding=size // 2, bias=False)


class Block(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.conv1 = convolution(channels, out, 3, stride)
        self.norm1 = nn.BatchNorm2d(out)
        self.conv2 = convolution(out, out, 3, 1)
        self.norm2 = nn.BatchNorm2d(out)
        self.shortcut = self.shortcut_norm = None
        if stride > 1 or channels != out:
            self.shortcut = convolution(channels, out, 1, stride)
            self.shortcut_norm = nn.BatchNorm2d(out)

    def forward(self, maps):
        inner = functional.relu(self.norm1(self.conv1(maps)), inplace=True)
        outer = self.norm2(self.conv2(inner))
        outer += maps if self.shortcut is None else self.shortcut_norm(self.shortcut(maps))
        return functional.relu(outer, inplace=True)

    def layers(self):
        yield "conv1", self.conv1
        yield "relu1.norm", self.norm1
        yield "conv2", self.conv2
        yield "norm2", self.norm2
        if self.shortcut is not None:
            yield "shortcut", self.shortcut
            yield "shortcut.norm", self.shortcut_norm


class ResNet18(nn.Module):
    """ResNet18 for small images: 3×3 stem, no max pooling; the head has no bias."""

    def __init__(self, channels, width, classes):
        super().__init__()
        self.stem = convolution(channels, width, 3, 1)
        self.norm = nn.BatchNorm2d(width)
        self.blocks = nn.ModuleList()
        channels = width
        for stage in range(4):
            for block in range(2):
                self.blocks.append(Block(channels, width << stage, 2 if stage > 0 and block == 0 else 1))
                channels = width << stage
        self.head = nn.Linear(channels, classes, bias=False)

    def features(self, images):
        maps = functional.relu(self.norm(self.stem(images)), inplace=True)
        for block in self.blocks:
            maps = block(maps)
        return maps.mean((2, 3))

    def forward(self, images):
        return self.head(self.features(images))

    def layers(self):
        yield "stem.conv", self.stem
        yield "stem.norm", self.norm
        for index, block in enumerate(self.blocks):
            for name, layer in block.layers():
                yield f"stage{index // 2 + 1}.block{index % 2 + 1}.{name}", layer
        yield "head", self.head


class Mlp(nn.Module):
    """Fully connected layers with a bias and a ReLU; the head has no bias."""

    def __init__(self, inputs, widths, classes):
        super().__init__()
        self.hidden = nn.ModuleList()
        for width in widths:
            self.hidden.append(nn.Linear(inputs, width))
            inputs = width
        self.head = nn.Linear(inputs, classes, bias=False)

    def features(self, images):
        values = images.flatten(1)
        for layer in self.hidden:
            values = functional.relu(layer(values), inplace=True)
        return values

    def forward(self, images):
        return self.head(self.features(images))

    def layers(self):
        for index, layer in enumerate(self.hidden):
            yield f"hidden{index + 1}", layer
        yield "head", self.head


def build(problem):
    """The problem's network with ncollapse's initial weights."""
    spec = problem.experiment["network"]
    if spec["kind"] == "mlp":
        network = Mlp(int(numpy.prod(problem.shape)), spec["widths"], problem.classes)
    else:
        network = ResNet18(problem.shape[0], spec["width"], problem.classes)
    names = {"W": "weight", "b": "bias", "gamma": "weight", "beta": "bias", "mean": "running_mean", "var": "running_var"}
    layers = dict(network.layers())
    loaded = 0
    with numpy.load(problem.weights) as weights, torch.no_grad():
        for key in weights.files:
            layer, parameter = key.split("/")
            target = getattr(layers[layer], names[parameter])
            values = torch.from_numpy(weights[key])
            if values.numel() != target.numel():
                raise ValueError(f"{key} has shape {tuple(values.shape)}, expected {tuple(target.shape)}")
            target.copy_(values.reshape(target.shape))
            loaded += parameter not in ("mean", "var")
    if loaded != len(list(network.parameters())):
        raise ValueError(f"{loaded} parameters loaded, expected {len(list(network.parameters()))}")
    return network
