
# %% [markdown]
# ## Unconstrained features models compared with the network
#
# Each model starts from the network's features and weights at the zero-error @EPOCH@ and follows its own gradient flow. Its time scale is fitted
# to NC1, NC2 and NC3 on the first half of the captured epochs. `verdict.txt` has the verdict.

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
trajectories = ufm[(ufm["kind"] == "trajectory") & ~ufm["quantity"].str.endswith("_nc1_scale")]
quantities = list(trajectories["quantity"].unique())
figure, axes = plt.subplots(1, len(quantities), figsize=(4 * len(quantities), 3.6), layout="constrained", squeeze=False)
for panel_axes, quantity in zip(axes[0], quantities):
    rows = trajectories[trajectories["quantity"] == quantity].sort_values("epoch")
    network = rows.drop_duplicates("epoch")
    panel_axes.plot(network["epoch"], positive(network["observed"]), color="black", label="network")
    for model, trajectory in rows.groupby("model"):
        panel_axes.plot(trajectory["epoch"], positive(trajectory["predicted"]), "--", label=model)
    finish(panel_axes, quantity)
    panel_axes.set_xlim(rows["epoch"].min(), last)
plt.show()
