"""A month as a picture: the village by clans, with stores lighting up, beside the curve of stores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ...findings.numbers import number
from ...state.month import TAKEOFF_STORES
from ..app.frame import STATES as STATE_NAMES
from ..app.frame import Frame
from ..app.plan import Plan
from ..app.shown_village import radius
from ..bands import from_zero, number_axis
from ..emergence import beside
from ..network import ACTOR_PLACES, STATES
from ..style import ACTOR_COLOURS, BLUE, GREY, ORANGE, PALE, panels, time_axis
from ..targets import Target

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 9.6, 5.4
"""Inches; at 100 dots an inch, 960 to 540 dots."""
VILLAGE, CURVE = (0.01, 0.075, 0.575, 0.82), (0.655, 0.2, 0.325, 0.52)
"""Left, bottom, width and height of the two parts, in parts of the picture."""
SHOWN = ((100.0, 705.0), (520.0, 4.0))
"""What is seen of the plan, from left to right and from the bottom to the top."""
COLOURS = tuple(STATES[name][0] for name in STATE_NAMES)
PACE = 72 * HEIGHT * VILLAGE[3] / (SHOWN[1][0] - SHOWN[1][1])
"""Points of a unit of the plan."""
GLOW = (3.2, 2.0)
"""How much larger than the dot the light is of a household that opened a shop: this month, and the month before."""


class Scene(NamedTuple):
    """What is shown of a run.

    Attributes
    ----------
    heading : str
        The scenario's title.
    village : str
        Name of the village, where there are several.
    note : str
        Which run it is.
    plan : Plan
        Where its households stand.
    frames : sequence of Frame
        Its months.
    stores : Series
        Stores of the village by month.
    targets : sequence of Target
        Evidence about its stores.
    """

    heading: str
    village: str
    note: str
    plan: Plan
    frames: Sequence[Frame]
    stores: pd.Series
    targets: Sequence[Target]


class Picture:
    """The picture of a run, on which one month after the other is shown.

    Parameters
    ----------
    scene : Scene
        What is shown. It is drawn inside :func:`styled`.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.figure, (village, curve) = _axes()
        self._curve = curve
        self._dots, self._glows, self._links, self._served = _village(village, scene.plan)
        (self._line,) = curve.plot([], [], color=BLUE, lw=2.0, zorder=4)
        (self._now,) = curve.plot([], [], color=BLUE, marker="o", ms=6, mec="white", mew=0.8, ls="none", zorder=8, clip_on=False)
        _stretch(curve, scene)
        self._date, self._told = _words(self.figure, scene)
        self._took_off = _takeoff(curve, scene.stores)

    def show(self, month: int) -> None:
        """Draw a month, counted from 0."""
        frame, stores = self.scene.frames[month], self.scene.stores
        seen = stores.iloc[: month + 1]
        self._line.set_data(seen.index, seen)
        self._now.set_data(seen.index[-1:], seen[-1:])
        self._date.set_text(f"{seen.index[-1]:%B %Y}")
        self._told.set_text(_told(frame, int(seen.iloc[-1])))
        for mark in self._took_off:
            mark.set_visible(bool((seen >= TAKEOFF_STORES).any()))
        self._show_village(month)

    def _show_village(self, month: int) -> None:
        plan, frame = self.scene.plan, self.scene.frames[month]
        self._dots.set_sizes([_area(radius(plan.dot, dot.stores)) for dot in frame.dots])
        self._dots.set_facecolors([COLOURS[dot.state] for dot in frame.dots])
        for glow, size, lit in zip(self._glows, GLOW, self._lit(month), strict=True):
            glow.set_sizes([_area(size * plan.dot) if one else 0.0 for one in lit])
        where = dict(zip(plan.households, plan.places, strict=True))
        self._links.set_segments([(plan.actors[link.actor], where[link.household]) for link in frame.links])
        self._links.set_color([ACTOR_COLOURS[link.actor] for link in frame.links])
        for actor, text in self._served.items():
            text.set_text(str(frame.served.get(actor, 0)))

    def _lit(self, month: int) -> tuple[list[bool], list[bool]]:
        """Which households opened their first store in this month, and in the month before."""
        return tuple(self._opened(month - back) for back in range(len(GLOW)))  # type: ignore[return-value]

    def _opened(self, month: int) -> list[bool]:
        frames = self.scene.frames
        if month < 1:
            return [False] * len(frames[0].dots)
        return [new.stores > 0 == old.stores for old, new in zip(frames[month - 1].dots, frames[month].dots, strict=True)]


