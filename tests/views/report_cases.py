"""Result folders for the tests of the report: a run, and sweeps that went well or badly."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from linkage_sim.experiments.design.experiment import Experiment
from linkage_sim.experiments.running import run
from linkage_sim.experiments.study.ledger import Ledger
from linkage_sim.experiments.study.sweeping import sweep
from linkage_sim.experiments.study.work import Failure
from linkage_sim.scenario import Scenario
from tests.folders import tell

MONTHS = 26
EVIL = 'A <b>village</b> & "more" </script><script>alert(1)</script><img src=x onerror=alert(2)>'
GRID: dict[str, Any] = {
    "schema": 1,
    "name": "grid",
    "title": EVIL,
    "question": "Does <i>it</i> matter & how?",
    "scenario": "junpu",
    "months": MONTHS,
    "factors": {
        "accuracy": {"path": "platform.accuracy", "range": [0.3, 0.9], "steps": 3, "title": "accuracy </script> of the platform"},
        "founders": {"path": "places.junpu.founders", "values": [0, 12, 4]},
        "platform": {"path": "platform.on", "values": [True, False]},
    },
    "replicates": 4,
    "seed": 5,
    "outcomes": {
        "poor": {"column": "poor_people", "summary": "mean", "last": 6, "better": "less", "title": "poor people"},
        "share": {"column": "headcount", "better": "less", "title": "share who are poor"},
        "stores": {"column": "stores", "better": "more", "title": "online stores"},
        "sales": {"column": "sales", "summary": "sum", "title": "online sales"},
    },
}


def make_sweep(folder: Path, **changes: Any) -> Path:
    """Sweep the grid, or a variant of it."""
    content = {key: value for key, value in (GRID | changes).items() if value is not None}
    sweep(Experiment.from_dict(content), folder, engine="inprocess", command="linkage-sim sweep grid.yaml --out kept")
    return folder


def make_run(folder: Path, replicates: int = 3, villages: bool = False, **overrides: Any) -> Path:
    """Run Junpu, without figures."""
    scenario = Scenario.from_dict({**Scenario.load("junpu").resolved(), "title": EVIL}).with_overrides({"months": 30, **overrides})
    command = "linkage-sim run junpu --replicates 3 --seed 3 --out kept"
    return run(scenario, replicates=replicates, seed=3, villages=villages, out=folder, command=command).folder


def spoil(folder: Path, into: Path, failed: int = 2, pending: int = 3) -> Path:
    """Copy a sweep as if it had been interrupted after some of its runs had failed."""
    shutil.copytree(folder, into)
    ledger = Ledger(into / "ledger.sqlite")
    runs = [entry.run for entry in ledger.entries()]
    ledger.fail({run: Failure("run", f"{EVIL} {number}") for number, run in enumerate(runs[:failed])})
    ledger.forget(runs[failed : failed + pending])
    ledger.close()
    for table in into.glob("*.parquet"):
        table.unlink()
    tell(into, lambda known: known | {"state": "running", "finished": None, "files": {}, "ledger": None})
    return into
