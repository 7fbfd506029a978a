"""Speed and memory of one size, in a process of its own; called by ``benchmarks/run.py``.

Prints one JSON object: households, threads, nanoseconds per household-month of a full month (all rules, all measures), bytes of state
per household, and bytes per household at the peak beyond what the process held before the world was made.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from linkage_sim import LinkageModel, Scenario
from linkage_sim.state.world import bytes_per_household

COUNTY_HOUSEHOLDS = 490 + 39 * 386


def counties(households: int) -> Scenario:
    """Return the bundled county as often as it takes to reach a number of households; below one county, the village of Junpu."""
    if households < COUNTY_HOUSEHOLDS:
        return Scenario.load("junpu")
    county = Scenario.load("county").resolved()
    copies = round(households / COUNTY_HOUSEHOLDS)
    county["places"] = [
        {**place, "name": f"{place['name']}-{copy}", "county": f"county-{copy}"} for copy in range(copies) for place in county["places"]
    ]
    county["evidence"] = {path: link for path, link in county["evidence"].items() if not path.startswith("places")}
    return Scenario.from_dict(county)


def peak_bytes() -> int:
    """Return the largest memory that the process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(households: int, threads: int, months: int, repeats: int) -> dict[str, float]:
    """Measure a size: the best of ``repeats`` runs of ``months`` months."""
    scenario = counties(households)
    warm = LinkageModel(Scenario.load("junpu"), threads=threads)
    warm.step()
    before = peak_bytes()
    best = float("inf")
    for seed in range(1, repeats + 1):
        model = LinkageModel(scenario, seed=seed, threads=threads)
        started = time.perf_counter()
        for _ in range(months):
            model.step()
        best = min(best, time.perf_counter() - started)
    count = len(model.households)
    return {
        "households": count,
        "threads": threads,
        "months": months,
        "ns": best / count / months * 1e9,
        "ms_per_run": best * 1e3,
        "state_bytes": bytes_per_household(model.world),
        "peak_bytes": (peak_bytes() - before) / count,
        "process_bytes": peak_bytes() / count,
    }


if __name__ == "__main__":
    print(json.dumps(measure(*(int(argument) for argument in sys.argv[1:5]))))
