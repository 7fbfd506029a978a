"""What each actor contributed and how much is linkage: in steps from "nobody" to "all five", with and without the platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ..experiments.analysis.attribution.contributions import OFF, ON
from ..experiments.analysis.attribution.numbers import ALWAYS, WHEN, Estimate, Numbers, called, main_platform, numbers, shown
from ..experiments.analysis.attribution.verdicts import UNCLEAR, headline
from ..experiments.design.outcomes import Outcome
from ..findings.numbers import signed, spoken
from ..findings.words import listing
from .attribution_rows import ALONE, GAP, LINKAGE, MINUS, Scale, Step, limits, order, rows, scale_of
from .narrow import stacked
from .style import BLACK, GREY, PALE, Drawing, panels, styled, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.analysis.attribution.finding import Attribution

WIDTH, TOP, BOTTOM, LEFT, RIGHT, BETWEEN, ROW = 9.6, 1.05, 1.3, 1.62, 0.2, 0.35, 0.34  # inches
NOTES_TOP = 0.74  # inches
WIDTH_BELOW = 2.0  # inches: of a panel that stands below another one
BAR = 0.66  # height of a bar, in rows
SIZE = 8.5  # of letters, in points
SMALL: dict[str, Any] = {"fontsize": 7.5, "color": GREY, "va": "center"}
NOTES = (
    "Whiskers: 95 % intervals over {over}, each to be read by itself. Pale bars: not clear when all are read together.",
    "Coloured: Shapley shares, the mean contribution of each over all orders in which they could join; they add up to the whole step.",
    "Linkage: what all achieve together beyond the sum of what each achieves alone.",
)


def figures(found: Sequence[Attribution]) -> list[Drawing]:
    """A figure for each outcome."""
    return [attribution(one, outcome) for one in found for outcome in one.outcomes]


def attribution(found: Attribution, outcome: str) -> Drawing:
    """Draw the attribution of one outcome, with a panel for each state of the platform that was run.

    Parameters
    ----------
    found : Attribution
        The numbers.
    outcome : str
        Name of the outcome.
    """
    values = numbers(found.of(outcome))
    steps = _steps(found, values, found.outcomes[outcome])
    data = _data(steps, found.outcomes[outcome])
    wide, narrow = (partial(_drawn, found, outcome, values, steps, beside) for beside in (True, False))
    return Drawing(f"attribution_{outcome}", wide(), {"": data}, lambda: stacked(narrow()))


def _steps(found: Attribution, values: Numbers, measured: Outcome) -> dict[str, list[Step]]:
    """The rows of the panels, by the state of the platform."""
    states = [state for state in (ON, OFF) if (state, "total", "", "") in values]
    players, scale = order(values, states[0], found.players), scale_of(values, measured.unit)
    return {state: list(rows(values, state, players, scale)) for state in states}


def _drawn(found: Attribution, outcome: str, values: Numbers, steps: Mapping[str, Sequence[Step]], beside: bool) -> Figure:
    """The figure, with the panels beside each other, or each with its names and limits for being put below the other."""
    measured, scale = found.outcomes[outcome], scale_of(values, found.outcomes[outcome].unit)
    first = next(iter(steps.values()))
    with styled():
        figure, axes = _canvas(len(first), len(steps))
        ends = limits([step for some in steps.values() for step in some], _panel_width(len(steps)) if beside else WIDTH_BELOW)
        for axis, (state, some) in zip(axes, steps.items(), strict=True):
            _panel(axis, some, ends)
            _scale(axis, scale)
            axis.set_title(WHEN[state], pad=6)
            if axis is axes[0] or not beside:
                _names(axis, some)
        _words(figure, found, measured, values)
    return figure


def _panel_width(columns: int) -> float:
    return (WIDTH - LEFT - RIGHT - BETWEEN * (columns - 1)) / columns


def _canvas(lines: int, columns: int) -> tuple[Figure, list[Axes]]:
    """A figure that is as high as its rows need."""
    height = TOP + (lines + GAP) * ROW + BOTTOM
    edges = {"left": LEFT / WIDTH, "right": 1 - RIGHT / WIDTH, "top": 1 - TOP / height, "bottom": BOTTOM / height}
    return panels(WIDTH, height, 1, columns, wspace=BETWEEN / _panel_width(columns), **edges)


def _panel(axis: Axes, steps: Sequence[Step], ends: tuple[float, float]) -> None:
    """Draw a panel's rows from top to bottom."""
    axis.set_xlim(*ends)
    axis.set_ylim(steps[-1].place + 0.6, -0.6)
    axis.grid(visible=False)
    axis.grid(visible=True, axis="x")
    axis.tick_params(axis="y", length=0, labelleft=False)
    axis.spines["left"].set_visible(False)
    axis.text(0.0, steps[-2].place - 0.78, "The same difference, split another way:", transform=axis.get_yaxis_transform(), **SMALL)
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        _bar(axis, step, ends)
        if following is not None and following.name != ALONE:
            axis.plot([step.end] * 2, [step.place, following.place], color=GREY, lw=0.6, zorder=1)


