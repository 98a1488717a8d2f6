"""All metrics of docs/metrics.md in batched double precision: moments first, then K×K matrices and one eigenproblem."""
import math

import torch

TINY = torch.finfo(torch.float64)


class SampleSums:
    """Sums over samples that need the class means, accumulated block by block."""

    def __init__(self, means, head):
        classes, width = means.shape
        self.means, self.head = means, head
        self.center = means.mean(0)
        centered = means - self.center
        self.nearest, self.half_squares = centered.T.contiguous(), centered.square().sum(1) / 2
        directions = head - head.mean(0)
        self.directions = (directions / directions.norm(dim=1, keepdim=True)).T.contiguous()
        self.within = torch.zeros(width, width, dtype=torch.float64)
        self.squares = torch.zeros(classes, dtype=torch.float64)
        self.mismatches = self.errors = self.loss = 0
        self.margins = []

    def add(self, features, labels):
        """features: rows × d in double."""
        spread = features - self.means[labels]
        self.within.addmm_(spread.T, spread)
        self.squares.index_add_(0, labels, spread.square().sum(1))
        logits = features @ self.head.T
        predicted = logits.argmax(1)
        self.errors += int((predicted != labels).sum())
        logits[torch.arange(len(labels)), labels] -= 1
        self.loss += float(logits.square().sum())
        shifted = features - self.center
        self.mismatches += int((predicted != (shifted @ self.nearest - self.half_squares).argmax(1)).sum())
        cosines = shifted @ self.directions
        own = cosines.gather(1, labels[:, None])
        cosines.scatter_(1, labels[:, None], -math.inf)
        self.margins.append((own[:, 0] - cosines.max(1).values) / shifted.norm(dim=1))


def metrics(counts, sums, penalty, decay, learning_rate):
    """All columns. counts: K; sums: SampleSums of the split; penalty: of all parameters; decay: the head's weight decay."""
    means, head, within = sums.means, sums.head, sums.within / counts.sum()
    classes, width = means.shape
    samples = float(counts.sum())
    centered, head_centered = means - sums.center, head - head.mean(0)
    values, vectors = torch.linalg.eigh(within)
    # Σ_B = BBᵀ of rank K−1 at most: the left singular vectors of the centered means, never a d×d pseudo-inverse.
    _, between, directions = torch.linalg.svd(centered / math.sqrt(classes), full_matrices=False)
    between, directions = between[: classes - 1], directions[: classes - 1]
    rank = int((between.square() > max(width, classes) * TINY.eps * between[0].square()).sum())
    variances = sums.squares / counts
    upper = torch.triu_indices(classes, classes, 1)
    gaps = (centered[upper[0]] - centered[upper[1]]).square().sum(1)
    unit = centered / centered.norm(dim=1, keepdim=True)
    head_unit = head_centered / head_centered.norm(dim=1, keepdim=True)
    distances = (unit[upper[0]] - unit[upper[1]]).norm(dim=1)
    margins = torch.cat(sums.margins).sort().values
    global_mean = sums.center
    logits = head @ global_mean
    second = within + (means * (counts / samples)[:, None]).T @ means
    singular = torch.linalg.svdvals(means)
    row = {
        "nc1": float((((directions[:rank] @ within) * directions[:rank]).sum(1) / between[:rank].square()).sum()) / classes,
        "nc0": float(head.sum(0).norm()),
        "nc1_trace_ratio": float(within.trace() / between.square().sum()),
        "cdnv": float(((variances[upper[0]] + variances[upper[1]]) / (2 * gaps)).mean()),
        "vci": vci(values, vectors, between, directions, rank),
        "nc2_etf": to_etf(centered @ centered.T), "nc2_of": to_of(means @ means.T),
        "nc2_etf_head": to_etf(head @ head.T), "nc2_of_head": to_of(head @ head.T),
        "equinorm": variation(centered.norm(dim=1)), "equinorm_head": variation(head.norm(dim=1)),
        **angles(unit, ""), **angles(head_unit, "_head"),
        "nc2_uniformity": float(distances.var(unbiased=False)), "nc2_log_uniformity": float((-distances.log()).var(unbiased=False)),
        "nc3_etf": to_etf(head @ centered.T), "nc3_of": to_of(head @ means.T),
        "nc3_distance": float((head / head.norm() - centered / centered.norm()).square().sum()),
        "nc3_distance_uncentered": float((head / head.norm() - means / means.norm()).square().sum()),
        "nc3_uniform_duality": float((head * centered).sum(1).var()),
        "nc3_uniform_duality_cosine": float((head_unit * unit).sum(1).var()),
        "nc4_mismatch": sums.mismatches / samples,
        "head_bias_residual": float((logits - logits.mean()).norm()),
        "global_mean_ratio": float(global_mean.square().sum() / means.square().sum(1).mean()),
        "stable_rank": float(second.trace() / torch.linalg.eigvalsh(second)[-1]),
        "effective_rank": float((singular.sum() / singular.norm()).square()),
        "head_principal_angle": principal_angle(head_centered, directions[:rank]),
        "cosine_margin_p0": float(margins[0]), "cosine_margin_p5": float(margins.quantile(0.05)), "cosine_margin_p50": float(margins.quantile(0.5)),
        **mse_parts(counts / samples, means, head, within, values, vectors, decay),
        "loss": sums.loss / (2 * samples), "objective": sums.loss / (2 * samples) + penalty,
        "error": sums.errors / samples, "learning_rate": learning_rate, "terminal_phase": 0,
    }
    return row


