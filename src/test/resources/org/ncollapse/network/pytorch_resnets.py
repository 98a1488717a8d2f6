"""Makes pytorch-resnets.csv: what PyTorch computes, in double precision, for the ResNets of PyTorchResNetTest.

    /usr/bin/python3 pytorch_resnets.py > pytorch-resnets.csv

The architecture is the field's for small images: a 3x3 stem and no max pooling; 3x3 convolutions with padding=1; a shortcut of a 1x1
convolution and batch normalization where the shape changes; a head with a bias. Parameters, images and labels come from a hash of a
name and an index, which the test computes too. Written with torch 1.13.1 (Debian 12's python3-torch 1.13.1+dfsg-4).
"""
import numpy
import torch
from torch import nn
from torch.nn import functional

CLASSES = 3
ROWS = 5
# Name, blocks per stage, width, channels, height and width of an image.
CASES = [("resnet18-8x8x3", [2, 2, 2, 2], 4, 3, 8, 8), ("resnet18-7x7x3", [2, 2, 2, 2], 4, 3, 7, 7),
         ("resnet18-28x28x1", [2, 2, 2, 2], 4, 1, 28, 28), ("resnet20-10x13x2", [3, 3, 3], 3, 2, 10, 13)]


def uniform(name, count):
    """Numbers in [-1/2, 1/2), multiples of 2^-23, exact in single precision: a mixed hash of the name (Java's String.hashCode) and the index."""
    seed = 0
    for character in name:
        seed = (31 * seed + ord(character)) & 0xFFFFFFFF
    h = numpy.arange(count, dtype=numpy.uint64) + seed
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        h &= 0xFFFFFFFF
        h = (h ^ (h >> shift)) * factor
    h &= 0xFFFFFFFF
    h ^= h >> 16
    return torch.from_numpy((h >> 9).astype(numpy.float64) / 2**23 - 0.5)


class Block(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out, 3, stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(out)
        self.shortcut = nn.Sequential()
        if stride > 1 or channels != out:
            self.shortcut = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, maps):
        inner = functional.relu(self.norm1(self.conv1(maps)))
        return functional.relu(self.norm2(self.conv2(inner)) + self.shortcut(maps))

    def layers(self, name):
        yield f"{name}.conv1", self.conv1
        yield f"{name}.relu1.norm", self.norm1
        yield f"{name}.conv2", self.conv2
        yield f"{name}.norm2", self.norm2
        if len(self.shortcut):
            yield f"{name}.shortcut", self.shortcut[0]
            yield f"{name}.shortcut.norm", self.shortcut[1]


class ResNet(nn.Module):
    def __init__(self, depths, width, channels):
        super().__init__()
        self.stem = nn.Conv2d(channels, width, 3, 1, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.blocks = nn.ModuleDict()
        channels = width
        for stage, depth in enumerate(depths):
            for block in range(depth):
                out = width << stage
                self.blocks[f"stage{stage + 1}_block{block + 1}"] = Block(channels, out, 2 if stage > 0 and block == 0 else 1)
                channels = out
        self.head = nn.Linear(channels, CLASSES)

    def forward(self, images):
        maps = functional.relu(self.norm(self.stem(images)))
        for block in self.blocks.values():
            maps = block(maps)
        return self.head(maps.mean((2, 3)))

    def layers(self):
        yield "stem.conv", self.stem
        yield "stem.norm", self.norm
        for name, block in self.blocks.items():
            yield from block.layers(name.replace("_", "."))
        yield "head", self.head

    def tensors(self):
        """Name and tensor of each parameter and running statistic: the layer's name, and 0, 1, ... within the layer."""
        for name, layer in self.layers():
            own = [layer.weight, layer.bias] + ([layer.running_mean, layer.running_var] if isinstance(layer, nn.BatchNorm2d) else [])
            for index, tensor in enumerate(tensor for tensor in own if tensor is not None):
                yield f"{name}/{index}", tensor

    def fill(self):
        """Weights and shifts in [-1/2, 1/2); scales and variances in [1/2, 3/2)."""
        for name, layer in self.layers():
            scales = {f"{name}/0", f"{name}/3"} if isinstance(layer, nn.BatchNorm2d) else set()
            for key, tensor in self.tensors():
                if key.rpartition("/")[0] == name:
                    tensor.data.copy_((uniform(key, tensor.numel()) + (key in scales)).reshape(tensor.shape))


def main():
    print("case,quantity,value")
    for case, depths, width, channels, height, columns in CASES:
        network = ResNet(depths, width, channels).double()
        network.fill()
        images = 4 * uniform("images", ROWS * channels * height * columns).reshape(ROWS, channels, height, columns)
        labels = torch.arange(ROWS) % CLASSES
        with torch.no_grad():
            for index, logit in enumerate(network.eval()(images).flatten()):
                print(f"{case},logit {index},{logit.item()!r}")
        before = {key: tensor.detach().clone() for key, tensor in network.tensors()}
        loss = functional.cross_entropy(network.train()(images), labels, reduction="sum")
        loss.backward()
        print(f"{case},training loss,{loss.item()!r}")
        for key, tensor in network.tensors():
            # The "gradient" of a running statistic is what the forward pass has subtracted from it.
            gradient = (before[key] - tensor if tensor.grad is None else tensor.grad).flatten()
            print(f"{case},gradient norm {key},{gradient.norm().item()!r}")
            print(f"{case},gradient projection {key},{(gradient @ uniform('projection', gradient.numel())).item()!r}")


if __name__ == "__main__":
    main()
