"""Where linkage pays: a map of settings for each outcome, a panel per value of the last factor, what is not clear hatched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..experiments.analysis.linkage.finding import EFFECTS, PAYS, SHORT, TOLD, Linkage
from ..experiments.analysis.words import value_words
from ..findings import certainty
from ..findings.numbers import is_count, is_share, minus, short, signed
from ..findings.words import capital
from .narrow import stacked
from .style import BLACK, BLUE, GREY, VERMILLION, Drawing, panels, styled, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

    from ..experiments.design.factors import Factor
    from ..experiments.design.outcomes import Outcome

CELL, HIGH, LEFT, RIGHT, BETWEEN, TOP, BOTTOM = 0.62, 0.38, 1.0, 0.15, 0.16, 0.78, 0.28  # inches
NAME, OVER, TICKS = 0.46, 0.24, 0.24  # inches: name of an effect, title of a panel, numbers below the last line of panels
WIDEST, LEAST = 9.6, 7.4  # inches
NOTE = "{unit}, mean over {over}. Blue: better, orange: worse. Bold: clear; hatched: no clear difference"
HATCH = "#9A9A9A"
SIZE = 8.5  # of the numbers, in points
UNCLEAR: dict[str, Any] = {
    "color": BLACK,
    "bbox": {"facecolor": "white", "alpha": 0.7, "pad": 0.8, "lw": 0},
}  # over hatching


class Layout(NamedTuple):
    """Where the panels of a map are, in inches: as many beside each other as a page is wide.

    Attributes
    ----------
    panels, columns : int
        Panels of each effect, and how many of them stand in a line.
    size : pair of float
        Width and height of a panel.
    over : float
        Room for a panel's title.
    """

    panels: int
    columns: int
    size: tuple[float, float]
    over: float

    @classmethod
    def of(cls, sides: Sequence[Sequence[Any]], titled: bool) -> Layout:
        """The layout for factors with these values."""
        size = (CELL * len(sides[0]), HIGH * len(sides[1]))
        fitting = int((WIDEST - LEFT - RIGHT + BETWEEN) // (size[0] + BETWEEN))
        return cls(len(sides[2]), min(max(fitting, 1), len(sides[2])), size, OVER if titled else 0.0)

    @property
    def lines(self) -> int:
        """Lines of panels of each effect."""
        return -(-self.panels // self.columns)

    @property
    def effect(self) -> float:
        """Height of all that belongs to an effect."""
        return NAME + self.lines * (self.over + self.size[1] + BETWEEN) + TICKS

    @property
    def whole(self) -> tuple[float, float]:
        """Width and height of the figure."""
        width = LEFT + self.columns * (self.size[0] + BETWEEN) - BETWEEN + RIGHT
        return max(width, LEAST), TOP + len(TOLD) * self.effect + BOTTOM

    def place(self, effect: int, panel: int) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of a panel as shares of the figure."""
        width, height = self.whole
        line, column = divmod(panel, self.columns)
        top = TOP + effect * self.effect + NAME + line * (self.over + self.size[1] + BETWEEN) + self.over
        left, bottom = LEFT + column * (self.size[0] + BETWEEN), height - top - self.size[1]
        return left / width, bottom / height, self.size[0] / width, self.size[1] / height


def figures(found: Sequence[Linkage]) -> list[Drawing]:
    """A map for each outcome."""
    return [linkage_map(one, outcome) for one in found for outcome in one.outcomes]


def linkage_map(found: Linkage, outcome: str) -> Drawing:
    """Draw the helpers' linkage and what the platform adds over the settings.

    Parameters
    ----------
    found : Linkage
        The numbers.
    outcome : str
        Name of the outcome.
    """
    data = found.table[found.table["outcome"] == outcome]
    return Drawing(f"linkage_{outcome}", _drawn(found, outcome), {"": data}, lambda: stacked(_drawn(found, outcome, beside=False)))


