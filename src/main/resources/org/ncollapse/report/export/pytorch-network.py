"""The network of the run @NAME@ (@KIND@) as a PyTorch module.

    from network import load, standardize
    logits = load()(standardize(images))  # images: pixels of 0 to 255, N × @SHAPE@

load() reads the trained weights, and the running statistics of batch normalization, from network.safetensors.
safetensors.torch.load_file reads the same state dict. Only PyTorch is needed.
"""
import json
import math
import pathlib

import torch
from torch import nn

# Mean and standard deviation of each channel of the training images, pixels divided by 255.
MEAN = @MEAN@
STD = @STD@


@BLOCKS@class Network(nn.Module):
    def __init__(self):
        super().__init__()
        @LAYERS@

    def features(self, x):
        @FEATURES@
        return x

    def forward(self, x):
        return self.fc(self.features(x))


def standardize(images):
    """Returns the inputs of the network, float32: (pixels / 255 - MEAN) / STD, channel by channel."""
    mean, std = (torch.tensor(values, dtype=torch.float64).reshape(-1, 1, 1) for values in (MEAN, STD))
    return ((torch.as_tensor(images).double() / 255 - mean) / std).float()


def state_dict(file):
    """Returns the tensors of a .safetensors file of float32 numbers."""
    content = bytearray(pathlib.Path(file).read_bytes())
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32", f"{name} is {entry['dtype']}"
        tensors[name] = torch.frombuffer(content, dtype=torch.float32, count=math.prod(entry["shape"]),
                                         offset=start + entry["data_offsets"][0]).reshape(entry["shape"])
    return tensors


def load(file=pathlib.Path(__file__).with_name("network.safetensors")):
    """Returns the network with the weights of a file, in evaluation mode."""
    network = Network()
    network.load_state_dict(state_dict(file))
    return network.eval()


def order(seed, epoch, samples):
    """Returns the samples of an epoch, counted from 1, in the order in which ncollapse trains on them."""
    gamma, ones = 0x9E3779B97F4A7C15, 2**64 - 1

    def mix(z):
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & ones
        z = (z ^ z >> 27) * 0x94D049BB133111EB & ones
        return z ^ z >> 31

    state = mix(mix(seed + gamma & ones) + epoch * gamma & ones)
    numbers = list(range(samples))
    for bound in range(samples, 1, -1):
        while True:
            state = state + gamma & ones
            product = (mix(state) >> 32) * bound
            if product % 2**32 >= 2**32 % bound:
                break
        other = product >> 32
        numbers[bound - 1], numbers[other] = numbers[other], numbers[bound - 1]
    return numbers