def _axes() -> tuple[Figure, list[Axes]]:
    figure, (village, curve) = panels(WIDTH, HEIGHT, 1, 2)
    village.set_position(VILLAGE)
    curve.set_position(CURVE)
    village.set_xlim(SHOWN[0])
    village.set_ylim(SHOWN[1])
    village.set_aspect("equal")
    village.set_axis_off()
    return figure, [village, curve]


def _village(axis: Axes, plan: Plan) -> tuple[Any, list[Any], Any, dict[str, Any]]:
    """What stands still, and the parts that change: dots, lights, help, and how many households each actor served."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import Circle

    for clan in plan.clans:
        axis.add_patch(Circle((clan.x, clan.y), clan.radius, facecolor="#F5F5F5", edgecolor=PALE, lw=0.5, zorder=0))
    x, y = zip(*plan.places, strict=True)
    links = axis.add_collection(LineCollection([], linewidths=0.9, alpha=0.45, zorder=1))
    glows = [axis.scatter(x, y, s=0.0, c=ORANGE, alpha=alpha, linewidths=0, zorder=2) for alpha in (0.55, 0.25)]
    dots = axis.scatter(x, y, s=1.0, edgecolors="#404040", linewidths=0.25, zorder=3)
    return dots, glows, links, {actor: _actor(axis, actor, plan.actors[actor]) for actor in ACTOR_PLACES}


def _actor(axis: Axes, actor: str, place: tuple[float, float]) -> Any:
    """An actor as a square, with its name and room for the number of households that it served."""
    colour = ACTOR_COLOURS[actor]
    axis.scatter([place[0]], [place[1]], s=300, marker="s", c=colour, zorder=4)
    words: dict[str, Any] = {"ha": "center", "va": "center", "fontweight": "bold", "zorder": 5}
    axis.text(place[0], place[1] + (-24 if actor == "government" else 24), actor, color=colour, fontsize=8, **words)
    return axis.text(*place, "", color="white", fontsize=8.5, **words)


def _stretch(axis: Axes, scene: Scene) -> None:
    """Give the curve's panel the length and the height of the whole run, and the evidence."""
    stores = scene.stores
    shown = [one for one in scene.targets if stores.index[0] <= one.start and one.end <= stores.index[-1]]
    time_axis(axis, pd.Series(stores.index))
    from_zero(axis, max([float(stores.max()), *(target.value for target in shown)]))
    number_axis(axis)
    beside(axis, shown, 1.0, pd.DataFrame({"min": stores, "max": stores}))


def _takeoff(axis: Axes, stores: pd.Series) -> list[Any]:
    """Mark the month in which the stores of a Taobao village were there."""
    reached = stores[stores >= TAKEOFF_STORES]
    if reached.empty:
        return []
    place: dict[str, Any] = {"transform": axis.get_xaxis_transform(), "fontsize": 8, "color": GREY, "ha": "left", "va": "top"}
    return [axis.axvline(reached.index[0], color=GREY, lw=0.8, ls=(0, (3, 2)), zorder=1),
            axis.text(reached.index[0], 1.0, f" {TAKEOFF_STORES} stores", **place)]  # fmt: skip


def _words(figure: Figure, scene: Scene) -> tuple[Any, Any]:
    """Title, legend and note, which stay, and the date and the numbers, which change."""
    from matplotlib.lines import Line2D

    figure.text(0.015, 0.975, scene.heading, fontsize=12, fontweight="bold", va="top")
    figure.text(0.015, 0.925, f"{scene.village}{scene.note}", fontsize=8.5, color=GREY, va="top")
    figure.text(CURVE[0], CURVE[1] + CURVE[3] + 0.02, "Online stores", fontsize=9.5, fontweight="bold", va="bottom")
    marks = [Line2D([], [], ls="", marker="o", ms=6, mfc=colour, mec="#404040", mew=0.4, label=text) for colour, text in STATES.values()]
    marks.append(Line2D([], [], ls="", marker="o", ms=10, mfc=ORANGE, mec="none", alpha=0.55, label="opens its first store"))
    figure.legend(handles=marks, loc="lower left", bbox_to_anchor=(0.005, 0.0), ncols=5, frameon=False, fontsize=8,
                  handletextpad=0.2, columnspacing=1.0)  # fmt: skip
    date = figure.text(CURVE[0], 0.875, "", fontsize=16, fontweight="bold", va="top")
    return date, figure.text(CURVE[0], 0.115, "", fontsize=9, va="top", linespacing=1.4)


def _told(frame: Frame, stores: int) -> str:
    online, total = frame.counts["online"], sum(frame.counts[name] for name in STATE_NAMES)
    return f"{number(stores)} stores\n{online} of {total} households keep one"


def _area(reach: float) -> float:
    """Area of a dot in square points, from its radius on the plan."""
    return (2 * reach * PACE) ** 2