def _bar(axis: Axes, step: Step, ends: tuple[float, float]) -> None:
    """A bar with its whisker and label; a level is a stroke, with a bar from zero where zero is in sight."""
    is_level = step.start is None
    start = min(max(ends[0], 0.0), ends[1]) if step.start is None else step.start
    sight = not is_level or ends[0] <= 0 <= ends[1]
    pale = not is_level and not step.estimate.clear
    if sight:
        axis.barh(step.place, step.end - start, BAR, left=start, color=step.colour, alpha=0.35 if pale else 1.0, lw=0, zorder=2)
    if is_level:
        axis.plot([step.end] * 2, [step.place - BAR / 2, step.place + BAR / 2], color=BLACK, lw=2.2, zorder=4, solid_capstyle="butt")
    whisker_colour = GREY if step.colour == BLACK else BLACK
    axis.plot(step.whisker, [step.place] * 2, color=whisker_colour, lw=1.1, zorder=5, solid_capstyle="butt")
    offset = (-5, 0) if step.leftwards else (5, 0)
    words: dict[str, Any] = {
        "fontsize": SIZE + 0.5 if is_level else SIZE,
        "fontweight": "bold" if is_level or step.name == LINKAGE else "normal",
    }
    at = step.reach[0] if step.leftwards else step.reach[1]
    aligned = "right" if step.leftwards else "left"
    axis.annotate(step.label, (at, step.place), offset, textcoords="offset points", ha=aligned, va="center", zorder=6, **words)


def _names(axis: Axes, steps: Sequence[Step]) -> None:
    """The rows' names, once, at the left."""
    axis.tick_params(axis="y", labelleft=True, pad=8)
    axis.set_yticks([step.place for step in steps], [step.name for step in steps], fontsize=9.5)
    for label, step in zip(axis.get_yticklabels(), steps, strict=True):
        label.set_fontweight("normal" if step.name == ALONE else "bold")
        label.set_color(BLACK if step.colour in (PALE, GREY) else step.colour)


def _scale(axis: Axes, scale: Scale) -> None:
    """Few ticks, and the unit."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _trimmed(scale.write(value))))
    axis.set_xlabel(scale.unit)


def _trimmed(text: str) -> str:
    """Without zeros behind the point."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _words(figure: Figure, found: Attribution, measured: Outcome, values: Numbers) -> None:
    """Title, what was simulated, and how to read the marks."""
    title(figure, headline(values, measured, found.players), found.title)
    figure.text(0.012, 1 - 0.58 / figure.get_figheight(), measured.meaning, **SMALL | {"fontsize": SIZE})
    for line, text in enumerate([*NOTES, *_beside(values, measured, found.players)]):
        colour = GREY if line < len(NOTES) else BLACK
        y = (NOTES_TOP - 0.15 * line) / figure.get_figheight()
        figure.text(0.012, y, text.format(over=found.over), **SMALL | {"color": colour})


def _beside(values: Numbers, measured: Outcome, players: Sequence[str]) -> list[str]:
    """Whose linkage it is beside households that take part anyway, and how much; nothing where the households are no player.

    It has the sign of the outcome itself, as the bars, the verdicts and the tables have it; which sign is the better one is said in words.
    """
    platform = main_platform(values)
    one = values.get((platform, "linkage_beside", ALWAYS, ""))
    if one is None:
        return []
    helpers = listing([called(player) for player in players if player != ALWAYS])
    sign = f"; {'above' if measured.better == 'more' else 'below'} zero is an improvement" if measured.better else ""
    told = _sized(one, measured.unit).replace("-", MINUS)
    total = values[platform, "total", "", ""]
    hinder = total.clear and one.value * total.value < 0
    rest = f", which {UNCLEAR}" if not one.clear else ": they replace or hinder each other" if hinder else ""
    return [f"{WHEN[platform]}, where the {called(ALWAYS)} take part anyway, the linkage of {helpers} is", f"{told}{rest}{sign}."]


def _sized(one: Estimate, unit: str) -> str:
    """A change with its sign and interval; of people no parts, unless whole numbers would show zero in what is clear."""
    if one.clear and min(abs(one.low), abs(one.high)) < 1.0:
        return shown(one, unit)
    size, inside = spoken(one[:3], unit)
    return f"{signed(one.value, size) if size[0].isdigit() else size} ({'in every run' if one.same else inside})"


def _data(steps: Mapping[str, Sequence[Step]], measured: Outcome) -> pd.DataFrame:
    """What was drawn."""
    import pandas as pd

    drawn = [
        (measured.name, measured.unit, state, step.name, step.start, step.end, *step.estimate[:4])
        for state, some in steps.items()
        for step in some
    ]
    return pd.DataFrame(drawn, columns=["outcome", "unit", "platform", "row", "start", "end", "value", "low", "high", "part_of_total"])
