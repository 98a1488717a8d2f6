"""Saves the features of a PyTorch network, or their class moments, in files that `ncollapse measure` reads.

    with Capture(model, head="fc", loss="cross-entropy", optimizer=optimizer, folder="captures") as capture:
        for epoch in range(1, epochs + 1):
            for x, y in loader: ...; optimizer.step(); capture.step()
            wandb.log(capture.epoch(loader, epoch, "train", metrics=True))

N samples of K classes, features of width d. Needs NumPy and PyTorch 1.13 or later.
"""
import contextlib
import pathlib
import re

import numpy
import torch
import torch.distributed as dist
from torch.utils.data.distributed import DistributedSampler


class Moments:
    """Class moments of a stream of features, in float64 and one pass; memory: 2·K·d + d² numbers.

    The mean of a class is anchor + offset. The anchor is its first sample, so that a spread of 1e-6 at a distance of
    1e3 keeps its digits. Batches and ranks are merged as in Chan, Golub & LeVeque 1983.

    counts: K; anchors, offsets: K×d; squared_norm_sums: K, Σ‖h − h̄_k‖² of class k; scatter: d×d, of all samples;
    sums: 3, errors, Σ‖z − e_y‖² and the sum of the cross-entropies of the logits z.
    """

    def __init__(self, classes, width, device):
        shapes = (classes,), (classes, width), (classes, width), (classes,), (width, width), (3,)
        self.tensors = [torch.zeros(shape, dtype=torch.float64, device=device) for shape in shapes]
        self.counts, self.anchors, self.offsets, self.squared_norm_sums, self.scatter, self.sums = self.tensors

    def add(self, h, y, sums):
        """Adds a batch. h: B×d, float64; y: B labels from 0 to K − 1."""
        k, index, counts = torch.unique(y, return_inverse=True, return_counts=True)
        first = index.sort(stable=True)[1][counts.cumsum(0) - counts]  # the first sample of each class
        anchors, offsets = torch.where(self.counts[k, None] == 0, h[first], self.anchors[k]), self.offsets[k]
        # Two differences that are nearly exact; the sum of anchor and offset would be rounded.
        deviations = h - anchors[index] - offsets[index]
        means = torch.zeros_like(anchors).index_add_(0, index, deviations) / counts[:, None]
        deviations -= means[index]
        squares = torch.zeros_like(means[:, 0]).index_add_(0, index, deviations.square().sum(1))
        self.merge(k, counts, anchors, offsets + means, squares, deviations.T @ deviations, sums)

    def merge(self, k, counts, anchors, offsets, squared_norm_sums, scatter, sums):
        """Adds the moments of other samples. k: P different labels; the others as above, with P for K."""
        self.anchors[k] = torch.where(self.counts[k, None] == 0, anchors, self.anchors[k])
        total = self.counts[k] + counts
        fraction = counts / total.clamp(min=1)
        delta = (anchors - self.anchors[k]) + (offsets - self.offsets[k])
        between = (self.counts[k] * fraction).sqrt()[:, None] * delta
        self.scatter += scatter + between.T @ between
        self.squared_norm_sums[k] += squared_norm_sums + between.square().sum(1)
        self.offsets[k] += fraction[:, None] * delta
        self.counts[k] = total
        self.sums += sums

    def merged_over_ranks(self):
        """Returns the moments of all ranks' samples, on every rank; in memory are one other rank's at a time."""
        merged, everything = Moments(*self.anchors.shape, self.scatter.device), torch.arange(len(self.counts))
        for rank in range(dist.get_world_size()):
            part = [[tensor.cpu() for tensor in self.tensors]]
            dist.broadcast_object_list(part, rank)
            merged.merge(*(tensor.to(self.scatter.device) for tensor in (everything, *part[0])))
        return merged

    def arrays(self, is_head_input):
        """Returns the arrays of a file of moments, with the names of docs/commands.md#measure."""
        values = [tensor.cpu().numpy() for tensor in self.tensors[:5]] + [*self.sums.cpu().numpy()] * is_head_input
        return dict(zip(("counts", "anchors", "offsets", "squared_norm_sums", "scatter", "errors", "squared_error_sum",
                         "cross_entropy_sum"), values))


