"""Part 5 of benchmarks/gpu: the time of each kernel of a training step beside its floor, and of every tile of its products."""
from collections import defaultdict

from deadline import OutOfTime
from workers import Worker

KERNEL_COLUMNS = ["network", "precision", "kernel", "shape", "launches", "seconds", "flop", "bytes", "floor_seconds", "bound"]
TILE_COLUMNS = ["network", "precision", "kernel", "tile", "shape", "blocks", "seconds", "floor_seconds", "selected", "fastest"]
# Bytes per second of a copy, read and written, by the GPU's name; floating-point operations per second of mma and FMA
# instructions on registers. Measured on an H200; an H100 has the same processor.
BANDWIDTHS = {"H200": 4.25e12, "H100": 3.0e12}
RATES = {"fma": 63.8e12, "tf32x3": 108e12, "tf32": 322e12, "bf16": 645e12}
# A node of a CUDA graph that does nothing.
NODE_SECONDS = 1.34e-6
FLOAT = 4


def bandwidth(gpu):
    return next((value for name, value in BANDWIDTHS.items() if name in gpu), BANDWIDTHS["H200"])


class Work:
    """What a launch computes, from its arguments as kernels.cu lists them."""

    def __init__(self, launch, parameters, convolution_weights):
        self.kernel, self.arguments = launch["kernel"], launch["arguments"]
        self.shape, self.flop, self.bytes = "", 0, 0
        self.parameters, self.convolution_weights = parameters, convolution_weights
        self.batch = launch["shape"][1]
        for start, describe in DESCRIPTIONS:
            if self.kernel.startswith(start):
                describe(self)
                break

    def integer(self, position):
        return self.arguments[position] & 0xFFFFFFFF

    def integers(self, first, count):
        return [self.integer(position) for position in range(first, first + count)]

    def given(self, position):
        return self.arguments[position] != 0

    @property
    def precision(self):
        return next((name for name in RATES if f"_{name}_" in self.kernel), None)

    def floor(self, gpu):
        """The floor in seconds, and what sets it."""
        candidates = {"memory": self.bytes / bandwidth(gpu), "launch": NODE_SECONDS}
        if self.flop:
            candidates["arithmetic"] = self.flop / RATES[self.precision]
        bound = max(candidates, key=candidates.get)
        return candidates[bound], bound


def convolution(work):
    batch, height, width, read, out_height, out_width, written, kernel, stride, backward = work.integers(8, 10)
    source, result = batch * height * width * read, batch * out_height * out_width * written
    # Each element of the convolution's output takes part in kernel² · in · out products, forward and backward.
    work.flop = 2 * kernel ** 2 * (source * written if backward else result * read)
    work.bytes = FLOAT * (source + result * (1 + work.given(5) + work.given(6)) + kernel ** 2 * read * written)
    work.shape = f"{'backward' if backward else 'forward'} {batch}x{height}x{width}x{read} to {written} k{kernel} s{stride}"


def weights(work):
    batch, height, width, read, out_height, out_width, written, kernel, stride, splits = work.integers(4, 10)
    source, result = batch * height * width * read, batch * out_height * out_width * written
    work.flop = 2 * kernel ** 2 * result * read
    work.bytes = FLOAT * (source + result + splits * kernel ** 2 * read * written)
    work.shape = f"{batch}x{height}x{width}x{read} to {written} k{kernel} s{stride}, {splits} parts"


def linear(work):
    rows, inputs, outputs = work.integers(5, 3)
    work.flop = 2 * rows * inputs * outputs
    work.bytes = FLOAT * (rows * inputs + inputs * outputs + rows * outputs)
    work.shape = f"{rows}x{inputs} to {outputs}"


def elements(rows_at, channels_at, passes):
    """Passes over rows · channels floats; passes: a number or a function of the work."""
    def describe(work):
        rows, channels = work.integer(rows_at), work.integer(channels_at)
        work.bytes = FLOAT * rows * channels * (passes(work) if callable(passes) else passes)
        work.shape = f"{rows}x{channels}"
    return describe


def count(position, passes):
    def describe(work):
        work.bytes = FLOAT * work.integer(position) * passes
        work.shape = str(work.integer(position))
    return describe


def reduce_weights(work):
    splits, written, read, kernel = work.integers(2, 4)
    work.bytes = FLOAT * (splits + 1) * written * read * kernel ** 2
    work.shape = f"{read} to {written} k{kernel}, {splits} parts"


def gather(work):
    rows, _, channels, height, width = work.integers(7, 5)
    work.bytes = rows * channels * height * width * (1 + FLOAT)
    work.shape = f"{rows}x{channels}x{height}x{width}"


