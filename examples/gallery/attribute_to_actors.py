"""
Share an outcome out among the actors
=====================================

Five actors hold different pieces of what a household needs for a shop. All 32 coalitions of them are run, each with the same seeds.
An actor's share is its mean contribution over all orders in which the five could have joined: its Shapley value.
"""

import matplotlib.pyplot as plt

from linkage_sim import attribute

small = {"places.junpu.households": 100}  # a fifth of Junpu, to be quick
found = attribute("junpu", 3, outcomes=["stores"], platform=[True], months=36, settings=small, engine="inprocess")
shares = found.shares.set_index("player")[["value", "low", "high"]]
shares.round()

# %%
# The bars add up to what all five achieve together; the lines are 95 % intervals.

figure, axis = plt.subplots(figsize=(7, 2.5))
axis.barh(shares.index, shares["value"])
axis.hlines(shares.index, shares["low"], shares["high"], color="black")
axis.set_xlabel("stores after three years")
figure.tight_layout()

# %%
# What the five bring together, less what each brings alone, is due to their linkage.

found.linkage.query("quantity == 'linkage'")[["outcome", "value", "low", "high"]].round()