class Capture(contextlib.AbstractContextManager):
    """Captures a model at the end of chosen epochs. Parallel and compiled models are unwrapped.

    Hooks exist only during `epoch`, which restores the mode of each module and PyTorch's random state, also after an
    exception: training goes on as if nothing had been captured.

    head: name of the last layer, with weights K×d (see `model.named_modules()`); its input is the layer `penultimate`.
    hidden: name of the linear layer before it, whose input is the layer `previous`; for fits of extended models.
    taps: {layer: module name}, outputs of further modules; maps, N×C×H×W, are averaged over their positions.
    loss: "cross-entropy", or "mse" for torch.nn.MSELoss of one-hot targets, a mean over N·K numbers. ncollapse's own
        squared error, (1/2N)Σ‖z − e‖², is K/2 times that: decays are saved times K/2, and rates times 2/K.
    optimizer: weight decays, momentum and, by `step`, learning rates are read from it. Decoupled decay (AdamW) is no
        penalty and saved as 0; rates and momentum are saved of SGD only.
    folder: for the files, with names such as epoch-0010-penultimate-train.npz. dataset: a name that they state.
    """

    def __init__(self, model, head="fc", *, hidden=None, taps=None, loss="cross-entropy", optimizer=None,
                 folder="captures", dataset=""):
        parallel = torch.nn.DataParallel, torch.nn.parallel.DistributedDataParallel
        while isinstance(model, parallel) or hasattr(model, "_orig_mod"):  # _orig_mod: torch.compile's model
            model = model.module if isinstance(model, parallel) else model._orig_mod
        if loss not in ("cross-entropy", "mse"):
            raise ValueError(f"loss is {loss!r}; expected 'cross-entropy' or 'mse'")
        self.model, self.loss, self.optimizer, self.dataset = model, loss, optimizer, dataset
        self.folder, self.head = pathlib.Path(folder), self._module(head, True)
        self.inputs = {"penultimate": self.head, **({"previous": self._module(hidden, True)} if hidden else {})}
        self.outputs = {tap: self._module(name) for tap, name in (taps or {}).items()}
        if self.inputs.keys() & self.outputs or not all(re.fullmatch("[A-Za-z0-9_.-]+", tap) for tap in self.outputs):
            raise ValueError(f"taps {list(self.outputs)}: expected names of letters, digits and _.- that are not taken")
        self.scale = len(self.head.weight) / 2 if loss == "mse" else 1  # ncollapse's loss divided by PyTorch's
        self.learning_rates = []  # On ncollapse's scale, one per step; save it with a checkpoint to resume.

    def __exit__(self, *exception):
        pass  # `epoch` has removed its hooks.

    def step(self):
        """Notes the learning rate. Call it after each optimizer.step() and before a scheduler's."""
        if not self._group(self.head.weight):
            raise ValueError("step() needs the optimizer of the head: Capture(..., optimizer=optimizer)")
        self.learning_rates.append(float(self._group(self.head.weight)["lr"]) / self.scale)

    def epoch(self, loader, epoch, split="train", save="features", metrics=False, forward=None, ranks=True, **arrays):
        """Passes once over the loader in evaluation mode, and writes one file for each layer.

        loader: batches (x, y) with N labels from 0 to K − 1; samples with a negative label are left out. With labels
            N×T, features N×T×d are those of N·T samples. For autocast, call `epoch` inside `torch.autocast`.
        epoch: number of completed epochs. split: "train" or "test".
        save: "features" (float32, of a float64 model float64), "moments" for data too large to keep, or None.
        metrics: whether to compute the headline metrics, with the names of docs/metrics.md.
        forward: for other batches, a function of (model, batch) that runs the model and returns the labels.
        ranks: if torch.distributed is initialized, whether each rank has a part of the data. All of them must call
            `epoch` then, and rank 0 writes; what DistributedSampler repeats is left out.
        arrays: further arrays for the files, on ncollapse's scale, such as feature_decay=1e-5; they have precedence.
        Returns {metric: float}, of other layers "layer/metric"; logits are those of the head's input in float64.
        """
        if split not in ("train", "test") or save not in ("features", "moments", None):
            raise ValueError(f"split {split!r}, save {save!r}: expected 'train' or 'test', and 'features' or 'moments'")
        (weights, bias), kept, moments, sampler = self._head_rows(), {}, {}, getattr(loader, "sampler", None)
        ranks = ranks and dist.is_available() and dist.is_initialized()
        own = (len(range(sampler.rank, len(sampler.dataset), sampler.num_replicas))  # The rest are repetitions.
               if isinstance(sampler, DistributedSampler) else None)
        with self._listening() as seen:
            for batch in loader:
                seen.clear()
                y = torch.as_tensor((forward or _forward)(self.model, batch)).to(weights.device, torch.int64, copy=True)
                if own is not None:
                    y[own:], own = -1, max(0, own - len(y))
                for tap in (*self.inputs, *self.outputs):
                    h, labels = _rows(tap, seen.get(tap), y, len(weights))
                    if save == "features":
                        kept.setdefault(tap, []).append((self._saved(h), labels.cpu().numpy()))
                    if save == "moments" or metrics:
                        moments[tap] = moments.get(tap) or Moments(len(weights), h.shape[1], h.device)
                        moments[tap].add(h, labels, _sums(h, labels, weights, bias) if tap == "penultimate" else 0)
        if not kept and not moments:
            raise ValueError("the loader is empty, or neither a file nor metrics are wanted")
        found = {tap: (part.merged_over_ranks() if ranks else part).arrays(tap == "penultimate")
                 for tap, part in moments.items()}
        for tap in (*self.inputs, *self.outputs) if save else ():
            parts = [kept.get(tap)] * (dist.get_world_size() if ranks else 1)
            if ranks and kept:
                dist.all_gather_object(parts, kept[tap])
            if not ranks or dist.get_rank() == 0:
                saved = found[tap] if save == "moments" else dict(zip(("features", "labels"), (
                    numpy.concatenate(batches) for batches in zip(*sum(parts, [])))))
                self._write(f"epoch-{epoch:04d}-{tap}-{split}.npz", {
                    **saved, **(self._training(epoch) if tap == "penultimate" else {}),
                    "loss": self.loss, "dataset": self.dataset, **arrays})
        return {name if tap == "penultimate" else f"{tap}/{name}": value for tap in (found if metrics else ())
                for name, value in headline_metrics(
                    found[tap], weights.cpu().numpy() if tap == "penultimate" else None, self.loss).items()}

    @contextlib.contextmanager
    def _listening(self):
        """Evaluation mode without gradients; yields a dictionary to which a forward pass adds {layer: float64}."""
        seen, hooks, modes = {}, [], [(module, module.training) for module in self.model.modules()]

        def keep(tap, h):
            if tap in seen:
                raise ValueError(f"the module of layer {tap!r} runs more than once in a forward pass")
            seen[tap] = _double(h).mean((2, 3)) if h.ndim == 4 else _double(h)

        try:
            for tap, module in self.inputs.items():
                hooks.append(module.register_forward_pre_hook(lambda _, inputs, tap=tap: keep(tap, inputs[0])))
            for tap, module in self.outputs.items():
                hooks.append(module.register_forward_hook(lambda _, inputs, output, tap=tap: keep(tap, output)))
            self.model.eval()
            with torch.no_grad(), torch.random.fork_rng(devices=[]):  # A loader draws the seed of its order.
                yield seen
        finally:
            for hook in hooks:
                hook.remove()
            for module, mode in modes:
                module.training = mode

    def _module(self, name, is_linear=False):
        modules = dict(self.model.named_modules())
        if name not in modules or is_linear and getattr(getattr(modules[name], "weight", None), "ndim", 0) != 2:
            raise ValueError(f"the model has no {'linear layer' if is_linear else 'module'} {name!r}; its last modules "
                             f"are {', '.join(list(modules)[-4:])}")
        return modules[name]

    def _head_rows(self):
        """Returns weights K×d and bias K in float64. A single row w decides by its sign: it becomes −w/2 and w/2."""
        weights = _double(self.head.weight)
        bias = weights.new_zeros(len(weights)) if self.head.bias is None else _double(self.head.bias)
        return (weights, bias) if len(weights) > 1 else tuple(torch.cat([-v / 2, v / 2]) for v in (weights, bias))

    def _group(self, parameter):
        groups = self.optimizer.param_groups if self.optimizer else []
        return next((group for group in groups if any(p is parameter for p in group["params"])), {})

    def _training(self, epoch):
        """Returns the arrays of the head and the hidden layer, and how they were trained."""
        arrays, adamw = {}, isinstance(self.optimizer, torch.optim.AdamW)
        for prefix, layer in zip(("", "hidden_"), self.inputs.values()):
            for name, decay, parameter in (("weights", prefix + "weight_decay", layer.weight),
                                           ("bias", "bias_weight_decay", layer.bias)):
                if parameter is not None:
                    arrays[prefix + name], group = self._saved(parameter.detach()), self._group(parameter)
                    coupled = not adamw and not group.get("decoupled_weight_decay")
                    if self.optimizer:
                        arrays[decay] = self.scale * coupled * group.get("weight_decay", 0)
        if isinstance(self.optimizer, torch.optim.SGD) and (self.learning_rates or epoch == 0):
            arrays.update(learning_rates=numpy.array(self.learning_rates, float), steps=len(self.learning_rates),
                          momentum=self._group(self.head.weight).get("momentum", 0))
        return arrays

    def _saved(self, tensor):
        return tensor.to(torch.promote_types(self.head.weight.dtype, torch.float32)).cpu().numpy()

    def _write(self, name, arrays):
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / f"{name}.partial", "wb") as file:
            numpy.savez(file, **arrays)
        pathlib.Path(file.name).replace(self.folder / name)


