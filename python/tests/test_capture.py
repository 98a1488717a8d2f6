"""Tests of ncollapse_capture: /usr/bin/python3 -m unittest discover -s python/tests"""
import pathlib
import sys
import tempfile
import unittest

import numpy
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
from ncollapse_capture import Capture, Moments, headline_metrics  # noqa: E402

K = 4


class Mlp(nn.Module):
    """A network of functions: the input of fc is the output of no module."""

    def __init__(self, bias=True):
        super().__init__()
        self.first, self.drop = nn.Linear(6, 8), nn.Dropout(0.5)
        self.second, self.fc = nn.Linear(8, 5), nn.Linear(5, K, bias=bias)

    def forward(self, x):
        h = nn.functional.relu(self.first(x))
        return self.fc(self.drop(torch.relu(self.second(h))))


def cnn():
    return nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1),
                         nn.Flatten(), nn.Linear(3, K))


def samples(shape=(6,), count=45):
    """Samples of K classes of different sizes; class 0 is the largest."""
    generator = torch.Generator().manual_seed(3)
    y = torch.arange(count) % 7 % K
    return TensorDataset(torch.randn(count, *shape, generator=generator) + y.reshape(-1, *[1] * len(shape)), y)


def expected_metrics(h, y, weights=None, bias=None, loss="cross-entropy"):
    """The definitions of docs/metrics.md, literally: pseudoinverse, explicit loops, two passes. h: N×d, y: N."""
    k = int(y.max()) + 1
    means = numpy.array([h[y == c].mean(0) for c in range(k)])
    center = means.mean(0)
    m = (means - center).T
    sigma_w = sum(numpy.outer(a - means[c], a - means[c]) for a, c in zip(h, y)) / len(y)
    sigma_b = m @ m.T / k
    v = [((h[y == c] - means[c])**2).sum(1).mean() for c in range(k)]
    etf, of = (numpy.eye(k) - numpy.ones((k, k)) / k) / numpy.sqrt(k - 1), numpy.eye(k) / numpy.sqrt(k)
    norms = numpy.sqrt((m**2).sum(0))

    def gap(product, frame):
        return numpy.sqrt(((product / numpy.sqrt((product**2).sum()) - frame)**2).sum())

    metrics = {
        "nc1": numpy.trace(sigma_w @ numpy.linalg.pinv(sigma_b, hermitian=True)) / k,
        "cdnv": numpy.mean([(v[i] + v[j]) / 2 / ((means[i] - means[j])**2).sum() for i in range(k) for j in range(i)]),
        "nc2_etf": gap(m.T @ m, etf), "nc2_of": gap(means @ means.T, of), "equinorm": norms.std() / norms.mean()}
    if weights is not None:
        z = h @ weights.T + bias
        entropies = numpy.log(numpy.exp(z).sum(1)) - z[numpy.arange(len(y)), y]
        squares = ((z - numpy.eye(len(weights))[y])**2).sum(1)
        metrics.update(nc0=numpy.sqrt((weights.sum(0)**2).sum()), nc3_etf=gap(weights @ m, etf),
                       nc3_of=gap(weights @ means.T, of), error=(z.argmax(1) != y).mean(),
                       loss=entropies.mean() if loss == "cross-entropy" else squares.mean() / 2)
    return metrics


def captured_on_rank(rank, folder, world):
    dist.init_process_group("gloo", init_method=f"file://{folder}/store", rank=rank, world_size=world)
    torch.manual_seed(0)
    model = nn.parallel.DistributedDataParallel(Mlp())
    data = samples()  # 45 samples: DistributedSampler repeats one.
    loader = DataLoader(data, 8, sampler=DistributedSampler(data, shuffle=True))
    capture = Capture(model, hidden="second", folder=folder)
    metrics = capture.epoch(loader, 1, save="moments", metrics=True)
    capture.epoch(loader, 2)
    capture.epoch(DataLoader(data, 8), 3 + rank, ranks=False)
    torch.save(metrics, f"{folder}/metrics-{rank}")


