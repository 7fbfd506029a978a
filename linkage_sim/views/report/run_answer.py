"""What became of a scenario, in three sentences: where it ended, when it took off, what happened to poverty."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...experiments.study.ledger import SUCCEEDED
from ...experiments.study.study import Study
from ...experiments.summary import Range, ShownMeasure, short_table
from ...findings.numbers import level, number, with_unit
from ...findings.words import counted
from ...nation.places import places_of
from ...state.month import TAKEOFF_STORES

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "No run succeeded, so that nothing can be said."


def sentences(results: Study) -> list[str]:
    """Three sentences on the runs that succeeded."""
    if results.monthly.empty:
        return [NOTHING]
    found = {one.column.name: one for one in short_table(results.monthly)}
    return [_end(results, found), takeoff(results), _poverty(results, found)]


def _end(results: Study, found: Mapping[str, ShownMeasure]) -> str:
    """Where it ended."""
    runs = results.monthly["run"].nunique()
    stores, owners, sales = (found[name].end for name in ("stores", "online_households", "sales"))
    several = sum(place.count for place in places_of(results.scenario)) > 1
    start = f"In the median of {runs} runs" if runs > 1 else "In the one run"
    return (
        f"{start}, {'the villages have' if several else 'the village has'} {number(stores.median)} online stores by "
        f"{results.monthly['month'].max():%B %Y}{_reach(stores, runs, '5-95 % of runs: ')}, run by {number(owners.median)} "
        f"households{_reach(owners, runs)}, with sales of {number(sales.median)} RMB in that month{_reach(sales, runs)}."
    )


def takeoff(results: Study) -> str:
    """When the stores of a Taobao village were there, and in how many runs."""
    good = results.runs[results.runs["state"] == SUCCEEDED]
    reached, runs = good["takeoff_after"].dropna(), len(good)
    what = f"{TAKEOFF_STORES} stores, the mark of a Taobao village"
    if reached.empty:
        return f"{'None of the runs' if runs > 1 else 'It never'} reached {what}."
    low, middle, high = (number(float(value)) for value in reached.quantile([0.05, 0.5, 0.95]))
    when = f"after {with_unit(middle, 'months')}" + (f" in the median (5-95 %: {low} to {high})" if len(reached) > 1 else "")
    who = f"{'All' if len(reached) == runs else f'{len(reached)} of'} {runs} runs" if runs > 1 else "It"
    return f"{who} took off: they reached {what}, {when}." if runs > 1 else f"It took off, reaching {what}, {when}."


def _poverty(results: Study, found: Mapping[str, ShownMeasure]) -> str:
    """How many were poor at the start and at the end."""
    runs = results.monthly["run"].nunique()
    head, many, people = found["headcount"], found["mpi"], _poor(results.monthly)
    ends = [level(one.median, "share") for one in (head.start, head.end)]
    return (
        f"The share of people below the poverty line went from {ends[0]} in {results.monthly['month'].min():%B %Y} "
        f"({_people(people[0])}) to {ends[1]} ({_people(people[1])}{_shares(head.end, runs)}), and "
        f"multidimensional poverty (MPI) from {number(many.start.median)} to {number(many.end.median)}{_reach(many.end, runs)}."
    )


def _poor(monthly: pd.DataFrame) -> tuple[float, float]:
    """Median number of poor people in the first and in the last month."""
    runs = monthly.groupby("run", sort=False)["poor_people"]
    return float(runs.first().median()), float(runs.last().median())


def _people(count: float) -> str:
    return counted(round(count), "person", "persons")


def _reach(one: Range, runs: int, words: str = "") -> str:
    """Where 90 % of the runs lie."""
    return f" ({words}{number(one.low)} to {number(one.high)})" if runs > 1 else ""


def _shares(one: Range, runs: int) -> str:
    return f"; 5-95 % of runs: {level(one.low, 'share')} to {level(one.high, 'share')}" if runs > 1 else ""


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