def _forward(model, batch):
    (x, y), parameter = batch[:2], next(model.parameters())
    model(x.to(parameter.device, parameter.dtype if x.is_floating_point() else x.dtype))
    return y


def _double(tensor):
    """Returns a copy, as a ReLU in place may follow; MPS has no float64."""
    return (tensor.cpu() if tensor.device.type == "mps" else tensor).detach().to(torch.float64, copy=True)


def _rows(tap, h, y, classes):
    """Returns the features and labels of the samples that count: B×d and B."""
    if h is None or h.numel() != y.numel() * h.shape[-1] or y.numel() and y.max() >= classes:
        raise ValueError(f"layer {tap!r} gives {None if h is None else [*h.shape]} for labels {[*y.shape]} up to "
                         f"{int(y.max())}; expected N×d or N×C×H×W for N, N×T×d for N×T, and labels below {classes}")
    known = y.flatten() >= 0
    return h.reshape(-1, h.shape[-1])[known], y.flatten()[known]


def _sums(h, y, weights, bias):
    """Returns errors, Σ‖z − e_y‖² and the sum of the cross-entropies of B samples: 3 numbers."""
    z = h @ weights.T + bias
    own, (largest, predicted) = z.gather(1, y[:, None])[:, 0], z.max(1)
    others = (z - largest[:, None]).exp().scatter(1, predicted[:, None], 0.0).sum(1).log1p()  # exact far below 1e-16
    squares = z.scatter_add(1, y[:, None], -torch.ones_like(z[:, :1])).square()
    return torch.stack([(predicted != y).sum().double(), squares.sum(), (others + largest - own).sum()])


