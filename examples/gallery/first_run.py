"""
Run a village, and draw its take-off
====================================

Junpu is a village of 490 households. Twelve of them came home in 2012 and opened online stores.
"""

import matplotlib.pyplot as plt

from linkage_sim import run

# %%
# Ten runs differ by chance alone: the village and its behaviour are the same, the seeds are 1 to 10.

results = run("junpu", replicates=10)
results.monthly[["seed", "month", "stores", "online_households", "headcount"]].tail(3)

# %%
# Every run has its own line; the dark one is the median. 100 stores make a Taobao village.

stores = results.monthly.pivot(index="month", columns="seed", values="stores")
figure, axis = plt.subplots(figsize=(7, 3.5))
axis.plot(stores, color="lightgrey")
axis.plot(stores.median(axis="columns"), color="black")
axis.axhline(100, linestyle="dotted")
axis.set_ylabel("online stores")
figure
