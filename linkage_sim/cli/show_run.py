"""What the command ``run`` prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linkage_sim.experiments.summary import short_table
from linkage_sim.findings.render import terminal
from linkage_sim.state.month import TAKEOFF_STORES

from .screen import say, show

if TYPE_CHECKING:
    from linkage_sim.experiments.study.study import Study


def as_text(results: Study, out: Path | None) -> None:
    """Print the question and its answer, the important measures at start and end, and where the files are."""
    show(*terminal(results.answer))
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
