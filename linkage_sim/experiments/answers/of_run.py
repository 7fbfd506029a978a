"""What became of a scenario, in three sentences: where it ended, when it took off, what happened to poverty; with the numbers behind."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...findings.answer import Column, Table
from ...findings.numbers import level, number, unit_words
from ...findings.words import counted
from ...nation.places import places_of
from ...state.month import TAKEOFF_STORES
from ..study.ledger import SUCCEEDED
from ..study.study import Study
from ..summary import Range, ShownMeasure, short_table

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "No run succeeded, so that nothing can be said."


def sentences(results: Study) -> list[str]:
    """Three sentences on the runs that succeeded; how far they differ stands in the figures and in the table of start and end."""
    if results.monthly.empty:
        return [NOTHING]
    found = {one.column.name: one for one in short_table(results.monthly)}
    return [_end(results, found), takeoff(results), _poverty(results, found)]


def _end(results: Study, found: Mapping[str, ShownMeasure]) -> str:
    """Where it ended."""
    runs = results.monthly["run"].nunique()
    stores, owners = (found[name].end.median for name in ("stores", "online_households"))
    several = sum(place.count for place in places_of(results.scenario)) > 1
    start = f"In the median of {runs} runs" if runs > 1 else "In the one run"
    return (
        f"{start}, {'the villages have' if several else 'the village has'} {number(stores)} online stores by "
        f"{results.monthly['month'].max():%B %Y}, run by {number(owners)} households."
    )


def takeoff(results: Study) -> str:
    """When the stores of a Taobao village were there, and in how many runs."""
    good = results.runs[results.runs["state"] == SUCCEEDED]
    reached, runs = good["takeoff_after"].dropna(), len(good)
    what = f"{TAKEOFF_STORES} stores, the mark of a Taobao village"
    if reached.empty:
        return f"{'None of the runs' if runs > 1 else 'It never'} reached {what}."
    when = f"after {counted(round(reached.median()), 'month')}" + (" in the median" if len(reached) > 1 else "")
    who = f"{'All' if len(reached) == runs else f'{len(reached)} of'} {runs} runs" if runs > 1 else "It"
    return f"{who} took off: they reached {what}, {when}." if runs > 1 else f"It took off, reaching {what}, {when}."


def _poverty(results: Study, found: Mapping[str, ShownMeasure]) -> str:
    """How many were poor at the start and at the end."""
    start, end = (level(one.median, "share") for one in (found["headcount"].start, found["headcount"].end))
    first = f"{results.monthly['month'].min():%B %Y}"
    return f"Below the poverty line were {start} of the people in {first}, and {end} in the last month{_people(results.monthly)}."


def _people(monthly: pd.DataFrame) -> str:
    """Median number of poor people in the last month."""
    poor = round(float(monthly.groupby("run", sort=False)["poor_people"].last().median()))
    return f" ({counted(poor, 'person', 'persons')})" if poor else ""


def ends(results: Study) -> Table:
    """The measures that a person looks at first: median at the start and at the end, and where most runs end."""
    first, last = (f"{moment:%Y-%m}" for moment in (results.monthly["month"].min(), results.monthly["month"].max()))
    columns = [Column("measure", "measure"), Column("of", "unit"), Column("start", first, "level"), Column("end", last, "level")]
    columns += [Column("range", "5-95 % of runs")] if len(results.runs) > 1 else []
    rows = [
        {"measure": one.label, "of": unit_words(one.column.unit), "unit": one.column.unit, "start": one.start.median,
         "end": one.end.median, "range": _range(one.end, one.column.unit)}
        for one in short_table(results.monthly)
    ]  # fmt: skip
    return Table("ends", "Start and end", columns, rows, "Medians over the runs that succeeded." if len(results.runs) > 1 else "")


def _range(one: Range, unit: str) -> str:
    return f"{level(one.low, unit)} to {level(one.high, unit)}"


def runs_words(results: Study) -> str:
    """How many runs there are, and what became of them."""
    runs, good = len(results.runs), results.counts[SUCCEEDED]
    what = f"{counted(runs, 'run')} of {counted(results.scenario.months, 'month')}{results.behaviour}"
    return f"{what}: {'all succeeded' if good == runs else f'{good} succeeded'}."


def again(results: Study) -> str:
    """A command that makes the same runs from the scenario in the folder."""
    seeds = results.runs["seed"]
    drawn = ["--ensemble", "ensemble.yaml"] if results.ensemble else []
    how = ["--replicates", str(len(seeds)), "--seed", str(min(seeds, default=1)), "--out", "again"]
    return shlex.join(["linkage-sim", "run", "scenario.yaml", *drawn, *how])
