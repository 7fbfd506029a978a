"""
Look into a village
===================

A model is run month by month and can be looked into at any time. Here: do households with a shop have more ties than others?
"""

import pandas as pd

from linkage_sim import LinkageModel

model = LinkageModel("junpu", seed=1)
for _ in range(12):
    model.step()
model

# %%
# One household, as it stands after a year.

model.households[17]

# %%
# The village is a graph of networkx: households, the providers of help, kin, neighbours, and who served whom.

graph = model.graph(0)
print(graph)

# %%
# Ties of households with and without a shop.

households = {node: facts for node, facts in graph.nodes(data=True) if facts["kind"] == "household"}
table = pd.DataFrame.from_dict(households, orient="index").reset_index(drop=True)
ties = graph.subgraph(households)
table["ties"] = [ties.degree[node] for node in households]
table["shop"] = table["stores"] > 0
table.groupby("shop")["ties"].describe().round(1)
