"""
Describe a village of one's own
===============================

A village differs from others in facts and in policy; how people behave is the same everywhere. What is not said is taken from ``base``.
"""

from linkage_sim import Scenario, run

village = {
    "schema": 1,
    "name": "willow-bend",
    "title": "Willow Bend, a village of basket weavers",
    "extends": "base",
    "months": 60,
    "places": [{"name": "willow-bend", "households": 210, "founders": 3, "goods": 0.6, "product": "basketware"}],
}
scenario = Scenario.from_dict(village)

# %%
# How people behave is known within limits only. An ensemble holds the parameter sets that fit the evidence, and each run has one of them.

results = run(scenario, replicates=20, ensemble="junpu")
end = results.monthly.groupby("seed").last()
end[["stores", "online_households", "headcount"]].quantile([0.05, 0.5, 0.95])

# %%
# A median alone would say too much: the bands are what the evidence allows.

from linkage_sim.views.emergence import emergence  # noqa: E402

figure = emergence(results.monthly, scenario.title).figure
