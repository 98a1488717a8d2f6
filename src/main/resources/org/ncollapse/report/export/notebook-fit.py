
# %% [markdown]
# ## Unconstrained features models compared with the network
#
# Each model starts from the network's features and weights at the zero-error @EPOCH@ and follows its own gradient flow, at the network's time
# Σ η/(1 − μ). Only κ, the rate of the features, is fitted, on the first half of the captured epochs. Thin lines: frozen features (κ = 0).
# `verdict.txt` has the verdict.

# %%
with open("verdict.txt", encoding="utf-8") as file:
    print(file.read())

# %%
ufm = pd.read_csv("ufm.csv").fillna({"layer": ""})
ufm[ufm["kind"] == "score"].pivot(index="quantity", columns="model", values="observed")

# %%
ufm[(ufm["kind"] == "prediction") & (ufm["epoch"] == last)].pivot(
    index=["layer", "quantity"], columns="model", values=["observed", "predicted", "relative_error"])

# %%
trajectories = ufm[ufm["kind"] == "trajectory"]
times = trajectories[trajectories["quantity"] == "decay_time"].groupby("epoch")["observed"].first()
quantities = [name for name in trajectories["quantity"].unique() if name != "decay_time" and not name.endswith("_frozen")]
figure, axes = plt.subplots(1, len(quantities), figsize=(4 * len(quantities), 3.6), layout="constrained", squeeze=False)
for panel_axes, quantity in zip(axes[0], quantities):
    rows = trajectories[trajectories["quantity"] == quantity].sort_values("epoch")
    network = rows.drop_duplicates("epoch")
    panel_axes.plot(times[network["epoch"]], positive(network["observed"]), color="black", label="network")
    for model, trajectory in rows.groupby("model"):
        line, = panel_axes.plot(times[trajectory["epoch"]], positive(trajectory["predicted"]), "--", label=model)
        frozen = trajectories[(trajectories["quantity"] == quantity + "_frozen") & (trajectories["model"] == model)].sort_values("epoch")
        panel_axes.plot(times[frozen["epoch"]], positive(frozen["predicted"]), "--", color=line.get_color(), linewidth=0.7)
    panel_axes.set_yscale("log")
    panel_axes.set_title(quantity)
    panel_axes.set_xlabel("Σ η λ/(1 − μ), time constants of weight decay")
    panel_axes.legend(fontsize="small")
plt.show()
