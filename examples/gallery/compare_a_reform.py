"""
Compare a reform with what is
=============================

What would Junpu lose if its actors did not share one list of who needs what? Both villages live through the same luck: run by run, the
difference is what the platform did.
"""

from linkage_sim import compare

outcomes = ["stores", "online_households", "spending"]
found = compare("junpu", "platform.on=false", replicates=10, months=36, outcomes=outcomes)
print(found)

# %%
# The table has the difference of every outcome with its 95 % interval.

found.effects[["title", "baseline", "difference", "low", "high"]].round(1)

# %%
# The figure shows them in per cent of the baseline.

figure = found.plot()
