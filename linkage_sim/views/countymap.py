"""A county's towns and villages on a plane: where shops are, and in which month each village took off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import ceil, cos, hypot, nan, pi, sin
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..errors import LinkageError
from ..findings.numbers import short
from .layout import Point
from .shades import DARKEST, PALEST
from .style import BLUE, GREY, PALE, SKY, Drawing, panels, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize
    from matplotlib.figure import Figure

COLUMNS = ("village", "town", "stores", "taken_off")
WIDTH, TOP, BOTTOM, EDGE = 7.4, 0.62, 0.75, 0.15  # inches
INNER, STEP, ROOM = 2.2, 1.15, 0.9  # distances: radius of the smallest ring, between villages and between rings, and around a town
CROWDED = 30  # villages on a ring
WIDEST = 0.3  # inches: a distance of one, so that a few villages are not drawn huge
SMALLEST, LARGEST = 0.28, 0.95  # diameters of villages: without a store, and with the most
LETTER = 5.2  # points: about as wide as a letter of a town's name
NOTE = "Towns from the middle outwards, villages around them by number: not where they lie in the country"


def county_map(villages: pd.DataFrame, heading: str, married: Mapping[Any, Any] | None = None) -> Drawing:
    """Draw all villages of a county, larger where there are more stores, darker where they took off earlier.

    Parameters
    ----------
    villages : DataFrame
        A row per village: village, town, stores, taken_off (a month, or missing where it has not).
    heading : str
        Title.
    married : mapping, optional
        For a village the one that its daughters marry into: drawn as lines.

    Raises
    ------
    LinkageError
        Where a column is missing, a village is named twice, or there is none.
    """
    shown = _checked(villages)
    places = positions(dict(zip(shown["village"], shown["town"], strict=True)))
    shown["x"], shown["y"] = zip(*(places[village] for village in shown["village"]), strict=True)
    with styled():
        figure, axis, unit = _canvas(shown)
        _ties(axis, places, married or {})
        norm, colours = _scale(shown["taken_off"])
        _villages(axis, shown, unit, (norm, colours))
        _towns(axis, shown, unit)
        title(figure, heading, NOTE)
        _legend(figure, shown, unit, (norm, colours))
    return Drawing("county", figure, {"": shown})


def positions(towns: Mapping[Any, Any]) -> dict[Any, Point]:
    """Places of villages, given the town of each: towns on a hexagonal spiral, a town's villages on rings around its middle.

    Nearest villages are about one apart. Order of rows does not matter: towns and villages go by their numbers.
    """
    members: dict[Any, list[Any]] = {}
    for village in sorted(towns, key=_by_number):
        members.setdefault(towns[village], []).append(village)
    rings = {town: _rings(len(some)) for town, some in members.items()}
    apart = 2 * (max(hypot(*spot) for spots in rings.values() for spot in spots) + ROOM)
    found: dict[Any, Point] = {}
    for town, (x, y) in zip(sorted(members, key=_by_number), _hexagons(len(members)), strict=True):
        spots = [(apart * x + dx, apart * y + dy) for dx, dy in rings[town]]
        found.update(zip(members[town], spots, strict=True))
    return found


def _by_number(name: Any) -> list[tuple[int, str]]:
    """Names as people order them: village 2 before village 10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", str(name)) if part]


def _rings(count: int) -> list[Point]:
    """Places around the origin from the top clockwise: on one ring, or in zigzag on several, so that numbers in sequence stay near."""
    rings = ceil(count / CROWDED)
    on_each = ceil(count / rings)
    turn, radius = 2 * pi / (rings * on_each), max(INNER, on_each * STEP / (2 * pi))
    reach = [radius + STEP * (i % rings) for i in range(count)]
    return [(far * sin(turn * i), far * cos(turn * i)) for i, far in enumerate(reach)]


def _hexagons(count: int) -> list[Point]:
    """Middles of hexagons that grow around one, one apart."""
    corners = [(cos(k * pi / 3), sin(k * pi / 3)) for k in range(6)]
    spots: list[Point] = [(0.0, 0.0)]
    ring = 1
    while len(spots) < count:
        for (x, y), (to_x, to_y) in zip(corners, corners[1:] + corners[:1], strict=True):
            spots += [(x * (ring - i) + to_x * i, y * (ring - i) + to_y * i) for i in range(ring)]
        ring += 1
    return spots[:count]


def _checked(villages: pd.DataFrame) -> pd.DataFrame:
    missing = [column for column in COLUMNS if column not in villages]
    if missing:
        raise LinkageError(f"The table of villages lacks the columns {', '.join(missing)}. It needs {', '.join(COLUMNS)}.")
    if not len(villages):
        raise LinkageError("The table of villages is empty: there is no county to draw.")
    twice = villages["village"][villages["village"].duplicated()]
    if len(twice):
        raise LinkageError(f"The village {twice.iloc[0]!r} stands twice in the table. Give one row per village, at one moment of one run.")
    shown = villages[list(COLUMNS)].assign(taken_off=pd.to_datetime(villages["taken_off"]))
    return shown.sort_values("village", key=lambda names: names.map(_by_number)).reset_index(drop=True)


