"""A map of China as tiles: one square for each of the 34 provincial-level units, at a moment or at several."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from math import ceil, isnan, nan
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ..errors import LinkageError
from ..findings.numbers import short
from .lettering import lettered, moment_words
from .provinces import MEASURES, Measure, Moment, at_moment, in_common, key_of, units
from .shades import Shades, ink_on, shades
from .style import GREY, Drawing, panels, title
from .tile_legend import SMALL, key, legend, square

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ACROSS, DOWN = 9, 9  # tiles
SIDE, ROUND = 0.94, 0.3  # of a tile's place: its side, and in inches the room around a map
ONE, SEVERAL = 0.78, 0.49  # inches: a tile where one map is drawn, and where there are several
TOP, LEGEND = 0.62, 1.62  # inches: title, legend below several maps


class Panel(NamedTuple):
    """One map: values by province as results name them, and what stands above it."""

    values: pd.Series[float]
    heading: str = ""
    below: str = ""


def tile_map(
    values: pd.Series[float],
    tiles: pd.DataFrame,
    heading: str,
    label: str,
    unit: str = "",
    note: str = "",
    language: str = "en",
    name: str = "tile_map",
) -> Drawing:
    """Draw one map.

    Parameters
    ----------
    values : Series
        Amounts by province ("guangdong"); provinces without one are grey.
    tiles : DataFrame
        A row per simulated province: province, province_zh, tile_x, tile_y.
    heading : str
        Title.
    label : str
        What the amounts are, in a few words.
    unit : str
        In what they are counted.
    note : str
        A line below the title.
    language : str
        ``en`` or ``zh``: of the provinces' names and the legend.
    name : str
        Of the drawing's files.
    """
    return _drawn([Panel(values)], tiles, (heading, note, label, unit), language)._replace(name=name)


def small_multiples(
    frame: pd.DataFrame,
    measure: str,
    years: Sequence[int | str],
    tiles: pd.DataFrame,
    heading: str = "",
    known: Measure | None = None,
    language: str = "en",
) -> Drawing:
    """Draw a measure at several moments, with one scale for all of them; over several runs their medians.

    Parameters
    ----------
    frame : DataFrame
        A row per run, month and province.
    measure : str
        A column of it.
    years : sequence of int or str
        Years, read in the last month that the runs have of them, or months ("2016-08").
    tiles : DataFrame
        A row per simulated province: province, province_zh, tile_x, tile_y.
    heading : str
        Title; by default the measure's name.
    known : Measure, optional
        How the column is read; needed where :data:`MEASURES` does not tell.
    language : str
        ``en`` or ``zh``.

    Returns
    -------
    Drawing
        Named after the measure; its data have the interval that holds half of the runs.
    """
    if not years:
        raise LinkageError("A map needs at least one year.")
    known = known or MEASURES.get(measure) or Measure(measure.replace("_", " ").capitalize(), "")
    moments = [at_moment(frame, measure, year, known.flow) for year in years]
    with lettered(language) as words:
        shown = [_panel(moment, known, words, language) for moment in moments]
        runs = moments[-1].runs
        note = words["runs"].format(runs=runs) if runs > 1 else words["run"]
        label, unit = words.get(measure, known.label), words.get(f"{measure}_unit", known.unit)
        texts = (heading or label, note, label, unit)
        drawing = _drawn(shown, tiles, texts, language)
    return Drawing(f"map_{measure}", drawing.figure, {"": in_common(moments)})


def _panel(moment: Moment, known: Measure, words: dict[str, str], language: str) -> Panel:
    """A moment's map, with the sum of the provinces where there is one."""
    values = moment.table.set_index("province")["median"]
    if not known.adds_up:
        return Panel(values, moment_words(moment, words))
    median, low, high = (short(value, language) for value in moment.total)
    interval = words["interval"].format(low=low, high=high) if moment.runs > 1 else ""
    return Panel(values, moment_words(moment, words), words["sum"].format(median=median) + interval)


