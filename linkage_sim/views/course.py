"""The points that stand for an answer over time, baseline and reform above all: medians with bands over the seeds, a panel an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..experiments.analysis.attribution.ensembling import FILE, FOLDER
from ..experiments.ensemble.ensemble import Ensemble
from ..experiments.study.folder import is_study
from ..experiments.study.study import Study, studies_below
from ..findings.numbers import is_share
from ..findings.registry import ANALYSES, load
from ..findings.words import capital
from .bands import UNITS, from_zero, number_axis
from .narrow import stackable
from .style import BLUE, GREEN, GREY, PURPLE, VERMILLION, Drawing, panels, styled, time_axis, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from ..experiments.design.outcomes import Outcome

NAME = "reform"
COLOURS = (GREY, VERMILLION, BLUE, GREEN, PURPLE)
"""Of the baseline, and of up to four others: the last one of two or three is blue."""
MOST = 6
"""Outcomes that have a panel."""
WIDTH, ALONE, ROW, LINE, TOP = 7.4, 3.0, 1.95, 0.17, 0.62  # inches: of one panel alone its height, of many that of a line of them
LEGEND = 90  # letters in a line of the legend
LEVELS = (0.5, 0.05, 0.95)
MONTHS, SPENT = "monthly.parquet", "spending"


class Weighted(NamedTuple):
    """A study, and the weight of each of its runs."""

    study: Study
    weight: float


def course(folder: Path, analysis: str, most: int = MOST) -> Drawing | None:
    """Draw the points that stand for an answer, month by month.

    Parameters
    ----------
    folder : Path
        Of a study, or of studies over the parameter sets of an ensemble.
    analysis : str
        Name of the analysis that gave the answer.
    most : int
        Outcomes that have a panel each, the first ones.

    Returns
    -------
    Drawing or None
        None where the analysis names no two points, or no months are kept.
    """
    where, studies = ANALYSES[analysis].course, list(_studies(folder))
    if not where or not studies:
        return None
    experiment = studies[0].study.experiment
    shown = list(_outcomes(experiment.outcomes.values()))[:most]
    lines = list(load(where)(experiment).items())[: len(COLOURS)]
    if not shown or len(lines) < 2:
        return None
    columns = [one.column for one in shown]
    return _drawn(shown, {words: _bands(studies, design, columns) for words, design in lines}, _note(studies))


def _outcomes(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Outcomes that have a course, each recorded column once; money spent, which is there for the costs and jumps, where it is alone."""
    by_column = {one.column: one for one in reversed(list(outcomes)) if one.summary != "crossing"}
    told = {column: one for column, one in reversed(by_column.items()) if column != SPENT}
    yield from (told or by_column).values()


def _studies(folder: Path) -> Iterator[Weighted]:
    """The study in a folder, or those of the parameter sets below it, as far as their months are there."""
    if is_study(folder):
        found, weights = [folder], [1.0]
    else:
        found = list(studies_below(folder / FOLDER))
        weights = list(Ensemble.load(folder / FILE).weights) if found and (folder / FILE).is_file() else [1.0] * len(found)
    if all((place / MONTHS).is_file() for place in found) and len(weights) == len(found):
        yield from (Weighted(Study(place), weight) for place, weight in zip(found, weights, strict=True))


def _bands(studies: Sequence[Weighted], design: int, columns: Sequence[str]) -> pd.DataFrame:
    """Median and the 5 and 95 % quantiles of a point's runs, a row per measure and month."""
    import pandas as pd

    months = pd.concat([one.study.months_of(design, columns).assign(weight=one.weight) for one in studies])
    rows = [
        (column, month, *_quantiles(group[column], group["weight"]))
        for month, group in months.groupby("month", sort=True)
        for column in columns
    ]
    return pd.DataFrame(rows, columns=["measure", "month", "median", "p05", "p95"])


def _quantiles(values: pd.Series, weights: pd.Series) -> tuple[float, ...]:
    if weights.nunique() == 1:
        return tuple(np.quantile(values, LEVELS))
    return tuple(np.quantile(values, LEVELS, weights=weights, method="inverted_cdf"))


def _note(studies: Sequence[Weighted]) -> str:
    runs = sum(one.study.replicates for one in studies)
    over = f" over {len(studies)} parameter sets" if len(studies) > 1 else ""
    return f"Median of {runs:,} runs{over} (line), and the middle 90 % of them (band)" if runs > 1 else "One run each"


@stackable
def _drawn(shown: Sequence[Outcome], bands: Mapping[str, pd.DataFrame], note: str) -> Drawing:
    """The figure, with its legend in one line, or in a line for each curve where the words are long."""
    import pandas as pd

    whole = pd.concat([frame.assign(line=words) for words, frame in bands.items()], ignore_index=True)
    lines = 1 if sum(map(len, bands)) < LEGEND else len(bands)
    with styled():
        figure, axes = _canvas(len(shown), TOP + LINE * lines)
        for axis, outcome in zip(axes, shown, strict=False):
            _panel(axis, outcome, whole[whole["measure"] == outcome.column], len(shown) > 1)
        for axis in axes[len(shown) :]:
            axis.set_visible(False)
        figure.legend(*axes[0].get_legend_handles_labels(), loc="upper left", bbox_to_anchor=(0.0, 1 - 0.5 / figure.get_figheight()),
                      ncols=len(bands) // lines, frameon=False, fontsize=8.5, borderaxespad=0.2)  # fmt: skip
        title(figure, f"{capital(shown[0].label)}, month by month" if len(shown) == 1 else "Month by month", note)
    return Drawing(NAME, figure, {"": whole})


def _canvas(count: int, top: float) -> tuple[Figure, list[Axes]]:
    """One panel alone, or several in lines of at most three."""
    if count == 1:
        height = ALONE + top + 0.28
        return panels(WIDTH, height, 1, 1, left=0.09, right=0.985, top=1 - top / height, bottom=0.28 / height)
    columns = 2 if count in (2, 4) else 3
    rows = -(-count // columns)
    height = top + ROW * rows + 0.13
    return panels(WIDTH, height, rows, columns, left=0.09, right=0.985, top=1 - (top + 0.2) / height, bottom=0.28 / height,
                  wspace=0.42 if columns == 3 else 0.26, hspace=0.45)  # fmt: skip


def _panel(axis: Axes, outcome: Outcome, frames: pd.DataFrame, titled: bool) -> None:
    """One outcome's curves."""
    names = list(dict.fromkeys(frames["line"]))
    colours = [COLOURS[0], *(COLOURS[1:] if len(names) > 2 else COLOURS[2:])]
    unit, most = UNITS.get(outcome.column, ""), float(frames["p95"].max())
    scale = 1e6 if most >= 1e6 else 1.0
    for k, (words, colour) in enumerate(zip(names, colours, strict=False)):
        one = frames[frames["line"] == words]
        over: dict[str, Any] = {"zorder": 5, "ls": (0, (4, 2))} if k == 0 else {}  # a baseline that others lie on is seen through its gaps
        axis.fill_between(one["month"], one["p05"] / scale, one["p95"] / scale, color=colour, alpha=0.18, lw=0)
        axis.plot(one["month"], one["median"] / scale, color=colour, label=words, **over)
    time_axis(axis, frames["month"])
    from_zero(axis, most / scale)
    number_axis(axis, unit)
    axis.set_ylabel("" if is_share(unit) else f"million {unit}" if scale > 1 else unit)
    if titled:
        axis.set_title(capital(outcome.label), fontsize=9.0)
