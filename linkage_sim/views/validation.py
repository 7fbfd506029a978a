"""Figures of a validation: the ensemble's course through the targets, and shares of runs that show a pattern or keep a claim."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ..experiments.validation.controls import ControlRow, controls
from ..experiments.validation.course import Box
from ..experiments.validation.finding import FIGURES, Validation
from ..experiments.validation.reproduction import PatternRow, Reproduction
from ..findings.numbers import level, percent, tick
from .bands import from_zero, number_axis
from .fit import fit
from .labels import Mark, covered, place_beside
from .style import BLACK, BLUE, GREY, VERMILLION, Drawing, panels, styled, time_axis, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PANELS = (
    ("stores", "Online stores", "stores"),
    ("online_households", "Households with a store", "households"),
    ("people_engaged", "People engaged", "persons"),
    ("sales", "Monthly sales", "RMB in the month"),
    ("pieces", "Monthly pieces", "pieces in the month"),
)
COURSE_NOTE = "Runs with fresh seeds, weighted by parameter set. Each is read by its mean over the months of a box"
ASKED = "#ECECEC"
OUTER, INNER = 0.16, 0.3  # how dense the bands of 90 and 50 % are
LATE = 0.66  # of the time axis, behind which a label takes two lines
HALF_MONTH = pd.Timedelta(days=15)

SHARE_NOTE = "Blue dot: share of runs, it holds; cross: it does not. Pale: what is asked"
WIDTH, ROW, TOP, BOTTOM = 8.2, 0.4, 0.85, 0.5  # inches
LEFT, LETTERS = 0.405, 50  # of the width, where the axis begins; letters of a name that fit before it
PER_CENT = ("closing",)


class Line(NamedTuple):
    """A line of shares: what it is about and a line below it, share, what is asked, and words for each column on the right."""

    name: str
    below: str
    share: float
    must: float
    holds: bool
    words: tuple[str, ...]


def figures(found: Sequence[Validation]) -> list[Drawing]:
    """All figures of validations; names tell scenarios apart where there are several."""
    return [
        drawing._replace(name=f"{drawing.name}_{one.name}" if len(whole.scenarios) > 1 else drawing.name)
        for whole in found
        for one in whole.scenarios
        for drawing in _of(whole, one)
    ]


def _of(whole: Validation, one: Reproduction) -> Iterator[Drawing]:
    """The figures of a scenario."""
    if one.targets:
        yield fit(one.targets, one.name)
    if one.course is not None:
        yield course(one.course, one.boxes, one.name)
    if one.patterns:
        yield patterns(one.patterns, one.name)
    if one.name in whole.controls and whole.controls[one.name].rows:
        yield negative_controls(whole.controls[one.name].rows, one.name)


def course(frame: pd.DataFrame, targets: Sequence[Box], heading: str) -> Drawing:
    """Draw the ensemble's monthly course as median and bands, with each target as a box: its window by what is asked of the median.

    Parameters
    ----------
    frame : DataFrame
        Quantiles of each measure in each month; see :func:`.course_of`.
    targets : sequence of Box
        The targets; those of other months than the frame's are left out.
    heading : str
        What was run.
    """
    first, last = frame["month"].min(), frame["month"].max()
    shown = [box for box in targets if first <= pd.Timestamp(box.first) and pd.Timestamp(box.last) <= last]
    with styled():
        figure, axes = panels(9.2, 5.4, 2, 3, left=0.075, right=0.985, top=0.845, bottom=0.06, wspace=0.33, hspace=0.34)
        for axis, spec in zip(axes, PANELS, strict=False):
            _panel(axis, frame, spec, [box for box in shown if box.measure == spec[0]])
        _key(axes[-1], int(frame["runs"].max()))
        title(figure, f"The ensemble's course through the targets: {heading}", COURSE_NOTE)
    return Drawing("course", figure, {"": frame, "targets": pd.DataFrame([vars(box) for box in shown])})


def _panel(axis: Axes, frame: pd.DataFrame, spec: tuple[str, str, str], mine: Sequence[Box]) -> None:
    from matplotlib.dates import date2num

    column, name, unit = spec
    of = frame[frame["measure"] == column]
    tops = [of["p95"].max(), *(_top(box) for box in mine)]
    scale = 1e6 if max(tops) >= 1e6 else 1.0
    months, level = of["month"], {key: of[key] / scale for key in ("p05", "p25", "median", "p75", "p95")}
    axis.fill_between(months, level["p05"], level["p95"], color=BLUE, alpha=OUTER, lw=0, zorder=2)
    axis.fill_between(months, level["p25"], level["p75"], color=BLUE, alpha=INNER, lw=0, zorder=3)
    axis.plot(months, level["median"], color=BLUE, zorder=5)
    time_axis(axis, months)
    from_zero(axis, max(tops) / scale)
    number_axis(axis)
    axis.set_title(name)
    axis.set_ylabel(f"million {unit}" if scale > 1 else unit)
    marks = [_target(axis, box, scale) for box in mine]
    place_beside(axis, marks, covered(date2num(months), level["p05"], level["p95"]), 8)


def _top(box: Box) -> float:
    """What must be seen of a box."""
    return box.value if math.isinf(box.high) else box.high


def _target(axis: Axes, box: Box, scale: float) -> Mark:
    """A box over its months, and the observed value as a line across it; return it with its label."""
    from matplotlib.dates import date2num
    from matplotlib.patches import Rectangle

    left, right = axis.get_xlim()
    start = max(float(date2num(pd.Timestamp(box.first) - HALF_MONTH)), left)
    end = min(float(date2num(pd.Timestamp(box.last) + HALF_MONTH)), right)
    low, value = box.low / scale, box.value / scale
    high = box.high / scale if math.isfinite(box.high) else 2 * axis.get_ylim()[1]  # open: its upper edge is out of sight
    colour, line = (BLACK, "-") if box.holds else (VERMILLION, (0, (2.5, 1.5)))
    axis.add_patch(Rectangle((start, low), end - start, high - low, fc="white", alpha=0.45, lw=0, zorder=4))
    axis.add_patch(Rectangle((start, low), end - start, high - low, fc="none", ec=colour, lw=1.3, ls=line, zorder=6))
    axis.plot([start, end], [value, value], color=colour, lw=0.9, zorder=6)
    late = (start - left) > LATE * (right - left)
    text = f"{box.bound} {tick(value)}".strip() + ("\n" if late else " ") + f"[{box.grade}]"
    return Mark((start, low, end, high), value, text, colour)


def _key(axis: Axes, runs: int) -> None:
    """The last cell says what the marks of all panels mean."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    axis.set_axis_off()
    handles = [
        Line2D([], [], color=BLUE, label=f"median of {runs} runs"),
        Patch(fc=BLUE, alpha=INNER + OUTER, lw=0, label="50 % of the runs"),
        Patch(fc=BLUE, alpha=OUTER, lw=0, label="90 % of the runs"),
        Patch(fc="white", ec=BLACK, lw=1.3, label="target: its months, and what is\nasked of the median; it holds"),
        Patch(fc="white", ec=VERMILLION, lw=1.3, ls=(0, (2.5, 1.5)), label="target that does not hold"),
        Line2D([], [], color=BLACK, lw=0.9, label="what was observed [grade];\nopen above: a least value"),
    ]
    axis.legend(handles=handles, loc="upper left", bbox_to_anchor=(-0.12, 1.04), frameon=False, fontsize=8.5, labelspacing=0.9)