def _drawn(found: Linkage, outcome: str, beside: bool = True) -> Figure:
    """The map, with its panels beside each other below what each effect comes to; or each with its name, for being put below the others."""
    measured, names = found.outcomes[outcome], list(found.factors)
    sides = [found.factors[name].levels() for name in names] + [("",)] * (3 - len(names))
    layout = Layout.of(sides, len(names) > 2)
    shown = [found.of(outcome, quantity) for quantity in TOLD]
    scale, unit = _scale(shown, measured)
    with styled():
        figure, axes = panels(*layout.whole, len(TOLD), layout.panels)
        for number, axis in enumerate(axes):
            effect, panel = divmod(number, layout.panels)
            axis.set_position(layout.place(effect, panel))
            rows = shown[effect] if len(names) < 3 else shown[effect][shown[effect][names[2]] == sides[2][panel]]
            largest = float(shown[effect]["value"].abs().max())
            _panel(axis, rows, names, sides, (scale, largest))
            _labels(axis, found.factors, names, sides, (layout, effect, panel))
            if not beside:
                _name(axis, list(TOLD)[effect], found.factors, sides)
            elif panel == 0:
                _heading(axis, list(TOLD)[effect], shown[effect], f"{short(scale * largest, digits=2)} {unit}", layout)
        title(figure, f"Where linkage pays: {measured.label}", NOTE.format(over=found.over, unit=capital(unit)))
        figure.text(0.012, 1 - 0.54 / layout.whole[1], found.title, fontsize=7.5, color=GREY, va="top")
    return figure


def _name(axis: Axes, quantity: str, factors: Mapping[str, Factor], sides: Sequence[Sequence[Any]]) -> None:
    """What a panel shows that stands for itself, with its own ticks and the names of both its factors."""
    some = list(factors.values())
    where = axis.get_title(loc="left")
    axis.set_title(", ".join(filter(None, (capital(EFFECTS[quantity]), where))), fontsize=SIZE)
    axis.set_xticks(range(len(sides[0])), [value_words(value) for value in sides[0]])
    axis.set_xlabel(some[0].label)
    if len(some) > 1:
        axis.set_yticks(range(len(sides[1])), [value_words(value) for value in sides[1]])
        axis.set_ylabel(some[1].label)


def _heading(axis: Axes, quantity: str, rows: pd.DataFrame, full: str, layout: Layout) -> None:
    """What the panels of an effect show, with its verdicts, and at which size their colours are full: each effect has its own scale."""
    better, worse = (int((rows["verdict"] == word).sum()) for word in (PAYS, SHORT))
    figure, height = axis.figure, layout.whole[1]
    at = 1 - (TOP + list(TOLD).index(quantity) * layout.effect + 0.04) / height
    told = f"better in {better}, worse in {worse}, {certainty.UNCLEAR} in {len(rows) - better - worse} of {len(rows)} settings"
    figure.text(0.012, at, capital(EFFECTS[quantity]), fontweight="bold", fontsize=9.5, va="top")
    figure.text(0.012, at - 0.19 / height, f"{told}; full colour: {full}", fontsize=8, color=GREY, va="top")


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
            _number(factor * row["value"], row["unit"]),
            ha="center",
            va="center",
            fontsize=SIZE,
            zorder=3,
            **words,
        )
    axis.set_xlim(-0.5, len(sides[0]) - 0.5)
    axis.set_ylim(-0.5, len(sides[1]) - 0.5)


def _number(value: float, unit: str) -> str:
    """A number with its sign; people and the like are whole."""
    value = round(value) if is_count(unit) else value
    return minus(signed(value, short(value, digits=2)))


def _colours() -> Colormap:
    """From orange for a loss over white to blue for an improvement."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("linkage", [VERMILLION, "#FFFFFF", BLUE])


def _labels(
    axis: Axes, factors: Mapping[str, Factor], names: Sequence[str], sides: Sequence[Sequence[Any]], place: tuple[Layout, int, int]
) -> None:
    """Values of the factors: along the axes, and above each panel."""
    layout, effect, panel = place
    axis.grid(visible=False)
    axis.tick_params(length=0)
    for spine in axis.spines.values():
        spine.set_visible(False)
    first, lowest = panel % layout.columns == 0, panel + layout.columns >= layout.panels
    axis.set_xticks(range(len(sides[0])), [value_words(value) for value in sides[0]] if lowest else [])
    axis.set_yticks(range(len(sides[1])), [value_words(value) for value in sides[1]] if first and len(names) > 1 else [])
    if lowest and effect == len(TOLD) - 1:
        axis.set_xlabel(factors[names[0]].label)
    if first and len(names) > 1:
        axis.set_ylabel(factors[names[1]].label)
    if len(names) > 2:
        factor = factors[names[2]]
        axis.set_title(f"{factor.label} {value_words(sides[2][panel])}", pad=4, fontsize=8.5, fontweight="normal")
