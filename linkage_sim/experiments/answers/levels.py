"""Means of an outcome by the levels of what was varied: which factor moves it, and between which levels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ...findings.numbers import number
from ..analysis.words import value_words
from ..design.factors import Factor

if TYPE_CHECKING:
    import pandas as pd

    from ..study.study import Study

MOST_LEVELS = 12
"""Levels from which numbers are put into bins."""
BINS = 5
SCENARIO = Factor("scenario", "", "categorical", title="scenario")


class Level(NamedTuple):
    """The points that have one level of a factor, or levels of one bin; where the level lies on an axis."""

    words: str
    place: float
    designs: tuple[int, ...]


class Varied(NamedTuple):
    """A factor with its levels; whether they are numbers, in order, and whether they were put into bins."""

    factor: Factor
    levels: tuple[Level, ...]
    ordered: bool
    binned: bool = False


@lru_cache(maxsize=1)
def varied(study: Study) -> list[Varied]:
    """What differs between the points: the scenario where there are several, and every factor with more than one level."""
    points = study.points
    factors = [SCENARIO] if points["scenario"].nunique() > 1 else []
    found = [_levels(points[one.name], one) for one in [*factors, *study.experiment.factors.values()]]
    return [one for one in found if len(one.levels) > 1]


def _levels(column: pd.Series, factor: Factor) -> Varied:
    """Group points by their level; numbers with many levels by bins that hold equally many points."""
    known = list(dict.fromkeys(column))
    ordered = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in known)
    if ordered and len(known) > MOST_LEVELS:
        return Varied(factor, tuple(_bins(column.astype(float))), ordered=True, binned=True)
    known = sorted(known) if ordered else [value for value in (*factor.values, *known) if value in known]
    made = [
        Level(value_words(value), float(value) if ordered else k, _designs(column == value)) for k, value in enumerate(dict.fromkeys(known))
    ]
    return Varied(factor, tuple(made), ordered)


def _bins(column: pd.Series) -> Sequence[Level]:
    import pandas as pd

    bins = pd.qcut(column, BINS, duplicates="drop")
    return [
        Level(f"{number(float(some.min()))} to {number(float(some.max()))}", float(some.mean()), _designs(bins == one))
        for one, some in column.groupby(bins, observed=True)
    ]


def _designs(which: pd.Series) -> tuple[int, ...]:
    return tuple(int(design) for design in which.index[which])


def means(outcomes: pd.DataFrame, name: str) -> pd.Series:
    """Mean of an outcome at each point, over its runs that succeeded."""
    return outcomes.groupby("design")[name].mean()


def by_level(of_points: pd.Series, one: Varied) -> list[float]:
    """Mean over the points of each level, each point counting once; not a number where none has a run."""
    return [float(of_points.reindex(level.designs).mean()) for level in one.levels]


def spans(of_points: pd.Series, found: Sequence[Varied]) -> list[tuple[Varied, float]]:
    """Factors by the range of their levels' means, the widest first."""
    ranges = [(one, max(values) - min(values)) for one in found if (values := _known(by_level(of_points, one)))]
    return sorted(ranges, key=lambda pair: -pair[1])


def _known(values: Sequence[float]) -> list[float]:
    return [value for value in values if value == value]


def point_words(study: Study, design: int) -> str:
    """What tells a point from the others: its name, or the levels of what was varied."""
    row = study.points.loc[design]
    if row["label"]:
        return f"\N{LEFT DOUBLE QUOTATION MARK}{row['label']}\N{RIGHT DOUBLE QUOTATION MARK}"
    told = [f"{one.factor.label} = {value_words(row[one.factor.name])}" for one in varied(study)]
    return ", ".join(told) or str(row["scenario"])