def patterns(rows: Sequence[PatternRow], heading: str) -> Drawing:
    """Draw the share of runs of each pattern beside what is asked."""
    lines = [Line(row.label, row.evidence, row.share, row.must, row.holds, (percent(row.share, row.must), _runs(row))) for row in rows]
    with styled():
        figure = _shares(lines, 0.76, ("share", "of runs"), (0.78, 0.865))
        title(figure, f"Patterns of the evidence: {heading}", f"{SHARE_NOTE}. Below each name: the evidence")
    return Drawing("patterns", figure, {"": pd.DataFrame([vars(row) | {"holds": row.holds} for row in rows])})


def _runs(row: PatternRow) -> str:
    return f"{row.runs:,}" if row.told > 0.995 else f"{row.runs:,}, of which\n{percent(row.told)} can tell"


def negative_controls(rows: Sequence[ControlRow], heading: str) -> Drawing:
    """Draw the share of runs of each control's claim likewise, with the figure of its arm and of the counterpart."""
    lines = [Line(row.name, row.claim, row.share, row.must, row.holds, (percent(row.share, row.must), _figures(row))) for row in rows]
    with styled():
        figure = _shares(lines, 0.64, ("share", "median, and that of the counterpart"), (0.66, 0.735))
        title(figure, f"Negative controls: {heading}", f"{SHARE_NOTE}. Below each name: the claim")
    return Drawing("controls", figure, {"": pd.DataFrame([vars(row) | {"holds": row.holds} for row in rows])})