def pooling(work):
    positions, channels = work.integers(2, 2)
    work.bytes = FLOAT * work.batch * channels * (positions + 1)
    work.shape = f"{work.batch}x{positions}x{channels}"


def pack(work):
    # Read once, written in two orders.
    work.bytes = 3 * FLOAT * work.convolution_weights
    work.shape = f"{work.convolution_weights} weights"


def sgd(work):
    # Reads parameters, gradients and velocity; writes the first and the last.
    work.bytes = 5 * FLOAT * work.parameters
    work.shape = f"{work.parameters} parameters"


# Longer starts of names first.
DESCRIPTIONS = [
    ("conv2d_weights_", weights), ("conv2d_", convolution), ("linear_", linear), ("reduce_weights", reduce_weights), ("gather", gather),
    ("pack_weights", pack), ("pool_", pooling), ("sgd", sgd), ("criterion", elements(5, 6, 2)),
    ("batch_norm_partials", elements(2, 3, 1)), ("batch_norm_finalize", elements(1, 4, 2)),
    ("batch_norm_forward", elements(9, 10, lambda work: 2 + work.given(4))),
    ("batch_norm_backward_partials", elements(8, 9, lambda work: 2 + (work.integer(11) == 2) + work.given(6))),
    ("batch_norm_backward_finalize", elements(1, 3, 2)),
    ("batch_norm_backward_input", elements(8, 9, lambda work: 3 + (work.integer(10) == 2))),
    ("relu_forward", count(2, 2)), ("relu_backward", count(3, 3)), ("add", count(3, 3)), ("scaled_difference", count(5, 3)),
]


def product(kernel):
    """The kernel and the tile of a product's name; None of other kernels."""
    name = next((name for name in RATES if f"_{name}_" in kernel), None)
    return tuple(kernel.split(f"_{name}_")) if name else None


def run(preparation, gpu, small, deadline, kernels, tiles, notes):
    """Precisions of users first, for all networks; then the others."""
    workers, count_of = {}, 0
    try:
        for stage in (0, 1):
            for name in preparation.names:
                parameters = preparation.jobs[name].result(max(1.0, deadline.left()))
                if name not in workers:
                    worker = Worker(f"kernels of {name}", preparation.java.worker("gpu-kernels", preparation.folder / name))
                    workers[name] = worker, worker.ask("precisions", seconds=deadline.left())
                worker, known = workers[name]
                usual = [known["float32"]] + [precision for precision in ("tf32",) if precision in known["precisions"]]
                for precision in usual if stage == 0 else [each for each in known["precisions"] if each not in usual]:
                    measure(worker, name, known["precisions"].index(precision), precision, parameters, gpu, deadline, kernels, tiles)
                    count_of += 1
            if small:
                break
    except OutOfTime as end:
        notes.append(f"kernels: {end}")
    finally:
        for worker, _ in workers.values():
            worker.kill()
    if not count_of:
        raise RuntimeError("no kernels were measured")
    return f"the kernels of {count_of} steps and their tiles were timed"


def measure(worker, name, number, precision, parameters, gpu, deadline, kernels, tiles):
    launches = worker.ask("step", number, deadline.left())["kernels"]
    forward = [launch for launch in launches if launch["kernel"].startswith("conv2d_") and "weights" not in launch["kernel"]]
    shapes = [[argument & 0xFFFFFFFF for argument in launch["arguments"]] for launch in forward]
    convolution_weights = sum(shape[15] ** 2 * shape[11] * shape[14] for shape in shapes if not shape[17])
    groups = defaultdict(list)
    for launch in launches:
        work = Work(launch, parameters, convolution_weights)
        groups[work.kernel, work.shape].append((work, launch["seconds"]))
    for (kernel, shape), group in groups.items():
        work = group[0][0]
        floor, bound = work.floor(gpu)
        seconds = sum(float(seconds) for _, seconds in group) / len(group)
        kernels.add(name, precision, kernel, shape, len(group), float(seconds), work.flop, work.bytes, float(floor), bound)
    measured = defaultdict(list)
    for launch in worker.ask("tiles", number, deadline.left())["kernels"]:
        work = Work(launch, parameters, 0)
        # The parts of a sum depend on the tile.
        measured[product(work.kernel)[0], work.shape.split(",")[0]].append((work, launch))
    for (kernel, shape), group in measured.items():
        fastest = min(launch["seconds"] for _, launch in group)
        for work, launch in group:
            x, y, z, _, _ = launch["shape"]
            tiles.add(name, precision, kernel, product(work.kernel)[1], work.shape, x * y * z, float(launch["seconds"]), float(work.floor(gpu)[0]),
                      (work.kernel, work.shape) in groups, launch["seconds"] == fastest)
