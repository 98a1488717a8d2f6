"""Runs the code of published programs on reference.csv in double precision and prints the numbers of PublishedCodeTest.

usage: published.py FOLDER
FOLDER holds clones of rhubarbwu/neural-collapse (c05a0b8), tding1/Neural-Collapse (04ef586), glbreeze/neural_collapse (2c56e33),
jydzhao/neural_collapse_optimizer (7cab4a5) and neuralcollapse/neuralcollapse (7f12011), each named by its owner. Made with torch 1.13.0 and scipy 1.10.1.
"""
import collections
import csv
import json
import sys
import types
from pathlib import Path

import numpy as np
import scipy.linalg
import torch
from scipy.sparse.linalg import svds

torch.set_default_dtype(torch.float64)
HERE, CLONES = Path(__file__).parent, Path(sys.argv[1])
LINES = [line for line in csv.reader(open(HERE / "reference.csv")) if not line[0].startswith("#")]


def rows(kind):
    return torch.tensor([[float(value) for value in line[1:] if value] for line in LINES if line[0].startswith(kind)])


H, W, O, b = rows("H"), rows("W"), rows("O"), rows("b")[0]
y = torch.tensor([int(line[0][1:]) for line in LINES if line[0].startswith("H")])
K, d = W.shape
PAPYAN = ["Sw_invSb", "norm_M_CoV", "norm_W_CoV", "cos_M", "cos_W", "W_M_dist", "NCC_mismatch", "accuracy", "loss", "reg_loss"]
DECOMPOSITION = ["LNC1", "LNC23", "Lperp", "MSE_wd_features"]


def show(code, values):
    for name, value in values.items():
        print(f'"{code}, {name}, {float(value)!r}",')


def accumulated(accumulate):
    """What the library neural_collapse accumulates in several passes."""
    means = accumulate.MeanAccumulator(K, d, dtype=torch.float64)
    means.accumulate(H, y)
    M, mG = means.compute()
    norms = accumulate.VarNormAccumulator(K, d, M=M, dtype=torch.float64)
    norms.accumulate(H, y, M)
    covariance = accumulate.CovarAccumulator(K, d, M=M, dtype=torch.float64)
    covariance.accumulate(H, y, M)
    decisions = accumulate.DecAccumulator(K, d, M=M, W=W, dtype=torch.float64)
    decisions.accumulate(H, y, W, M)
    ood = accumulate.MeanAccumulator(1, d, dtype=torch.float64)
    ood.accumulate(O, torch.zeros(len(O), dtype=torch.int64))
    return M, mG, norms.compute()[0], covariance.compute(), decisions, ood.compute()[1]


def library(owner):
    """The modules of a copy of the library."""
    for name in [name for name in sys.modules if name.startswith("neural_collapse")]:
        del sys.modules[name]
    sys.path.insert(0, str(CLONES / owner))
    from neural_collapse import accumulate, kernels, measure
    sys.path.pop(0)
    return accumulate, kernels, measure


accumulate, kernels, measure = library("rhubarbwu")
M, mG, norms, covariance, decisions, mO = accumulated(accumulate)
show("rhubarbwu", {
    "nc1_pinv": measure.covariance_ratio(covariance, M, mG), "nc1_svd": measure.covariance_ratio(covariance, M, mG, "svd"),
    "nc1_quot": measure.covariance_ratio(covariance, M, mG, "quotient"), "nc1_cdnv": measure.variability_cdnv(norms, M),
    "nc2_etf_err": measure.simplex_etf_error(M, mG), "nc2g_dist": kernels.kernel_stats(M, mG)[1],
    "nc2g_log": kernels.kernel_stats(M, mG, kernel=kernels.log_kernel)[1], "nc3_dual_err": measure.self_duality_error(W, M, mG),
    "nc3u_uni_dual": measure.similarities(W, M, mG).var(), "nc4_agree": measure.clf_ncc_agreement(decisions),
    "nc5_ood_dev": measure.orthogonality_deviation(M, mO)})

