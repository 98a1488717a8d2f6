
# %% [markdown]
# ## Unconstrained features models beside the network
#
# Each model started where training error first was zero and followed its own gradient; its time was scaled to the network's by the first
# half of the curves. `verdict.txt` says in words what came of it.

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
paths = ufm[(ufm["kind"] == "trajectory") & ~ufm["quantity"].str.endswith("_nc1_scale")]
quantities = list(paths["quantity"].unique())
figure, axes = plt.subplots(1, len(quantities), figsize=(4 * len(quantities), 3.6), layout="constrained", squeeze=False)
for place, quantity in zip(axes[0], quantities):
    rows = paths[paths["quantity"] == quantity].sort_values("epoch")
    network = rows.drop_duplicates("epoch")
    place.plot(network["epoch"], positive(network["observed"]), color="black", label="network")
    for model, path in rows.groupby("model"):
        place.plot(path["epoch"], positive(path["predicted"]), "--", label=model)
    finish(place, quantity)
    place.set_xlim(rows["epoch"].min(), last)
plt.show()
