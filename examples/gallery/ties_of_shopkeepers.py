"""
Look into a village
===================

A model is run month by month and can be looked into at any time. Here: do households with a shop have more ties than others?
"""

import matplotlib.pyplot as plt
import pandas as pd

from linkage_sim import LinkageModel

model = LinkageModel("junpu", seed=1)
for _ in range(12):
    model.step()
model.households[17]

# %%
# The village is a graph of networkx: households, the providers of help, kin, neighbours, and who served whom.

graph = model.graph(0)
print(graph)

# %%
# Ties of households with and without a shop.

households = [node for node, facts in graph.nodes(data=True) if facts["kind"] == "household"]
ties = graph.subgraph(households)
table = pd.DataFrame({"ties": [ties.degree[node] for node in households]})
table["shop"] = [graph.nodes[node]["stores"] > 0 for node in households]
table.groupby("shop")["ties"].describe().round(1)

# %%
# The same as a picture.

figure, axis = plt.subplots(figsize=(5, 3))
for shop, few in table.groupby("shop"):
    axis.hist(few["ties"], range(8, 21), density=True, alpha=0.5, label="with a shop" if shop else "without")
axis.legend()
