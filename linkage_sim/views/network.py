"""The linkage as a network: a village's households, the actors around them, and who served whom, at a few moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan
from typing import TYPE_CHECKING, Any

import networkx as nx
import pandas as pd

from ..experiments.snapshots import Snapshot
from .layout import Node, Point, clans, households, positions, sample
from .narrow import stackable
from .style import ACTOR_COLOURS, BLACK, GREEN, GREY, PALE, YELLOW, Drawing, panels, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_DRAWN = 500
ACTOR_PLACES: dict[str, Point] = {"government": (0.0, 1.27), "society": (1.27, 0.0), "market": (0.0, -1.27), "community": (-1.27, 0.0)}
STATES = {"online": (GREEN, "keeps stores (larger: more)"), "carded": (YELLOW, "holds a card"), "poor": (BLACK, "poor without a card"),
          "other": ("#BDBDBD", "none of these")}  # fmt: skip


@stackable
def network(snapshots: Sequence[Snapshot], heading: str) -> Drawing:
    """Draw who served whom at four moments, every household at the same place each time.

    Parameters
    ----------
    snapshots : sequence of Snapshot
        Up to four moments of one village.
    heading : str
        The scenario's title.
    """
    groups = sample(clans(snapshots[0].graph), MOST_DRAWN)
    places = positions(groups)
    total = len(households(snapshots[0].graph))
    with styled():
        figure, axes = panels(7.4, 8.2, left=0.01, right=0.99, top=0.925, bottom=0.04, wspace=0.02, hspace=0.02)
        for axis, snapshot in zip(axes, snapshots, strict=False):
            _panel(axis, snapshot, places)
        for axis in axes[len(snapshots) :]:
            axis.set_axis_off()
        drawn = f"{len(places)} of {total} households" if len(places) < total else f"all {total} households"
        name = f"{snapshots[0].village}, " if snapshots[0].village else ""
        title(figure, heading, f"{name}{drawn} by kin clan; line: served in that month (width: units); number: households served")
        _legend(figure)
    return Drawing("network", figure, {"households": _node_table(snapshots), "ties": _tie_table(snapshots)})


def state(known: Mapping[str, Any]) -> str:
    """The one state that a household is coloured by."""
    if known.get("stores", 0) > 0:
        return "online"
    if known.get("registered"):
        return "carded"
    return "poor" if known.get("poor") else "other"


def _panel(axis: Axes, snapshot: Snapshot, places: Mapping[Node, Point]) -> None:
    axis.set_xlim(-1.58, 1.58)
    axis.set_ylim(-1.58, 1.58)
    axis.set_aspect("equal")
    axis.set_axis_off()
    axis.text(-1.55, 1.5, snapshot.label, fontsize=9.5, fontweight="bold", ha="left", va="top")
    _kin(axis, snapshot.graph, places)
    _assistance(axis, snapshot.graph, places)
    _households(axis, snapshot.graph, places)
    for actor, place in ACTOR_PLACES.items():
        _actor(axis, snapshot.graph, actor, place)


def _kin(axis: Axes, graph: nx.Graph, places: Mapping[Node, Point]) -> None:
    """Kin ties as one broken line, which keeps the file small."""
    ties = [(places[a], places[b]) for a, b, kind in graph.edges(data="kind") if kind == "kin" and a in places and b in places]
    points = [point for one, other in ties for point in (one, other, (nan, nan))]
    axis.plot([x for x, _ in points], [y for _, y in points], color=PALE, lw=0.3, zorder=1)


def _assistance(axis: Axes, graph: nx.Graph, places: Mapping[Node, Point]) -> None:
    from matplotlib.collections import LineCollection

    for actor, place in ACTOR_PLACES.items():
        served = _served(graph, actor)
        ties = [(place, places[node]) for node in served if node in places]
        widths = [0.35 + 0.35 * min(units, 6.0) for node, units in served.items() if node in places]
        axis.add_collection(LineCollection(ties, colors=ACTOR_COLOURS[actor], linewidths=widths, alpha=0.5, zorder=2))


def _households(axis: Axes, graph: nx.Graph, places: Mapping[Node, Point]) -> None:
    nodes = [node for node in places if node in graph]
    colours = [STATES[state(graph.nodes[node])][0] for node in nodes]
    sizes = [7.0 + 2.0 * min(float(graph.nodes[node].get("stores", 0)), 15.0) for node in nodes]
    x, y = zip(*(places[node] for node in nodes), strict=True)
    axis.scatter(x, y, s=sizes, c=colours, edgecolors="#404040", linewidths=0.25, zorder=3)


def _actor(axis: Axes, graph: nx.Graph, actor: str, place: Point) -> None:
    """A square with the number of households served; hollow where there were none."""
    served, colour = len(_served(graph, actor)), ACTOR_COLOURS[actor]
    words: dict[str, Any] = {"fontsize": 8.5, "fontweight": "bold", "ha": "center", "va": "center", "zorder": 5}
    axis.scatter([place[0]], [place[1]], s=330, marker="s", c=colour if served else "white", edgecolors=colour, zorder=4)
    axis.text(*place, str(served), color="white" if served else colour, **words)
    axis.text(place[0], place[1] + (0.2 if place[1] > 0 else -0.2), actor, color=colour, **words)


def _served(graph: nx.Graph, actor: str) -> dict[Node, float]:
    """Households that an actor served in the month, with the units."""
    if actor not in graph:
        return {}
    return {node: float(known.get("units", 1.0)) for _, node, known in graph.edges(actor, data=True) if known.get("kind") == "assistance"}


def _legend(figure: Figure) -> None:
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], ls="", marker="o", ms=6, mfc=colour, mec="#404040", mew=0.4, label=text) for colour, text in STATES.values()]
    handles.append(Line2D([], [], ls="", marker="s", ms=8, mfc=GREY, mec=GREY, label="actor"))
    figure.legend(handles=handles, loc="lower center", ncols=5, frameon=False, fontsize=8, handletextpad=0.2, columnspacing=1.1)


def _node_table(snapshots: Sequence[Snapshot]) -> pd.DataFrame:
    rows = [
        {"moment": _moment(one), "household": node[1], "state": state(known := one.graph.nodes[node]), "stores": known.get("stores", 0)}
        for one in snapshots
        for node in households(one.graph)
    ]
    return pd.DataFrame(rows)


def _tie_table(snapshots: Sequence[Snapshot]) -> pd.DataFrame:
    rows = [
        {"moment": _moment(one), "actor": actor, "household": node[1], "units": units}
        for one in snapshots
        for actor in ACTOR_PLACES
        for node, units in _served(one.graph, actor).items()
    ]
    return pd.DataFrame(rows, columns=["moment", "actor", "household", "units"])


def _moment(snapshot: Snapshot) -> str:
    return snapshot.label.replace("\n", ": ")