def headline_metrics(moments, weights=None, loss="cross-entropy"):
    """Returns {name: float}, as defined in docs/metrics.md, of the classes that have samples.

    moments: arrays of a file of moments. weights: K×d, of the head if it reads these features.
    """
    k = numpy.flatnonzero(moments["counts"])
    n, anchors, offsets = moments["counts"][k], moments["anchors"][k], moments["offsets"][k]
    if len(k) < 2:
        raise ValueError(f"{len(k)} of the classes have samples; metrics compare classes and need two")
    centered, means, identity = (anchors - anchors[0]) + (offsets - offsets[0]), anchors + offsets, numpy.eye(len(k))
    centered -= centered.mean(0)
    s, directions = (part[:len(k) - 1] for part in numpy.linalg.svd(centered / len(k)**0.5, full_matrices=False)[1:])
    used = s**2 > max(len(k) - 1, centered.shape[1]) * numpy.finfo(float).eps * s[0]**2
    spread = numpy.einsum("rd,rd->r", directions[used] @ moments["scatter"], directions[used]) / n.sum()
    variances, norms = moments["squared_norm_sums"][k] / n, numpy.linalg.norm(centered, axis=1)
    pairs = [(variances[i] + variances[:i]) / (2 * ((centered[i] - centered[:i])**2).sum(1)) for i in range(1, len(k))]

    def distance(product, frame):
        return numpy.linalg.norm(product / numpy.linalg.norm(product) - frame / numpy.linalg.norm(frame))

    found = {"nc1": (spread / s[used]**2).sum() / len(k), "cdnv": numpy.concatenate(pairs).mean(),
             "nc2_etf": distance(centered @ centered.T, identity - 1 / len(k)),
             "nc2_of": distance(means @ means.T, identity), "equinorm": norms.std() / norms.mean()}
    if weights is not None:
        w, sums = weights[k], {"mse": moments["squared_error_sum"] / 2, "cross-entropy": moments["cross_entropy_sum"]}
        found.update(nc0=numpy.linalg.norm(w.sum(0)), nc3_etf=distance(w @ centered.T, identity - 1 / len(k)),
                     nc3_of=distance(w @ means.T, identity), error=moments["errors"] / n.sum(),
                     loss=sums[loss] / n.sum())
    return {name: float(value) for name, value in found.items()}