def _drawn(shown: Sequence[Panel], tiles: pd.DataFrame, texts: tuple[str, str, str, str], language: str) -> Drawing:
    """All panels, the legend, the title."""
    places = units(tiles)
    known = [_matched(panel.values, places) for panel in shown]
    scale = shades(value for values in known for value in values)
    single = len(shown) == 1
    with lettered(language) as words:
        figure, axes = _canvas(len(shown))
        for axis, panel, values in zip(axes, shown, known, strict=False):
            _map(axis, places.assign(value=values), scale, language, full=single)
            axis.text(0.55, -0.4, panel.heading, fontsize=9.5, fontweight="bold", va="top")
            axis.text(0.55, -0.4 + (0.28 if single else 0.45), panel.below, fontsize=8.5, va="top", color=GREY)
        for axis in axes[len(shown) :]:
            axis.set_axis_off()
        heading, note, label, unit = texts
        title(figure, heading, words["stop"].join(part for part in (note, words["read"]) if part))
        unit = words["and"].join(part for part in (unit, words["logarithmic"] if scale.logarithmic else "") if part)
        absent = any(bool(values.isna()[places["simulated"]].any()) for values in known)
        legend(figure, places, scale, (label, unit, words, language), (0.16, LEGEND, absent))
        if not single and language == "en":
            key(figure, places, LEGEND)
    data = pd.concat([values.rename("value").rename_axis("province").reset_index() for values in known], ignore_index=True)
    return Drawing("tile_map", figure, {"": data})


def _matched(values: pd.Series[float], places: pd.DataFrame) -> pd.Series[float]:
    """Values in the order of the units, not a number where there is none."""
    found = values.rename(index=lambda name: key_of(str(name)))
    unknown = [name for name in found.index if name not in places.index or not places.at[name, "simulated"]]
    if unknown:
        near = get_close_matches(unknown[0], list(places.index[places["simulated"]]), 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise LinkageError(f"No simulated province is called {unknown[0]!r}.{hint}")
    return found.reindex(places.index, fill_value=nan).astype(float)


def _canvas(count: int) -> tuple[Figure, list[Axes]]:
    """A figure of one map, or of rows of two with a legend below them."""
    tile, columns = (ONE, 1) if count == 1 else (SEVERAL, 2)
    rows, legend = ceil(count / columns), 0.0 if count == 1 else LEGEND
    wide, high = ACROSS * tile, DOWN * tile
    width, height = columns * wide + (columns + 1) * ROUND / 2, TOP + rows * (high + ROUND / 2) + legend
    figure, axes = panels(width, height, rows, columns)
    for place, axis in enumerate(axes):
        row, column = divmod(place, columns)
        left, bottom = ROUND / 2 + column * (wide + ROUND / 2), height - TOP - (row + 1) * high - row * ROUND / 2
        axis.set_position((left / width, bottom / height, wide / width, high / height))
        axis.set_xlim(0.5, ACROSS + 0.5)
        axis.set_ylim(DOWN - 0.5, -0.5)
        axis.set_axis_off()
    return figure, axes


def _map(axis: Axes, places: pd.DataFrame, scale: Shades, language: str, full: bool) -> None:
    for _, unit in places.iterrows():
        name = unit["province_zh"] if language == "zh" else unit["province"].replace(" ", "\n") if full else unit["code"]
        _tile(axis, unit, name, scale, language)


def _tile(axis: Axes, unit: pd.Series[Any], name: str, scale: Shades, language: str) -> None:
    """A square with a name, and below it the amount; hatched where the unit is not simulated."""
    x, y, value = unit["tile_x"], unit["tile_y"], unit["value"]
    middle = -3.0 - 4.5 * name.count("\n")  # points, so that letters stand in the middle and all tiles have one baseline
    if not unit["simulated"]:
        axis.add_patch(square(x, y, SIDE, facecolor="none", hatch="////"))
        _write(axis, (x, y), name, middle, bbox={"facecolor": "white", "pad": 1.2, "lw": 0})
        return
    colour = scale.of(value)
    axis.add_patch(square(x, y, SIDE, facecolor=colour))
    if isnan(value):
        _write(axis, (x, y), name, middle, color=GREY)
        return
    _write(axis, (x, y), name, 2.6, color=ink_on(colour))
    _write(axis, (x, y), short(value, language), -8.6, color=ink_on(colour), fontweight="bold")


def _write(axis: Axes, place: tuple[float, float], text: str, above: float, **look: Any) -> None:
    """Words whose last baseline is so many points above the middle of a tile."""
    axis.annotate(text, place, (0, above), textcoords="offset points", ha="center", va="baseline", fontsize=SMALL,
                  linespacing=1.0, zorder=3, **look)  # fmt: skip