def _canvas(shown: pd.DataFrame) -> tuple[Figure, Axes, float]:
    """A figure as high as the county needs, and how many points a distance of one is."""
    (low_x, high_x), (low_y, high_y) = ((shown[side].min() - ROOM, shown[side].max() + ROOM) for side in ("x", "y"))
    inches = min(WIDEST, *((WIDTH - 2 * EDGE) / (high - low) for low, high in ((low_x, high_x), (low_y, high_y))))
    plane = inches * (high_y - low_y)
    height = TOP + plane + BOTTOM
    figure, (axis,) = panels(WIDTH, height, 1, 1)
    axis.set_position((EDGE / WIDTH, BOTTOM / height, 1 - 2 * EDGE / WIDTH, plane / height))
    middle, half = (low_x + high_x) / 2, (WIDTH - 2 * EDGE) / inches / 2
    axis.set_xlim(middle - half, middle + half)
    axis.set_ylim(low_y, high_y)
    axis.set_axis_off()
    return figure, axis, 72 * inches


def _scale(months: pd.Series[pd.Timestamp]) -> tuple[Normalize, Colormap]:
    """From dark for the first take-off to pale for the last."""
    from matplotlib.colors import LinearSegmentedColormap, Normalize
    from matplotlib.dates import date2num

    known = date2num(months.dropna())
    low, high = (known.min(), known.max()) if len(known) else (0.0, 1.0)
    colours = LinearSegmentedColormap.from_list("month", [DARKEST, BLUE, SKY, PALEST])
    return Normalize(low, high if high > low else low + 31), colours


def _ties(axis: Axes, places: Mapping[Any, Point], married: Mapping[Any, Any]) -> None:
    """All ties as one broken line, which keeps the file small."""
    ties = [(places[one], places[other]) for one, other in married.items() if one in places and other in places]
    points = [point for one, other in ties for point in (one, other, (nan, nan))]
    axis.plot([x for x, _ in points], [y for _, y in points], color=PALE, lw=0.7, zorder=1)


def _villages(axis: Axes, shown: pd.DataFrame, unit: float, scale: tuple[Normalize, Colormap]) -> None:
    from matplotlib.dates import date2num

    norm, colours = scale
    faces = ["#FFFFFF" if month is pd.NaT else colours(norm(date2num(month))) for month in shown["taken_off"]]
    sizes = _sizes(shown["stores"], shown["stores"].max(), unit)
    axis.scatter(shown["x"], shown["y"], s=sizes, c=faces, edgecolors="#7F7F7F", linewidths=0.5, zorder=3)


def _sizes(stores: Iterable[float], most: float, unit: float) -> list[float]:
    """Areas of the circles in square points: growing with the stores from the smallest circle to the largest."""
    first, last = (unit * SMALLEST) ** 2, (unit * LARGEST) ** 2
    return [first + (last - first) * max(one, 0.0) / (most or 1.0) for one in stores]


def _towns(axis: Axes, shown: pd.DataFrame, unit: float) -> None:
    """The name of each town in its middle, or its number where the ring is too small for the name."""
    most = max(int(2 * (INNER - LARGEST / 2) * unit / LETTER), 2)
    behind = {"facecolor": "white", "alpha": 0.8, "pad": 0.6, "lw": 0}  # over the lines between villages
    for town, members in shown.groupby("town", sort=False):
        x, y = middle(len(members), members["x"].iloc[0], members["y"].iloc[0])
        axis.text(x, y, _fitting(str(town), most), ha="center", va="center", fontsize=8.0, color=GREY, zorder=4, bbox=behind)


def middle(count: int, x: float, y: float) -> Point:
    """The middle of a town whose first village is at a place."""
    dx, dy = _rings(count)[0]
    return x - dx, y - dy


def _fitting(name: str, most: int) -> str:
    """A name of at most so many letters: whole, else the number at its end, else its beginning."""
    if len(name) <= most:
        return name
    number = re.search(r"\d+$", name)
    return number[0][-most:] if number else f"{name[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def _legend(figure: Figure, shown: pd.DataFrame, unit: float, scale: tuple[Normalize, Colormap]) -> None:
    """What circles mean: sizes, hollow ones, and the scale of months."""
    height = figure.get_figheight()
    most = float(shown["stores"].max())
    axis = figure.add_axes((0, 0, 1, BOTTOM / height), zorder=-1)
    axis.set_xlim(0, WIDTH)
    axis.set_ylim(0, BOTTOM)
    axis.set_axis_off()
    counts = sorted({0.0, *(float(f"{most * part:.1g}") // 1 for part in (0.1, 0.4)), most})
    step = max(unit / 72 + 0.36, 0.55)
    places = [EDGE + 0.3 + step * i for i in range(len(counts))]
    axis.scatter(places, [0.42] * len(counts), s=_sizes(counts, most, unit), c="white", edgecolors="#7F7F7F", linewidths=0.5)
    words: dict[str, Any] = {"va": "top", "fontsize": 8.0}
    for x, count in zip(places, counts, strict=True):
        axis.text(x, 0.42 - LARGEST / 2 * unit / 72 - 0.03, short(count), ha="center", **words)
    axis.text(places[-1] + step / 2 + 0.1, 0.48, "stores\nwhite: has not taken off", linespacing=1.2, va="center", fontsize=8.0)
    if shown["taken_off"].notna().any():
        _months(figure, scale)


def _months(figure: Figure, scale: tuple[Normalize, Colormap]) -> None:
    """The scale of the months of take-off."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    height = figure.get_figheight()
    box = figure.add_axes(((WIDTH - 2.45) / WIDTH, 0.3 / height, 2.2 / WIDTH, 0.15 / height))
    locator = AutoDateLocator(minticks=2, maxticks=5)
    bar = figure.colorbar(ScalarMappable(*scale), cax=box, orientation="horizontal", ticks=locator)
    bar.ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    bar.outline.set_linewidth(0.5)
    bar.ax.tick_params(labelsize=8.0, length=2, pad=2)
    bar.ax.text(0.0, 1.25, "month of take-off", transform=bar.ax.transAxes, fontsize=8.0, va="bottom")
