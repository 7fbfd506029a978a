"""What a report tells of a result folder that ``run`` has made."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...experiments.analysis.keeping import answers
from ...experiments.results import Results, read_results
from ...findings.words import counted
from . import support
from .analyses import leading
from .atlas import atlas
from .content import Content, Table, right, table
from .figures import drawn_for_run, kept
from .provenance import provenance
from .run_answer import sentences
from .run_tables import tables

if TYPE_CHECKING:
    import pandas as pd


def of_run(folder: Path, manifest: Mapping[str, Any]) -> Content:
    """Read a folder of one scenario's runs, and say what it tells."""
    results = read_results(folder)
    found = answers(folder)
    return Content(
        kind="run",
        title=results.scenario.title,
        question="",
        answer=leading(found) or tuple(sentences(results)),
        warnings=_warnings(results),
        figures=kept(folder) or drawn_for_run(results),
        tables=tuple(tables(results)),
        analyses=found,
        explorer=None,
        changes=tuple(support.changes([results.scenario])),
        varied=None,
        coverage=support.coverage([results.scenario]),
        failed=_failed(results.failed),
        runs=_runs(results),
        missing="",
        provenance=provenance(folder, manifest, _again(results)),
        atlas=atlas(results.provinces) if results.provinces is not None and len(results.provinces) else None,
    )


def _warnings(results: Results) -> tuple[str, ...]:
    failed = len(results.failed)
    few = f"{failed} of {counted(len(results.runs), 'run')} failed and are missing from all that follows."
    return (few,) if failed else ("One run says nothing about chance: other seeds may end elsewhere.",) if len(results.runs) == 1 else ()


def _failed(failed: pd.DataFrame) -> Table | None:
    rows = [
        (right(str(row["seed"])), str(row["state"]), str(row["stage_broken"]), str(row["message"]), right(str(row["attempts"])))
        for row in failed.to_dict("records")
    ]
    return table("Failed runs", ("seed", "state", "stage", "message", "attempts"), rows) if rows else None


def _runs(results: Results) -> str:
    good = len(results.runs) - len(results.failed)
    what = f"{counted(len(results.runs), 'run')} of {results.scenario.months} months{results.behaviour}"
    return f"{what}: {'all succeeded' if good == len(results.runs) else f'{good} succeeded'}."


def _again(results: Results) -> str:
    """A command that makes the same runs from the scenario in the folder."""
    seeds = results.runs["seed"]
    drawn = ["--ensemble", "ensemble.yaml"] if results.ensemble else []
    words = [
        "linkage-sim",
        "run",
        "scenario.yaml",
        *drawn,
        "--replicates",
        str(len(seeds)),
        "--seed",
        str(min(seeds, default=1)),
        "--out",
        "again",
    ]
    return shlex.join(words)
