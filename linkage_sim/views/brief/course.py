"""The one curve of a brief: baseline and reform over time, with bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...experiments.analysis.attribution.ensembling import FILE, FOLDER
from ...experiments.ensemble.ensemble import Ensemble
from ...experiments.study.folder import is_study
from ...experiments.study.study import Study, studies_below
from ...findings.numbers import is_share
from ...findings.registry import ANALYSES, load
from ...findings.words import capital
from ..bands import UNITS, from_zero, number_axis
from ..style import BLUE, GREEN, GREY, PURPLE, VERMILLION, Drawing, panels, styled, time_axis, title

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from ...experiments.design.outcomes import Outcome

COLOURS = (GREY, VERMILLION, BLUE, GREEN, PURPLE)
"""Of the baseline, and of up to four others: the last one of two or three is blue."""
WIDTH, HEIGHT, LINE = 7.4, 3.9, 0.17  # inches
LEGEND = 90  # letters in a line of the legend
LEVELS = (0.5, 0.05, 0.95)
MONTHS = "monthly.parquet"


class Weighted(NamedTuple):
    """A study, and the weight of each of its runs."""

    study: Study
    weight: float


def course(folder: Path, analysis: str) -> Drawing | None:
    """Draw the points that stand for an answer, month by month.

    Parameters
    ----------
    folder : Path
        Of a study, or of studies over the parameter sets of an ensemble.
    analysis : str
        Name of the analysis that gave the answer.

    Returns
    -------
    Drawing or None
        None where the analysis names no points, or no months are kept.
    """
    where, studies = ANALYSES[analysis].course, list(_studies(folder))
    if not where or not studies:
        return None
    experiment = studies[0].study.experiment
    outcome = next((one for one in experiment.outcomes.values() if one.summary != "crossing"), None)
    lines = list(load(where)(experiment).items())[: len(COLOURS)]
    if outcome is None or not lines:
        return None
    return _drawn(outcome, {words: _bands(studies, design, outcome.column) for words, design in lines}, _note(studies))


def _studies(folder: Path) -> Iterator[Weighted]:
    """The study in a folder, or those of the parameter sets below it, as far as their months are there."""
    if is_study(folder):
        found, weights = [folder], [1.0]
    else:
        found = list(studies_below(folder / FOLDER))
        weights = list(Ensemble.load(folder / FILE).weights) if found and (folder / FILE).is_file() else [1.0] * len(found)
    if all((place / MONTHS).is_file() for place in found) and len(weights) == len(found):
        yield from (Weighted(Study(place), weight) for place, weight in zip(found, weights, strict=True))


def _bands(studies: Sequence[Weighted], design: int, column: str) -> pd.DataFrame:
    """Median and the 5 and 95 % quantiles of a point's runs, a row per month."""
    import pandas as pd

    months = pd.concat([one.study.months_of(design, [column]).assign(weight=one.weight) for one in studies])
    rows = [(month, *_quantiles(rows[column], rows["weight"])) for month, rows in months.groupby("month", sort=True)]
    return pd.DataFrame(rows, columns=["month", "median", "p05", "p95"])


def _quantiles(values: pd.Series, weights: pd.Series) -> tuple[float, ...]:
    if weights.nunique() == 1:
        return tuple(np.quantile(values, LEVELS))
    return tuple(np.quantile(values, LEVELS, weights=weights, method="inverted_cdf"))


def _note(studies: Sequence[Weighted]) -> str:
    runs = sum(one.study.replicates for one in studies)
    over = f" over {len(studies)} parameter sets" if len(studies) > 1 else ""
    return f"Median of {runs:,} runs{over} (line), and the middle 90 % of them (band)" if runs > 1 else "One run each"


def _drawn(outcome: Outcome, bands: Mapping[str, pd.DataFrame], note: str) -> Drawing:
    """The figure, with its legend in one line, or in a line for each curve where the words are long."""
    import pandas as pd

    lines = 1 if sum(map(len, bands)) < LEGEND else len(bands)
    height = HEIGHT + LINE * lines
    unit = UNITS.get(outcome.column, "")
    colours = [COLOURS[0], *(COLOURS[1:] if len(bands) > 2 else COLOURS[2:])]
    with styled():
        figure, (axis,) = panels(WIDTH, height, 1, 1, left=0.09, right=0.985, top=1 - (0.62 + LINE * lines) / height,
                                 bottom=0.28 / height)  # fmt: skip
        for (words, frame), colour in zip(bands.items(), colours, strict=False):
            _curve(axis, frame, words, colour)
        whole = pd.concat([frame.assign(line=words) for words, frame in bands.items()], ignore_index=True)
        time_axis(axis, whole["month"])
        from_zero(axis, float(whole["p95"].max()))
        number_axis(axis, unit)
        axis.set_ylabel("" if is_share(unit) else unit)
        figure.legend(loc="upper left", bbox_to_anchor=(0.0, 1 - 0.5 / height), ncols=len(bands) // lines, frameon=False, fontsize=8.5,
                      borderaxespad=0.2)  # fmt: skip
        title(figure, f"{capital(outcome.label)}, month by month", note)
    return Drawing("reform", figure, {"": whole})


def _curve(axis: Axes, frame: pd.DataFrame, words: str, colour: str) -> None:
    axis.fill_between(frame["month"], frame["p05"], frame["p95"], color=colour, alpha=0.18, lw=0)
    axis.plot(frame["month"], frame["median"], color=colour, label=words)