def _figures(row: ControlRow) -> str:
    return f"{called(row.figure)}: {amount(row.figure, row.median)}\n{counterpart(row.name)}: {amount(row.figure, row.other)}"


def called(figure: str) -> str:
    """Give the name of a control's figure in words."""
    return FIGURES.get(figure, figure.replace("_", " "))


def amount(figure: str, value: float) -> str:
    """Write a value of a control's figure."""
    return level(value, "share" if figure in PER_CENT else "")


def counterpart(name: str) -> str:
    """Give the name of the arm that a control is held against."""
    return next((control.arms[-1] for control in controls() if control.name == name), "counterpart")


def _shares(lines: Sequence[Line], right: float, headings: tuple[str, ...], at: tuple[float, ...]) -> Figure:
    """A line for each share; the axis ends at ``right``, and words begin ``at`` these places of the width."""
    height = ROW * len(lines) + TOP + BOTTOM
    figure, axes = panels(WIDTH, height, 1, 1, left=LEFT, right=right, top=1 - TOP / height, bottom=BOTTOM / height)
    axis = axes[0]
    for place, line in enumerate(lines):
        _share(axis, -place, line, [(one - LEFT) / (right - LEFT) for one in at])
    for left, heading in zip(at, headings, strict=True):
        figure.text(left, 1 - (TOP - 0.06) / height, heading, fontsize=8, color=GREY, va="bottom")
    axis.set_xlim(-0.02, 1.02)
    axis.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"])
    axis.set_ylim(-len(lines) + 0.5, 0.5)
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    axis.grid(visible=True, axis="x")
    axis.set_xlabel("share of runs")
    return figure


def _share(axis: Axes, place: float, line: Line, at: Sequence[float]) -> None:
    """One line: what is asked is pale, the share a dot or, where it does not hold, a cross."""
    colour, marker = (BLUE, "o") if line.holds else (VERMILLION, "X")
    axis.barh(place, 1 - line.must, 0.72, line.must, color=ASKED, zorder=1)
    axis.plot([line.must, line.must], [place - 0.36, place + 0.36], color=GREY, lw=1.2, zorder=2)
    if math.isfinite(line.share):
        axis.plot([0, line.share], [place, place], color=colour, lw=1.4, alpha=0.45, zorder=2)
        axis.plot([line.share], [place], color=colour, marker=marker, ms=7, mec="white", mew=0.6, zorder=4, clip_on=False)
    across = axis.get_yaxis_transform()  # the axis across, the lines along
    words: dict[str, Any] = {"transform": across, "clip_on": False}
    axis.text(-0.03, place + 0.03, line.name, ha="right", va="bottom", fontsize=8.5 * min(1.0, LETTERS / len(line.name)), **words)
    axis.text(-0.03, place - 0.05, line.below, ha="right", va="top", fontsize=7.5, color=GREY, **words)
    for k, (left, text) in enumerate(zip(at, line.words, strict=True)):
        tone = colour if k == 0 else BLACK
        axis.text(left, place, text, ha="left", va="center", fontsize=8, color=tone, linespacing=1.25, **words)
