# %% [markdown]
# # `@NAME@`
#
# This notebook reads the run's tables with pandas and plots them with matplotlib. `manifest.json` has the provenance, `columns.csv` defines the
# columns, `references.bib` lists what to cite. Run the notebook in its own folder.

# %%
import json

import matplotlib.pyplot as plt
import pandas as pd

with open("manifest.json", encoding="utf-8") as file:
    manifest = json.load(file)
metrics = pd.read_csv("metrics.csv")
epochs = pd.read_csv("epochs.csv")
columns = pd.read_csv("columns.csv")

epoch_label = "iteration" if "simulation" in manifest else "epoch"  # what the column epoch counts
layers = list(metrics["layer"].unique())
# The head's input layer is the only one that has a loss.
with_loss = list(metrics.loc[metrics["loss"].notna(), "layer"])
head = (with_loss + [layer for layer in layers if layer == "penultimate"] + layers)[0]
first_split = metrics[metrics["split"] == ("train" if (metrics["split"] == "train").any() else "test")]
zero_error_epoch = first_split.loc[first_split["terminal_phase"] == 1, "epoch"].min()  # NaN if there is none
last = metrics["epoch"].max()
pd.Series({"status": manifest["status"], "last " + epoch_label: last, "zero-error " + epoch_label: zero_error_epoch}).to_frame("run")

# %% [markdown]
# ## Definitions of the columns

# %%
pd.set_option("display.max_colwidth", None)
columns[columns["file"] == "metrics.csv"].set_index("name")[["definition", "unit", "source"]]

# %% [markdown]
# ## Metrics at the zero-error @EPOCH@ and at the last @EPOCH@

# %%
METRICS = [@METRICS@]
at_head = metrics[(metrics["layer"] == head) & metrics["epoch"].isin([zero_error_epoch, last])]
at_head.set_index(["epoch", "split"])[METRICS].T


# %% [markdown]
# ## Figures
#
# The axes are logarithmic; zeros are gaps. The terminal phase, from the zero-error @EPOCH@ on, is shaded.
# Lines are solid for the training split and dashed for the test split. Each layer has its color.

# %%
def panel(axes, column, title, at=layers):
    """Plots a column of metrics.csv against the epoch for the layers that have it."""
    for color, layer in enumerate(layers):
        for split, style in (("train", "-"), ("test", "--")):
            rows = metrics[(metrics["layer"] == layer) & (metrics["split"] == split)].sort_values("epoch")
            if layer in at and (rows[column] > 0).any():
                axes.plot(rows["epoch"], positive(rows[column]), style, marker=".", markersize=3, color=f"C{color}", label=f"{layer}, {split}")
    finish(axes, title)


def positive(values):
    """Replaces values that a logarithmic axis cannot show by gaps."""
    return values.where(values > 0)


def finish(axes, title):
    axes.set_yscale("log")
    axes.set_title(title)
    axes.set_xlabel(epoch_label)
    axes.set_xlim(0, max(last, 1))
    if pd.notna(zero_error_epoch):
        axes.axvspan(zero_error_epoch, last, color="0.93", zorder=0)
    if axes.get_legend_handles_labels()[1]:
        axes.legend(fontsize="small")


# %% [markdown]
# Loss (the data term) and error at fixed weights. Gray: means over each epoch's batches during training.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
for axes, column in ((left, "loss"), (right, "error")):
    if (epochs[column] > 0).any():
        axes.plot(epochs["epoch"], positive(epochs[column]), color="0.7", label="training mean")
    panel(axes, column, column, at=[head])
plt.show()

# %% [markdown]
# NC1: within-class variability relative to between-class variability.

# %%
figure, axes = plt.subplots(figsize=(5.5, 3.6), layout="constrained")
panel(axes, "nc1", "NC1")
plt.show()

# %% [markdown]
# NC2: distance of the class means to an orthogonal frame (OF), and of the centered class means to a simplex ETF.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
panel(left, "nc2_of", "NC2: distance to OF")
panel(right, "nc2_etf", "NC2: distance to ETF")
plt.show()

# %% [markdown]
# NC3: the same distances for the logits at the class means. They are small if the head is aligned with the class means.

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
    """Plots rows (i, j, value) as a matrix; zero is white."""
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
