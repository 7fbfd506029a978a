"""Cost of a part of the country, in a process of its own; called by ``benchmarks/run.py``.

Prints one JSON object: villages and households that are played, villages awake in the last month, processor seconds of drawing them and of
their months, bytes of state, and bytes of the whole process at the peak. Processor time, since it holds on a machine that others share.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from linkage_sim import LinkageModel, Scenario
from linkage_sim.nation.country import country_of
from linkage_sim.state.world import bytes_per_household

PART = {"nation.only": ["jiangxi"], "nation.per_stratum": 5}


def peak_bytes() -> int:
    """Return the largest memory that the process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(arrivals: float, months: int) -> dict[str, float]:
    """Play one province with so many groups of founders a year per 1,000 villages."""
    scenario = Scenario.load("china").with_overrides({**PART, "nation.arrivals": arrivals, "months": months})
    LinkageModel(Scenario.load("junpu")).step()  # the rules are loaded first
    assert scenario.nation is not None, "china is a country"
    country_of(scenario.nation)
    began = time.process_time()
    model = LinkageModel(scenario, seed=1, threads=1)
    drawn = time.process_time()
    model.run()
    done = time.process_time()
    return {
        "arrivals": arrivals,
        "months": months,
        "villages": len(model.villages),
        "awake": float((model.world.villages.array["awake"] * model.world.villages.array["weight"]).sum()),
        "households": len(model.households),
        "drawing": drawn - began,
        "seconds": done - drawn,
        "state_bytes": bytes_per_household(model.world) * len(model.households),
        "process_bytes": peak_bytes(),
    }


if __name__ == "__main__":
    print(json.dumps(measure(float(sys.argv[1]), int(sys.argv[2]))))
