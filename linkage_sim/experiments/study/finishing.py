"""How a study ends: its tables are gathered, and its manifest tells what it is and what stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...scenario.reading import MADE, read_file
from .. import manifest as facts
from ..stored import STUDY, write_manifest
from .folder import ENSEMBLE, hashes
from .gathering import gather_tables, write_tables
from .runner import first_failure
from .study import Study

if TYPE_CHECKING:
    from ..design.experiment import Experiment
    from .ledger import Ledger
    from .plan import Plan


def finish(folder: Path, ledger: Ledger, plan: Plan, command: str | None, rows: int | None = None) -> None:
    """Gather the tables and tell that the study is whole.

    Raises
    ------
    LinkageError
        Where no run has succeeded.
    """
    error, experiment = first_failure(ledger), plan.experiment
    if error:
        write_manifest(folder, manifest_of(folder, ledger, experiment, command, "failed"))
        raise error
    gather_all(Study(folder, plan=plan, manifest={"versions": facts.versions(plan.model_version)}), ledger, rows)
    write_manifest(folder, manifest_of(folder, ledger, experiment, command, "finished"))


def gather_all(study: Study, ledger: Ledger, rows: int | None) -> None:
    """Gather the months, and write what is summed up of them."""
    gather_tables(study.folder, ledger, study.plan.tables, rows)
    write_tables(study.folder, study, ledger)


def manifest_of(folder: Path, ledger: Ledger, experiment: Experiment, command: str | None, state: str) -> dict[str, Any]:
    """What the manifest tells of a study: what was asked, what became of it, what made it, and hashes of all that it says."""
    from ...model import MODEL_VERSION

    whole = state == "finished"
    return {
        "kind": STUDY,
        "state": state,
        "command": command,
        **(_of_one(folder, ledger, experiment) if experiment.single else {}),
        "experiment": experiment.name,
        "title": experiment.title,
        "question": experiment.question,
        "scenarios": {name: scenario.hash for name, scenario in experiment.scenarios.items()},
        "points": experiment.point_count,
        "replicates": ledger.replicates(),
        "seeds": _seeds(ledger, experiment),
        "states": ledger.counts(),
        "versions": facts.versions(MODEL_VERSION),
        "commit": facts.commit(),
        "started": ledger.fact("started"),
        "finished": facts.now() if whole else None,
        "files": hashes(folder) if whole else {},
        "ledger": ledger.digest() if whole else None,
    }


def _of_one(folder: Path, ledger: Ledger, experiment: Experiment) -> dict[str, Any]:
    """What is told of the runs of one scenario besides: which it is, and what became of each run."""
    scenario = next(iter(experiment.scenarios.values()))
    path = folder / ENSEMBLE
    ensemble = read_file(path, MADE).value["name"] if path.is_file() else None
    runs = {entry.run: entry.state for entry in ledger.entries()}
    return {"scenario": scenario.name, "scenario_hash": scenario.hash, "ensemble": ensemble, "start": scenario.start,
            "months": scenario.months, "runs": runs}  # fmt: skip


def _seeds(ledger: Ledger, experiment: Experiment) -> list[int]:
    """Seeds of the runs of one scenario; of several points, which share theirs, the first and the last."""
    if experiment.single:
        return [entry.seed for entry in ledger.entries()]
    return [experiment.data.seed, experiment.data.seed + max(ledger.replicates(), 1) - 1]
