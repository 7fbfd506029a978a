"""Speed of the plain Mesa model, in a process of its own; called by ``benchmarks/run.py``.

A plain model has one village; more households are more villages of Junpu, all in memory at once and stepped in turn.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.plain_mesa import PlainModel
from linkage_sim import Scenario

VILLAGE = 490


def measure(households: int, months: int) -> dict[str, float]:
    """Measure a size over some months from the start, all rules and all measures."""
    scenario = Scenario.load("junpu")
    models = [PlainModel(scenario, seed=seed) for seed in range(1, max(round(households / VILLAGE), 1) + 1)]
    started = time.perf_counter()
    for _ in range(months):
        for model in models:
            model.step()
    spent = time.perf_counter() - started
    count = VILLAGE * len(models)
    return {"households": count, "months": months, "ns": spent / count / months * 1e9, "ms_per_run": spent / len(models) * 1e3}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
