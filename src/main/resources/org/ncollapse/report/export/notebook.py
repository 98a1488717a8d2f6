# %% [markdown]
# # `@NAME@`
#
# The run's tables, read with pandas and drawn with matplotlib. `manifest.json` says where they come from, `columns.csv` what each column is,
# `references.bib` what to cite. Run the notebook in the folder that it lies in.

# %%
import json

import matplotlib.pyplot as plt
import pandas as pd

with open("manifest.json", encoding="utf-8") as file:
    manifest = json.load(file)
metrics = pd.read_csv("metrics.csv")
epochs = pd.read_csv("epochs.csv")
columns = pd.read_csv("columns.csv")

counts = "iteration" if "simulation" in manifest else "epoch"  # what the column epoch counts
layers = list(metrics["layer"].unique())
head = metrics.loc[metrics["loss"].notna(), "layer"].iloc[0]  # the layer that the head reads
zero = metrics.loc[metrics["terminal_phase"] == 1, "epoch"].min()  # NaN where training error never was zero
last = metrics["epoch"].max()
pd.Series({"status": manifest["status"], "last " + counts: last, "first without training error": zero}).to_frame("run")

# %% [markdown]
# ## What the columns are

# %%
pd.set_option("display.max_colwidth", None)
columns[columns["file"] == "metrics.csv"].set_index("name")[["definition", "unit", "source"]]

# %% [markdown]
# ## The end, beside the first @COUNTS@ without training error

# %%
shown = ["loss", "error", "nc1", "cdnv", "nc2_of", "nc2_etf", "nc3_of", "nc3_etf", "nc4_mismatch"]
at_head = metrics[(metrics["layer"] == head) & metrics["epoch"].isin([zero, last])]
at_head.set_index(["epoch", "split"])[shown].T


# %% [markdown]
# ## Figures
#
# Logarithmic axes, on which a zero is a gap; the terminal phase, from the first @COUNTS@ without training error on, is shaded.
# Training split solid, test split dashed, a colour a layer.

# %%
def panel(axes, column, title, at=layers):
    """Draws one column of metrics.csv against the epoch, at the layers that have it."""
    for colour, layer in enumerate(layers):
        for split, style in (("train", "-"), ("test", "--")):
            rows = metrics[(metrics["layer"] == layer) & (metrics["split"] == split)].sort_values("epoch")
            if layer in at and (rows[column] > 0).any():
                axes.plot(rows["epoch"], positive(rows[column]), style, marker=".", markersize=3, color=f"C{colour}", label=f"{layer}, {split}")
    finish(axes, title)


def positive(values):
    """A zero has no place on a logarithmic axis: it becomes a gap."""
    return values.where(values > 0)


def finish(axes, title):
    axes.set_yscale("log")
    axes.set_title(title)
    axes.set_xlabel(counts)
    axes.set_xlim(0, max(last, 1))
    if pd.notna(zero):
        axes.axvspan(zero, last, color="0.93", zorder=0)
    if axes.get_legend_handles_labels()[1]:
        axes.legend(fontsize="small")


# %% [markdown]
# Loss (the data term) and error at fixed weights; in gray the means over each epoch's batches, while the weights move.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
for axes, column in ((left, "loss"), (right, "error")):
    if (epochs[column] > 0).any():
        axes.plot(epochs["epoch"], positive(epochs[column]), color="0.7", label="while training")
    panel(axes, column, column, at=[head])
plt.show()

# %% [markdown]
# NC1: the spread within classes beside the spread between them.

# %%
figure, axes = plt.subplots(figsize=(5.5, 3.6), layout="constrained")
panel(axes, "nc1", "NC1")
plt.show()

# %% [markdown]
# NC2: the class means' distance from an orthogonal frame (OF), and the centred means' from a simplex (ETF).

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
panel(left, "nc2_of", "NC2: distance to OF")
panel(right, "nc2_etf", "NC2: distance to ETF")
plt.show()

# %% [markdown]
# NC3: the same distances for the logits at the class means, that is, whether the head is aligned with them.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
panel(left, "nc3_of", "NC3: distance to OF")
panel(right, "nc3_etf", "NC3: distance to ETF")
plt.show()


# %% [markdown]
# ## Gram matrices and logits at the end
#
# Inner products of the class means and of the head's rows, and the logits at the class means, on the training split.

# %%
def heat(axes, rows, title):
    """Draws tidy rows (i, j, value) as a matrix, zero in white."""
    matrix = rows.pivot(index="i", columns="j", values="value")
    limit = matrix.abs().max().max()
    image = axes.imshow(matrix, cmap="RdBu_r", vmin=-limit, vmax=limit)
    axes.set_title(title)
    axes.locator_params(integer=True)
    axes.figure.colorbar(image, ax=axes, shrink=0.8)


gram = pd.read_csv("gram.csv").query("epoch == @last and layer == @head and split == 'train'")
logits = pd.read_csv("logits.csv").query("epoch == @last and layer == @head and split == 'train'")
figure, axes = plt.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
heat(axes[0], gram[gram["matrix"] == "class_mean_gram"], "class means")
heat(axes[1], gram[gram["matrix"] == "weight_gram"], "head")
heat(axes[2], logits, "logits")
plt.show()