def to_etf(product):
    classes = len(product)
    frame = (torch.eye(classes, dtype=torch.float64) - 1 / classes) / math.sqrt(classes - 1)
    return float((product / product.norm() - frame).norm())


def to_of(product):
    return float((product / product.norm() - torch.eye(len(product), dtype=torch.float64) / math.sqrt(len(product))).norm())


def variation(norms):
    return float(norms.std(unbiased=False) / norms.mean())


def angles(unit, suffix):
    classes = len(unit)
    cosines = (unit @ unit.T)[~torch.eye(classes, dtype=torch.bool)]
    return {"equiangle" + suffix: float(cosines.std(unbiased=False)), "maxangle" + suffix: float((cosines + 1 / (classes - 1)).abs().mean())}


def resolvent(columns, eigenvalues):
    """Eigenpairs of (I + ZᵀS⁺Z)⁻¹ from Zᵀ in S's eigenbasis: vectors, ρ, and 1/ρ − 1."""
    floor = max(columns.shape) * TINY.eps * eigenvalues.max()
    vectors, singular, right = torch.linalg.svd(columns / eigenvalues.clamp(min=floor).sqrt(), full_matrices=False)
    unresolved = (right[:, eigenvalues <= floor]).square().sum(1)
    signal_to_noise = singular.square()
    signal_to_noise[unresolved * signal_to_noise > 1 + (1 - unresolved) * signal_to_noise] = math.inf
    return vectors, 1 / (1 + signal_to_noise), signal_to_noise


def vci(values, vectors, between, directions, rank):
    _, shrinkages, _ = resolvent((between[:rank, None] * directions[:rank]) @ vectors, values)
    return float((len(between) - rank + shrinkages.sum()) / len(between))


def principal_angle(head, directions):
    _, singular, rows = torch.linalg.svd(head, full_matrices=False)
    rows = rows[: int((singular.square() > max(head.shape) * TINY.eps * singular[0].square()).sum())]
    smaller, larger = (rows, directions) if len(rows) <= len(directions) else (directions, rows)
    cosines = smaller @ larger.T
    sine, cosine = torch.linalg.svdvals(smaller - cosines @ larger).max(), torch.linalg.svdvals(cosines).min()
    return math.degrees(math.asin(sine) if sine < cosine else math.acos(min(1, cosine)))


def mse_parts(fractions, means, head, within, values, vectors, decay):
    """The parts of the squared error, for a head without bias."""
    scaled = fractions.sqrt()[:, None] * (means @ vectors)
    basis, shrinkages, signal_to_noise = resolvent(scaled, values + decay)
    weights = (fractions[:, None] * basis.square()).sum(0)
    nc1 = float(torch.where(shrinkages == 0, torch.zeros_like(signal_to_noise), weights * shrinkages.square() * signal_to_noise).sum() / 2)
    nc23 = float((weights * shrinkages.square()).sum() / 2)
    residual = means @ head.T - torch.eye(len(head), dtype=torch.float64)
    total = float(((head @ within) * head).sum() + decay * head.square().sum() + (fractions[:, None] * residual.square()).sum()) / 2
    return {"mse_nc1": nc1, "mse_nc23": nc23, "mse_perp": total - nc1 - nc23}