class CaptureTest(unittest.TestCase):
    def setUp(self):
        torch.set_num_threads(1)
        torch.manual_seed(0)
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def saved(self, name):
        with numpy.load(self.folder / name) as arrays:
            return dict(arrays)

    def assert_metrics(self, actual, expected, tolerance=1e-10):
        self.assertEqual(set(actual), set(expected))
        for name, value in expected.items():
            self.assertLessEqual(abs(actual[name] - value), tolerance * abs(value), name)

    def assert_untouched(self, model, modes):
        self.assertEqual([module.training for module in model.modules()], modes)
        for module in model.modules():
            self.assertFalse(module._forward_hooks or module._forward_pre_hooks)

    def assert_same_moments(self, a, b):
        self.assertEqual(set(a), set(b))
        for name in set(a) - {"anchors", "offsets", "loss", "dataset"}:
            numpy.testing.assert_allclose(a[name], b[name], rtol=1e-12, atol=1e-12, err_msg=name)
        numpy.testing.assert_allclose(a["anchors"] + a["offsets"], b["anchors"] + b["offsets"], rtol=1e-12)

    def test_mlp_in_training_mode_gives_features_and_metrics_of_evaluation_mode(self):
        model, data = Mlp().train(), samples()
        model.drop.eval()  # modes of modules differ
        modes = [module.training for module in model.modules()]
        before = torch.get_rng_state()
        with Capture(model, hidden="second", folder=self.folder, dataset="made-up") as capture:
            metrics = capture.epoch(DataLoader(data, 8, shuffle=True), 10, metrics=True)
        self.assertTrue(torch.equal(before, torch.get_rng_state()))
        self.assert_untouched(model, modes)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()),
                         ["epoch-0010-penultimate-train.npz", "epoch-0010-previous-train.npz"])
        file, previous = self.saved("epoch-0010-penultimate-train.npz"), self.saved("epoch-0010-previous-train.npz")
        h, y = file["features"], file["labels"]
        self.assertEqual((h.dtype, str(file["loss"]), str(file["dataset"])), ("float32", "cross-entropy", "made-up"))
        numpy.testing.assert_array_equal(file["weights"], model.fc.weight.detach())
        numpy.testing.assert_array_equal(file["hidden_bias"], model.second.bias.detach())
        numpy.testing.assert_allclose(
            numpy.maximum(previous["features"] @ file["hidden_weights"].T + file["hidden_bias"], 0), h, atol=1e-6)
        numpy.testing.assert_array_equal(numpy.bincount(y), numpy.bincount(data.tensors[1]))
        weights, bias = (p.detach().double().numpy() for p in (model.fc.weight, model.fc.bias))
        expected = expected_metrics(h.astype(float), y, weights, bias)
        expected.update({f"previous/{name}": value for name, value in
                         expected_metrics(previous["features"].astype(float), y).items()})
        self.assert_metrics(metrics, expected)

    def test_cnn_averages_maps_before_relu_in_place(self):
        model, data = cnn(), samples((1, 5, 5))
        capture = Capture(model, "5", taps={"normalized": "1"}, folder=self.folder, loss="mse")
        metrics = capture.epoch(DataLoader(data, 10), 1, "test", metrics=True)
        model.eval()
        with torch.no_grad():
            maps = model[:2](data.tensors[0]).double().mean((2, 3)).numpy()
            h = model[:5](data.tensors[0]).double().numpy()
        file = self.saved("epoch-0001-normalized-test.npz")
        self.assertTrue((maps < 0).any())
        numpy.testing.assert_allclose(file["features"], maps, atol=1e-6)
        self.assertNotIn("weights", file)
        y, (weights, bias) = file["labels"], (p.detach().double().numpy() for p in (model[5].weight, model[5].bias))
        expected = expected_metrics(h, y, weights, bias, "mse")
        self.assert_metrics({n: v for n, v in metrics.items() if "/" not in n}, expected, 1e-5)

    def test_moments_are_those_of_the_features(self):
        model = Mlp().double()
        capture = Capture(model, folder=self.folder)
        loader = DataLoader(samples(), 8)
        self.assertEqual(capture.epoch(loader, 1, save=None, metrics=True),
                         capture.epoch(loader, 1, save="moments", metrics=True))
        capture.epoch(loader, 2)
        moments, file = self.saved("epoch-0001-penultimate-train.npz"), self.saved("epoch-0002-penultimate-train.npz")
        h, y = file["features"], file["labels"]
        self.assertEqual(h.dtype, "float64")
        for c in range(K):
            own = h[y == c]
            numpy.testing.assert_array_equal(moments["anchors"][c], own[0])
            numpy.testing.assert_allclose(moments["anchors"][c] + moments["offsets"][c], own.mean(0), rtol=1e-12)
            self.assertAlmostEqual(moments["squared_norm_sums"][c], ((own - own.mean(0))**2).sum(), 12)
        numpy.testing.assert_array_equal(moments["counts"], numpy.bincount(y))
        deviations = numpy.concatenate([h[y == c] - h[y == c].mean(0) for c in range(K)])
        numpy.testing.assert_allclose(moments["scatter"], deviations.T @ deviations, rtol=1e-11, atol=1e-14)
        self.assertEqual(moments["errors"], (model.eval()(samples().tensors[0].double()).argmax(1).numpy() != y).sum())

    def test_small_spread_far_from_the_origin_keeps_its_digits(self):
        """Exact numbers: a spread of 2⁻²⁰ at a distance of 2¹⁰, in every order of batches."""
        generator = numpy.random.default_rng(1)
        y = generator.permutation(numpy.repeat(numpy.arange(3), 50))
        near = generator.integers(-8, 8, (150, 4)).astype(float)
        centers = 1024 * numpy.array([[1, 0, 0, 1], [0, 1, 0, 1], [0, 0, 1, 1.]])
        h, moments = torch.tensor(centers[y] + near * 2.0**-20), Moments(3, 4, "cpu")
        for part in torch.arange(150).split(7):
            moments.add(h[part], torch.tensor(y)[part], 0)
        exact = numpy.concatenate([near[y == c] - near[y == c].mean(0) for c in range(3)])
        numpy.testing.assert_allclose(moments.scatter * 2.0**40, exact.T @ exact, rtol=1e-9, atol=1e-9)
        sums = [((near[y == c] - near[y == c].mean(0))**2).sum() for c in range(3)]
        numpy.testing.assert_allclose(moments.squared_norm_sums * 2.0**40, sums, rtol=1e-9)

    def test_exception_inside_leaves_the_model_as_it_was(self):
        model = Mlp()
        modes = [module.training for module in model.modules()]

        def failing():
            yield next(iter(DataLoader(samples(), 8)))
            raise KeyError("broken")

        with self.assertRaisesRegex(KeyError, "broken"), Capture(model, folder=self.folder) as capture:
            capture.epoch(failing(), 1)
        self.assert_untouched(model, modes)
        with self.assertRaisesRegex(ValueError, "labels below 4"):
            capture.epoch([(torch.randn(2, 6), torch.tensor([0, 4]))], 1)
        self.assert_untouched(model, modes)
        self.assertEqual(list(self.folder.iterdir()), [])
        with self.assertRaisesRegex(ValueError, "the loader is empty"):
            Capture(model, folder=self.folder).epoch([], 1)
        with self.assertRaisesRegex(ValueError, "needs the optimizer"):
            Capture(model).step()
        for wrong in ({"head": "second.fc"}, {"head": "drop"}, {"loss": "hinge"}, {"taps": {"a b": "drop"}},
                      {"taps": {"penultimate": "drop"}}):
            with self.assertRaises(ValueError):
                Capture(model, **wrong)

    def test_two_captures_of_one_model(self):
        model, loader = Mlp(), DataLoader(samples(), 8)
        first, second = Capture(model, folder=self.folder / "a"), Capture(model, "second", folder=self.folder / "b")
        first.epoch(loader, 1)
        second.epoch(loader, 1)
        first.epoch(loader, 2)
        a, b = (self.saved(f"a/epoch-000{i}-penultimate-train.npz") for i in (1, 2))
        numpy.testing.assert_array_equal(a["features"], b["features"])
        self.assertEqual(self.saved("b/epoch-0001-penultimate-train.npz")["features"].shape, (45, 8))

    def test_half_precision_and_autocast(self):
        model, data = Mlp(), samples()
        seen = []
        with torch.autocast("cpu", torch.bfloat16):
            metrics = Capture(model, folder=self.folder).epoch(DataLoader(data, 45), 1, metrics=True)
            model.fc.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
            model.eval()(data.tensors[0])
        file = self.saved("epoch-0001-penultimate-train.npz")
        self.assertEqual(seen[0].dtype, torch.bfloat16)
        numpy.testing.assert_array_equal(file["features"], seen[0].detach().float())
        weights, bias = (p.detach().double().numpy() for p in (model.fc.weight, model.fc.bias))
        self.assert_metrics(metrics, expected_metrics(file["features"].astype(float), file["labels"], weights, bias))
        Capture(model.bfloat16(), folder=self.folder).epoch(DataLoader(data, 45), 2)
        self.assertEqual(self.saved("epoch-0002-penultimate-train.npz")["weights"].dtype, "float32")

    def test_two_ranks_give_the_moments_of_one(self):
        mp.spawn(captured_on_rank, (str(self.folder), 2), 2)
        torch.manual_seed(0)
        capture = Capture(Mlp(), hidden="second", folder=self.folder / "one")
        metrics = capture.epoch(DataLoader(samples(), 8), 1, save="moments", metrics=True)
        for tap in ("penultimate", "previous"):
            one, two = (self.saved(f"{folder}epoch-0001-{tap}-train.npz") for folder in ("one/", ""))
            self.assert_same_moments(one, two)
        for rank in range(2):
            self.assert_metrics(torch.load(self.folder / f"metrics-{rank}"), metrics)
        features = self.saved("epoch-0002-penultimate-train.npz")
        self.assertEqual((len(features["features"]), len(features["labels"])), (45, 45))
        self.assertTrue((self.folder / "epoch-0003-penultimate-train.npz").exists())

    def test_optimizer_of_mse_is_translated(self):
        """docs/from-pytorch.md: for K classes decays times K/2, rates times 2/K."""
        model = Mlp()
        optimizer = torch.optim.SGD([{"params": [model.fc.bias], "weight_decay": 0.0},
                                     {"params": [p for p in model.parameters() if p is not model.fc.bias]}],
                                    lr=0.1, momentum=0.9, weight_decay=1e-3)
        capture = Capture(model, hidden="second", loss="mse", optimizer=optimizer, folder=self.folder)
        capture.step()
        optimizer.param_groups[1]["lr"] = 0.01
        capture.step()
        capture.epoch(DataLoader(samples(), 8), 2, feature_decay=1e-5)
        file = self.saved("epoch-0002-penultimate-train.npz")
        numpy.testing.assert_allclose(file["learning_rates"], [0.05, 0.005])
        self.assertEqual([float(file[n]) for n in ("steps", "momentum", "weight_decay", "hidden_weight_decay",
                                                   "feature_decay")], [2, 0.9, 2e-3, 2e-3, 1e-5])
        adamw = torch.optim.AdamW(model.parameters(), weight_decay=0.1)
        Capture(model, optimizer=adamw, folder=self.folder).epoch(DataLoader(samples(), 8), 3)
        file = self.saved("epoch-0003-penultimate-train.npz")
        self.assertEqual(file["weight_decay"], 0)
        self.assertNotIn("learning_rates", file)

    def test_sequences_ignored_labels_and_other_batches(self):
        model = nn.Sequential(nn.Linear(6, 5), nn.Linear(5, K))
        x, y = torch.randn(3, 4, 6), torch.tensor([[0, 1, 2, -100], [0, 1, 2, 3], [-100, 3, 1, 0]])
        capture = Capture(model, "1", folder=self.folder)
        capture.epoch([{"tokens": x, "labels": y}], 1, forward=lambda m, batch: (m(batch["tokens"]), batch["labels"])[1])
        file = self.saved("epoch-0001-penultimate-train.npz")
        numpy.testing.assert_array_equal(file["labels"], y[y >= 0])
        numpy.testing.assert_allclose(file["features"], model[0](x)[y >= 0].detach(), rtol=1e-6)

    def test_single_row_decides_by_sign(self):
        model = nn.Sequential(nn.Linear(6, 5), nn.Linear(5, 1))
        data = samples()
        data = TensorDataset(data.tensors[0], data.tensors[1] % 2)
        metrics = Capture(model, "1", folder=self.folder).epoch(DataLoader(data, 8), 1, "train", "moments", metrics=True)
        z = model(data.tensors[0])[:, 0].double()
        self.assertAlmostEqual(metrics["error"], float(((z > 0) != data.tensors[1]).double().mean()), 12)
        self.assertAlmostEqual(metrics["loss"], float(nn.functional.binary_cross_entropy_with_logits(
            z, data.tensors[1].double())), 6)
        self.assertEqual(self.saved("epoch-0001-penultimate-train.npz")["weights"].shape, (1, 5))


class HeadlineMetricsTest(unittest.TestCase):
    def test_simplex_has_collapsed(self):
        simplex = numpy.eye(3) - 1 / 3
        metrics = headline_metrics({
            "counts": numpy.array([2, 0, 2, 2]), "anchors": simplex[[0, 0, 1, 2]], "offsets": numpy.zeros((4, 3)),
            "squared_norm_sums": numpy.zeros(4), "scatter": numpy.zeros((3, 3)), "errors": 0.0,
            "cross_entropy_sum": 3.0, "squared_error_sum": 6.0}, simplex[[0, 0, 1, 2]], "mse")
        self.assertEqual([metrics[name] for name in ("nc1", "cdnv", "error", "loss")], [0, 0, 0, 0.5])
        for name in ("nc0", "nc2_etf", "nc3_etf", "equinorm"):
            self.assertAlmostEqual(metrics[name], 0, 12)


if __name__ == "__main__":
    unittest.main()