accumulate, kernels, measure = library("jydzhao")
M, mG, norms, covariance, decisions, mO = accumulated(accumulate)
show("zhao", {
    "norm(last_layer_rowsum)": torch.linalg.norm(W.sum(0)), "NC1": measure.covariance_ratio(covariance, M, mG), "NC2n": measure.norm_cov(M, mG),
    "NC2a": measure.equiangular_M_error(M, mG), "NC2": measure.simplex_etf_error(M, mG), "NC2W": measure.structure_error(W, W),
    "NC2Wn": measure.norm_cov(W), "NC2Wa": measure.equiangular_W_error(W), "NC2M": measure.self_duality_error(W, M, mG),
    "NC3": measure.self_duality2_error(W, M, mG), "NC4": measure.clf_ncc_agreement(decisions)})


def part(path, start, end, names):
    """Runs part of a program that is no module: from one text to another, on the CPU."""
    source = (CLONES / path).read_text()
    exec(source[source.index(start):source.index(end) if end else None].replace(".cuda()", ""), names)
    return names


code = part("tding1/validate_NC.py", "def compute_Sigma_B", "def main", {"torch": torch, "np": np})
mean, means = H.mean(0), {k: H[y == k].mean(0) for k in range(K)}
within = sum(torch.outer(h - means[int(k)], h - means[int(k)]) for h, k in zip(H, y)) / len(y)
show("tding1", {
    "collapse_metric": np.trace(within.numpy() @ scipy.linalg.pinv(code["compute_Sigma_B"](means, mean))) / K,
    "ETF_metric": code["compute_ETF"](W), "WH_relation_metric": code["compute_W_H_relation"](W, means, mean)[0],
    "Wh_b_relation_metric": code["compute_Wh_b_relation"](W, mean, b),
    "train_acc1": 100 * ((H @ W.T + b).argmax(1) == y).double().mean()})

code = part("glbreeze/utils.py", "def compute_ETF", "class CrossEntropyLabelSmooth", {"torch": torch, "np": np, "svds": svds})
source = (CLONES / "glbreeze/utils.py").read_text().split("def analysis")[1].split("\nclass ")[0]
exec("def analysis" + source.replace("np.float32(", "np.float64("), code)


class Features(torch.nn.Module):
    """A network whose features are its inputs."""

    def __init__(self):
        super().__init__()
        self.classifier = torch.nn.Linear(d, K)
        self.classifier.weight.data, self.classifier.bias.data = W.clone(), b.clone()

    def forward(self, features, ret_feat):
        return self.classifier(features), features


values = code["analysis"](Features(), torch.nn.CrossEntropyLoss(reduction="sum"), [(H, y)], types.SimpleNamespace(C=K))
show("glbreeze", values)

# The notebook of Papyan, Han & Donoho: its cell with the function analysis, whose globals are set here.
cells = json.loads((CLONES / "neuralcollapse/neuralcollapse.ipynb").read_text())["cells"]
cell = next(text for text in ("".join(cell["source"]) for cell in cells) if text.startswith("def analysis"))
bar = types.SimpleNamespace(update=lambda count: None, set_description=lambda text: None, close=lambda: None)


def papyan(H, y, loss, weight_decay):
    """What analysis appends for these features."""
    graphs, linear = collections.defaultdict(list), Features().classifier
    criterion = getattr(torch.nn, loss)(reduction="sum")
    notebook = {"torch": torch, "np": np, "F": torch.nn.functional, "svds": svds, "tqdm": lambda **options: bar, "C": K, "debug": False, "epoch": 1,
                "features": types.SimpleNamespace(value=H), "classifier": linear, "loss_name": loss, "weight_decay": weight_decay, "device": "cpu"}
    exec(cell, notebook)
    notebook["analysis"](types.SimpleNamespace(**{name: graphs[name] for name in PAPYAN + DECOMPOSITION}), linear, criterion, "cpu", K, [(H, y)])
    return {name: values[0] for name, values in graphs.items() if values and name not in ("loss", "reg_loss", "MSE_wd_features")}


show("papyan", papyan(H, y, "CrossEntropyLoss", 0))
# The decomposition assumes classes of equal sizes: six samples each, of class 1 the first one twice.
equal = torch.cat([H[y == 0][:6], H[y == 1][:1], H[y == 1], H[y == 2][:6], H[y == 3][:6]])
values = papyan(equal, torch.arange(K).repeat_interleave(6), "MSELoss", .02)
show("papyan, equal sizes", {name: values[name] for name in DECOMPOSITION if name in values})
