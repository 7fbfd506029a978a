"""What the command ``run`` prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linkage_sim.experiments.summary import ShownMeasure, short_table
from linkage_sim.findings.numbers import level, unit_words
from linkage_sim.findings.words import counted
from linkage_sim.state.month import TAKEOFF_STORES

from .screen import say, show
from .tables import table

if TYPE_CHECKING:
    from linkage_sim.experiments.study.study import Study


def as_text(results: Study, out: Path | None) -> None:
    """Print the important measures at start and end, the take-off, and where the files are."""
    several = len(results.runs) > 1
    rows = [_row(one, several) for one in short_table(results.monthly)]
    first, last = results.monthly["month"].min(), results.monthly["month"].max()
    runs = f"{counted(len(results.runs), 'run')} of {counted(results.scenario.months, 'month')}{results.behaviour}"
    say(f"{results.scenario.title}: {runs}")
    numbers = (f"{first:%Y-%m}", f"{last:%Y-%m}", *(("5-95 % of runs",) if several else ()))
    show(table("", ("measure", "unit", *numbers), rows, numbers))
    say(takeoff_sentence(results))
    say(kept_sentence(out))


def print_json(results: Study, out: Path | None) -> None:
    """Print the same as JSON."""
    print(json.dumps(content(results, out), indent=2, ensure_ascii=False))


def content(results: Study, out: Path | None) -> dict[str, Any]:
    """What is told of a run, for scripts."""
    measures = {
        one.column.name: {"unit": one.column.unit, "start": one.start._asdict(), "end": one.end._asdict()}
        for one in short_table(results.monthly)
    }
    return {
        "scenario": results.scenario.name,
        "hash": results.scenario.hash,
        "months": results.scenario.months,
        "ensemble": results.ensemble.name if results.ensemble else None,
        "runs": results.runs[["run", "design", "replicate", "seed", "state", "message"]].to_dict("records"),
        "takeoff": {
            "stores": TAKEOFF_STORES,
            "months": [None if month != month else int(month) for month in results.runs["takeoff_after"]],
        },
        "measures": measures,
        "folder": str(out) if out else None,
    }


def kept_sentence(out: Path | None) -> str:
    """Say where the files are, and what they are."""
    if out is None:
        return "Nothing was kept; add --out DIR to keep tables and figures."
    return f"{'Tables and figures' if (out / 'figures').is_dir() else 'Tables'}: {out}"


def takeoff_sentence(results: Study) -> str:
    """Say when, and in how many runs, the stores of a Taobao village were there."""
    reached = results.runs["takeoff_after"].dropna()
    if reached.empty:
        return f"No run reached {TAKEOFF_STORES} stores."
    share = f"{len(reached)} of {len(results.runs)} runs" if len(results.runs) > 1 else "The run"
    when = f"after {counted(round(reached.median()), 'month')}" + (" (median)" if len(reached) > 1 else "")
    return f"{share} reached {TAKEOFF_STORES} stores, {when}."


def _row(one: ShownMeasure, several: bool) -> tuple[str, ...]:
    """Name, unit, median at the start and at the end, and the range at the end; large sums in millions."""
    unit = one.column.unit
    start, end, low, high = (level(value, unit) for value in (one.start.median, one.end.median, one.end.low, one.end.high))
    words = (one.label, unit_words(unit), start, end)
    return (*words, f"{low} to {high}") if several else words
