"""Figures of scenario discovery: the box over the points with the path on which it was found, and the tree as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..experiments.analysis.discovery.finding import Discovery, box_words
from ..experiments.analysis.discovery.prim import Found, Limits, inside
from ..experiments.analysis.discovery.tree import Line, as_table
from ..findings.numbers import percent, tick
from ..findings.words import capital, counted
from .axes_of_factors import dress, side
from .labels import distinct
from .narrow import stackable
from .style import BLACK, BLUE, GREY, PALE, VERMILLION, Drawing, panels, styled, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_POINTS = 3000  # more are drawn as every second, third, ... of them
WIDTH, HEIGHT = 9.6, 4.75  # inches
LINE, ABOVE, BELOW = 0.28, 0.7, 0.15  # inches: a line of the tree, and the room above and below
INDENT, LETTER, BAR, COUNTS = 0.28, 0.074, 1.7, 1.35  # inches: a step of depth, a letter, a bar, the words behind it


def figures(found: Sequence[Discovery]) -> list[Drawing]:
    """All figures: the box where there is one, the tree where it has a split. Names tell scenarios and conditions apart."""
    several = len({one.scenario for one in found}) > 1
    made = []
    for one in found:
        words = f"{one.heading}, {one.scenario}" if several else one.heading
        some = [box(one, words)] if one.separates else []
        some += [tree(one, words)] if one.tree is not None and one.tree.lines else []
        made += [drawing._replace(name=f"{drawing.name}_{one.scenario}") if several else drawing for drawing in some]
    return distinct(made)


@stackable
def box(one: Discovery, heading: str) -> Drawing:
    """Draw the points over the two most restricted factors with the box, and the path on which the box was found.

    Parameters
    ----------
    one : Discovery
        With a box.
    heading : str
        What was simulated.
    """
    found = one.found
    assert found is not None
    first, second = _shown(one, found)
    with styled():
        figure, axes = panels(WIDTH, HEIGHT, 1, 2, top=0.80, bottom=0.12)
        axes[0].set_position((0.085, 0.125, 0.50, 0.665))
        axes[1].set_position((0.67, 0.125, 0.315, 0.665))
        _points(axes[0], one, found, (first, second))
        _path(axes[1], one, found)
        shares = f"{percent(found.density)} of runs in it, against {percent(one.cases.mean)} overall"
        note = f"{capital(box_words(one))}: {shares}; it holds {percent(found.coverage)} of all that meet the condition"
        title(figure, f"Where runs have {one.condition.words}: {heading}", note)
    return Drawing("discovery_box", figure, {"": one.box, "path": one.path, "points": _table(one, found)})


def _shown(one: Discovery, found: Found) -> tuple[str, str]:
    """The two factors that the box restricts most firmly; where it restricts one, the other that goes best with the outcome."""
    names = one.box["factor"].tolist()
    others = [str(name) for name in one.cases.frame.columns if name not in names]
    strength = {name: abs(float(one.cases.frame[name].corr(_series(one)))) if name not in one.cases.codes else 0.0 for name in others}
    ranked = [*names, *sorted(others, key=lambda name: -strength[name])]
    return ranked[0], ranked[1] if len(ranked) > 1 else ranked[0]


def _series(one: Discovery) -> pd.Series:
    import pandas as pd

    return pd.Series(one.cases.share)


def _points(axis: Axes, one: Discovery, found: Found, names: tuple[str, str]) -> None:
    """Points by the share of their runs that are of interest; small where they miss a demand that is not seen here."""
    import numpy as np
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    x, y = (side(name, found.box.get(name, Limits()), one.cases) for name in names)
    unseen = {name: limits for name, limits in found.box.items() if name not in names}
    some = np.arange(0, len(one.cases), -(-len(one.cases) // MOST_POINTS))
    some = some[np.argsort(one.cases.share[some], kind="stable")]
    sizes = np.where(inside(unseen, one.cases.frame), 22.0, 5.0)
    shades = LinearSegmentedColormap.from_list("interest", [PALE, BLUE])
    axis.scatter(
        x.values[some], y.values[some], s=sizes[some], c=one.cases.share[some], cmap=shades, vmin=0, vmax=1, lw=0, zorder=3, clip_on=False
    )
    corner, size = (x.box[0], y.box[0]), (x.box[1] - x.box[0], y.box[1] - y.box[0])
    axis.add_patch(Rectangle(corner, *size, facecolor="none", edgecolor=VERMILLION, lw=2.2, zorder=5, clip_on=False))
    dress(axis, x, y)
    axis.grid(visible=False)
    axis.set_title("Points and box", pad=20)
    _key(axis, bool(unseen))


def _key(axis: Axes, small: bool) -> None:
    """A key above the panel."""
    from matplotlib.lines import Line2D

    def dot(colour: str, size: float, label: str) -> Line2D:
        return Line2D([], [], color=colour, marker="o", ms=size, mew=0, ls="", label=label)

    marks = [dot(BLUE, 5.0, "of interest"), dot(PALE, 5.0, "others"), Line2D([], [], color=VERMILLION, lw=2.2, label="box")]
    marks += [dot(GREY, 2.6, "small: outside other limits of the box")] if small else []
    how: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.01, 1.0), "frameon": False, "fontsize": 7.5}
    axis.legend(handles=marks, ncols=len(marks), handlelength=1.2, handletextpad=0.4, columnspacing=1.2, **how)


def _path(axis: Axes, one: Discovery, found: Found) -> None:
    """Coverage against density, from all of the space (right) to the smallest box (left)."""
    from matplotlib.ticker import FuncFormatter, MultipleLocator

    path = found.path
    axis.plot(path["coverage"], path["density"], color=GREY, lw=1.0, marker="o", ms=2.8, mew=0, zorder=3)
    axis.axhline(one.cases.mean, color=GREY, lw=0.8, ls=(0, (4, 3)), zorder=2)
    axis.annotate("all points", (0.0, one.cases.mean), (3, 3), textcoords="offset points", fontsize=7.5, color=GREY)
    axis.plot([found.coverage], [found.density], color=VERMILLION, marker="s", ms=7, ls="", zorder=5, label="the box")
    if one.elsewhere is not None:
        place = {"markerfacecolor": "white", "markeredgecolor": BLACK, "marker": "D", "ms": 5.5}
        axis.plot([one.elsewhere.coverage], [one.elsewhere.density], ls="", zorder=6, label="such boxes at points left out", **place)  # type: ignore[arg-type]
    axis.set_xlim(0, 1.03)
    axis.set_ylim(0, 1.03)
    for scale in (axis.xaxis, axis.yaxis):
        scale.set_major_locator(MultipleLocator(0.25))
        scale.set_major_formatter(FuncFormatter(lambda value, _: tick(value, "share")))
    axis.set_xlabel("coverage: share of all of interest that lie in it")
    axis.set_ylabel("density: share in it that is of interest")
    axis.set_title("How the box was chosen", pad=20)
    how: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.02, 1.0), "frameon": False, "fontsize": 7.5}
    axis.legend(ncols=2, handlelength=1.2, handletextpad=0.4, columnspacing=1.2, **how)


def _table(one: Discovery, found: Found) -> pd.DataFrame:
    """The points as they were given, with the share of interest and whether they lie in the box."""
    frame = one.cases.frame.copy()
    for name, values in one.cases.codes.items():
        frame[name] = [values[int(code)] for code in frame[name]]
    return frame.assign(share=one.cases.share, in_box=inside(found.box, one.cases.frame))


def tree(one: Discovery, heading: str) -> Drawing:
    """Draw the tree as indented text, with a bar at the end of each branch.

    Parameters
    ----------
    one : Discovery
        With a tree that has a split.
    heading : str
        What was simulated.
    """
    known = one.tree
    assert known is not None
    height = ABOVE + LINE * len(known.lines) + BELOW
    width = 0.25 + max(_length(line) for line in known.lines) + BAR + COUNTS
    edges = {"left": 1 - (BAR + COUNTS) / width, "right": 1 - COUNTS / width, "top": 1 - ABOVE / height, "bottom": BELOW / height}
    with styled():
        figure, axes = panels(width, height, 1, 1, **edges)
        axis = axes[0]
        axis.set_xlim(0, 1)
        axis.set_ylim(len(known.lines) - 0.5, -0.5)
        axis.axis("off")
        for place, line in enumerate(known.lines):
            _line(axis, line, place, known.runs)
        axis.axvline(one.cases.mean, color=GREY, lw=0.8, ls=(0, (4, 3)), zorder=3)
        note = f"Share of runs at the end of each branch; dashed: all runs, {percent(one.cases.mean)}"
        title(figure, f"What leads to {one.condition.words}: {heading}", note)
    return Drawing("discovery_tree", figure, {"": as_table(known)})


def _length(line: Line) -> float:
    """Length of a line's words in inches; branches are written in bold letters."""
    return INDENT * line.depth + (0.9 if line.leaf else 1.08) * LETTER * len(line.words)


def _line(axis: Axes, line: Line, place: int, runs: int) -> None:
    how: dict[str, Any] = {"xycoords": ("figure fraction", "data"), "va": "center", "fontsize": 9.0}
    start = (0.12 + INDENT * line.depth) / axis.figure.get_figwidth()  # type: ignore[union-attr]
    axis.annotate(line.words, (start, place), fontweight="normal" if line.leaf else "bold", **how)
    if not line.leaf:
        return
    axis.barh(place, 1.0, 0.55, color=PALE, alpha=0.5, lw=0, zorder=1)
    axis.barh(place, line.share, 0.55, color=BLUE, lw=0, zorder=2)
    words = f"{percent(line.share)} of {counted(line.points * runs, 'run')}"
    axis.annotate(words, (1.0, place), (6, 0), textcoords="offset points", va="center", fontsize=8.5)
