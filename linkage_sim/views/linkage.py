"""Where linkage pays: a map of settings for each outcome, a panel per value of the last factor, what is not clear hatched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..experiments.analysis.regions.paying import EFFECTS, Payoff
from ..experiments.analysis.words import value_words
from ..findings.numbers import is_share, minus, short, signed
from ..findings.words import capital
from .style import BLACK, BLUE, GREY, VERMILLION, Drawing, panels, styled, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

    from ..experiments.design.factors import Factor
    from ..experiments.design.outcomes import Outcome

SHOWN = ("helpers", "platform")
CELL, HIGH, LEFT, RIGHT, BETWEEN, TOP, BOTTOM, GAP = 0.52, 0.38, 1.35, 0.15, 0.14, 1.0, 0.85, 0.62  # inches
NOTE = "{unit}, mean over {over}; blue: an improvement, orange: a loss. Bold: the 95 % interval leaves zero out; hatched: it does not"
LEAST = 7.0  # inches
HATCH = "#9A9A9A"
UNCLEAR: dict[str, Any] = {
    "color": BLACK,
    "bbox": {"facecolor": "white", "alpha": 0.7, "pad": 0.8, "lw": 0},
}  # over hatching


def region_map(found: Payoff, outcome: str) -> Drawing:
    """Draw the helpers' linkage and what the platform adds over the settings.

    Parameters
    ----------
    found : Payoff
        The numbers.
    outcome : str
        Name of the outcome.
    """
    measured, names = found.outcomes[outcome], list(found.factors)
    sides = [found.factors[name].levels() for name in names] + [("",)] * (3 - len(names))
    shown = [found.of(outcome, quantity) for quantity in SHOWN]
    scale, unit = _scale(shown, measured)
    width = LEFT + len(sides[2]) * (CELL * len(sides[0]) + BETWEEN) + RIGHT
    height = TOP + len(SHOWN) * HIGH * len(sides[1]) + GAP + BOTTOM
    edges = {"left": LEFT / width, "right": 1 - RIGHT / width, "top": 1 - TOP / height, "bottom": BOTTOM / height}
    gaps = {"wspace": BETWEEN / (CELL * len(sides[0])), "hspace": GAP / (HIGH * len(sides[1]))}
    with styled():
        figure, axes = panels(max(width, LEAST), height, len(SHOWN), len(sides[2]), **edges, **gaps)
        for place, axis in enumerate(axes):
            row, column = divmod(place, len(sides[2]))
            rows = shown[row] if len(names) < 3 else shown[row][shown[row][names[2]] == sides[2][column]]
            _panel(axis, rows, names, sides, (scale, float(shown[row]["value"].abs().max())))
            _labels(axis, found.factors, names, sides, (row, column))
            if column == 0:
                full = short(scale * shown[row]["value"].abs().max(), digits=2)
                _heading(axis, capital(EFFECTS[SHOWN[row]]), f"{full} {unit}")
        note = NOTE.format(over=found.over, unit=capital(unit))
        title(figure, f"Where linkage pays: {measured.label}", note)
        figure.text(0.012, 0.1 / height, found.title, fontsize=7.5, color=GREY)
    data = found.table[found.table["outcome"] == outcome]
    return Drawing(f"linkage_{outcome}", figure, {"": data})


def _heading(axis: Axes, effect: str, full: str) -> None:
    """What a row of panels shows, and at which size its colours are full: each row has a scale of its own."""
    name = axis.annotate(effect, (0, 1), (-62, 22), "axes fraction", "offset points", fontweight="bold", fontsize=9)
    axis.annotate(f"full colour: {full}", (1, 0), (8, 0), name, "offset points", fontsize=7.5, color=GREY, va="bottom")


def _scale(shown: Sequence[pd.DataFrame], outcome: Outcome) -> tuple[float, str]:
    """A factor that makes all numbers short, and the unit that goes with it."""
    largest = max(float(rows["value"].abs().max()) for rows in shown)
    if is_share(outcome.unit):
        return 100.0, "percentage points"
    return (1e-6, f"million {outcome.unit}") if largest >= 1e6 else (1.0, outcome.unit)


def _panel(axis: Axes, rows: pd.DataFrame, names: Sequence[str], sides: Sequence[Sequence[Any]], scale: tuple[float, float]) -> None:
    """A rectangle per setting, with its number."""
    from matplotlib.patches import Rectangle

    factor, largest = scale
    colours = _colours()
    for _, row in rows.iterrows():
        x = sides[0].index(row[names[0]])
        y = sides[1].index(row[names[1]]) if len(names) > 1 else 0
        clear = row["low"] > 0 or row["high"] < 0
        colour = colours(0.5 + 0.5 * row["value"] / (largest or 1.0))
        axis.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=colour, edgecolor="white", lw=1.0, zorder=1))
        if not clear:  # a hatching takes the colour of its edge: white would be lost on pale cells
            axis.add_patch(Rectangle((x - 0.47, y - 0.47), 0.94, 0.94, facecolor="none", edgecolor=HATCH, lw=0, hatch="////", zorder=2))
        dark = clear and abs(row["value"]) > 0.62 * largest
        words: dict[str, Any] = {"fontweight": "bold", "color": "white" if dark else BLACK} if clear else UNCLEAR
        axis.text(
            x,
            y,
            minus(signed(row["value"], short(factor * row["value"], digits=2))),
            ha="center",
            va="center",
            fontsize=7.2,
            zorder=3,
            **words,
        )
    axis.set_xlim(-0.5, len(sides[0]) - 0.5)
    axis.set_ylim(-0.5, len(sides[1]) - 0.5)


def _colours() -> Colormap:
    """From orange for a loss over white to blue for an improvement."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("payoff", [VERMILLION, "#FFFFFF", BLUE])


def _labels(
    axis: Axes, factors: Mapping[str, Factor], names: Sequence[str], sides: Sequence[Sequence[Any]], place: tuple[int, int]
) -> None:
    """Values of the factors: along the axes, and above each panel."""
    row, column = place
    axis.grid(visible=False)
    axis.tick_params(length=0)
    for spine in axis.spines.values():
        spine.set_visible(False)
    axis.set_xticks(range(len(sides[0])), [value_words(value) for value in sides[0]] if row == len(SHOWN) - 1 else [])
    axis.set_yticks(range(len(sides[1])), [value_words(value) for value in sides[1]] if column == 0 and len(names) > 1 else [])
    if row == len(SHOWN) - 1:
        axis.set_xlabel(factors[names[0]].label)
    if column == 0 and len(names) > 1:
        axis.set_ylabel(factors[names[1]].label)
    if len(names) > 2:
        factor = factors[names[2]]
        axis.set_title(f"{factor.label} {value_words(sides[2][column])}", pad=4, fontsize=8.5, fontweight="normal")
