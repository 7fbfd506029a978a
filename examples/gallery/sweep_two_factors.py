"""
Sweep over what is not known
============================

How many must come home for Junpu to take off, and does it matter how many can be connected? An experiment varies both.
"""

import matplotlib.pyplot as plt

from linkage_sim import sweep

experiment = {
    "schema": 1,
    "name": "founders-and-lines",
    "title": "Founders and lines",
    "scenario": "junpu",
    "factors": {
        "founders": {"path": "places.junpu.founders", "values": [0, 2, 6, 12]},
        "broadband": {"path": "places.junpu.broadband", "values": [0.1, 0.5, 0.9]},
    },
    "replicates": 4,
    "outcomes": {"stores": {"column": "stores", "summary": "at", "month": "2014-12"}},
}
study = sweep(experiment, engine="inprocess")
rows = study.points.join(study.outcomes.groupby("design")["stores"].mean())
mean = rows.pivot(index="broadband", columns="founders", values="stores")
mean.round()

# %%
# The same as a picture.

figure, axis = plt.subplots(figsize=(6, 3))
image = axis.imshow(mean, origin="lower", aspect="auto")
axis.set_xticks(range(len(mean.columns)), mean.columns)
axis.set_yticks(range(len(mean.index)), mean.index)
axis.set(xlabel="returned shopkeepers", ylabel="households that could be connected")
figure.colorbar(image, label="stores in December 2014")
