"""A village's network at a few moments of one run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx as nx

    from ..scenario.places import Place
    from .study.study import Study


class Snapshot(NamedTuple):
    """A village's graph at a moment."""

    label: str
    graph: nx.Graph
    village: str = ""


def moments(months: int, takeoff: int | None) -> dict[int, str]:
    """Months to look at, counted from one, and their names.

    Parameters
    ----------
    months : int
        Length of the run.
    takeoff : int or None
        Month of take-off; without one, a third of the run stands in for it.
    """
    second = takeoff or max(1, round(months / 3))
    names = ("take-off", "after take-off") if takeoff else ("a third", "two thirds")
    found = {months: "end", (second + months) // 2: names[1], second: names[0], 1: "start"}
    return dict(sorted(found.items()))


def take_snapshots(results: Study) -> list[Snapshot]:
    """Run the first successful replicate again and look at four moments at the network of the village with most founders."""
    from ..model import LinkageModel
    from ..nation.places import places_of

    first = results.runs[results.runs["state"] == "succeeded"].iloc[0]
    months = results.scenario.data.months
    wanted = moments(months, int(first["takeoff_after"]) if first["takeoff_after"] == first["takeoff_after"] else None)
    model = LinkageModel(results.scenario_of(int(first["design"])), seed=int(first["seed"]))
    village = founders_village(places_of(results.scenario))
    snapshots = []
    for month in range(1, months + 1):
        model.step()
        if month in wanted:
            label = f"{month_name(results.scenario.data.start, month)}\n{wanted[month]}"
            snapshots.append(Snapshot(label, model.graph(village), model.village_names[village]))
    return snapshots


def founders_village(places: Sequence[Place]) -> int:
    """Number of the first village with the most founders; places of several villages count each of them."""
    most = max(range(len(places)), key=lambda k: places[k].founders)
    return sum(place.count for place in places[:most])


def month_name(start: str, month: int) -> str:
    """Name of the n-th month of a run that starts in YYYY-MM."""
    years, months = divmod(int(start[:4]) * 12 + int(start[5:7]) - 1 + month - 1, 12)
    return f"{date(years, months + 1, 1):%B %Y}"
