"""A sweep's numbers for the page's script: what was varied, every point's mean and range, and the single runs where they fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...experiments.analysis.statistics import student
from ...experiments.analysis.words import SILENT_UNITS
from ...experiments.answers.levels import means, spans, varied
from ...experiments.answers.of_sweep import pilot
from ...findings.numbers import is_share
from .content import Explorer

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ...experiments.design.factors import Factor
    from ...experiments.design.outcomes import Outcome
    from ...experiments.study.study import Study

    Array = npt.NDArray[np.float64]

MOST_VALUES = 100_000
"""Numbers of single runs (runs times outcomes) that are put into the page: about a megabyte."""
MOST_POINTS = 10_000
"""Points that are put into the page."""
DIGITS = 10


def explorer(study: Study) -> Explorer | None:
    """Lay out a study's numbers; None where there is nothing to explore.

    Returns
    -------
    Explorer
        ``data`` has ``outcomes``, ``factors`` (numbers as they are; of a choice, the places of the points' levels), ``points`` (numbers
        of the points, labels), ``n``, ``mean``, ``low`` and ``high`` (5 and 95 % quantiles) by outcome and point, ``seeds``, ``values`` by
        outcome, point and seed (None where they do not fit), ``student`` (97.5 % quantiles of Student's t, for two seeds and more).
    """
    outcomes, points = study.outcomes, study.points
    if len(points) < 2 or not outcomes[list(study.experiment.outcomes)].notna().any(axis=None):
        return None
    chosen = _chosen(points)
    asked, seeds = list(study.experiment.outcomes.values()), sorted(int(seed) for seed in outcomes["seed"].unique())
    whole = len(chosen) * len(seeds) * len(asked) <= MOST_VALUES
    summaries = {one.name: _summary(outcomes, one.name, chosen.index) for one in asked}
    data = {
        "outcomes": [_outcome(one) for one in asked],
        "factors": [_factor(one, chosen[one.name]) for one in _factors(study)],
        "points": {"number": [int(number) for number in chosen.index], "label": [str(label) for label in chosen["label"]]},
        **{key: {name: summary[key] for name, summary in summaries.items()} for key in ("n", "mean", "low", "high")},
        "seeds": seeds,
        "values": {one.name: _values(outcomes, one.name, chosen.index, seeds) for one in asked} if whole else None,
        "student": [float(f"{student(count):.10g}") for count in range(2, len(seeds) + 1)],
        "pilot": pilot(study),
        "first": _first(study),
    }
    return Explorer(data, tuple(_notes(study, len(chosen), whole)))


def _chosen(points: pd.DataFrame) -> pd.DataFrame:
    """All points, or as many as fit, evenly from all of them."""
    if len(points) <= MOST_POINTS:
        return points
    return points.iloc[[k * len(points) // MOST_POINTS for k in range(MOST_POINTS)]]


def _notes(study: Study, points: int, whole: bool) -> Sequence[str]:
    told = []
    if points < len(study.points):
        told.append(f"Of {len(study.points):,} points, {points:,} are here, evenly from all; the others are in outcomes.parquet.")
    if not whole:
        told.append(
            "There are too many runs to put each of them here. Means and ranges of the points are here, without "
            "intervals; single runs are in outcomes.parquet."
        )
    return told


def _outcome(one: Outcome) -> Mapping[str, Any]:
    return {
        "name": one.name,
        "label": one.label,
        "unit": one.unit,
        "meaning": one.meaning,
        "better": one.better,
        "share": is_share(one.unit),
    }


def _factors(study: Study) -> list[Factor]:
    return [one.factor for one in varied(study)]


def _factor(one: Factor, column: pd.Series) -> Mapping[str, Any]:
    """A factor with each point's level: the number itself, or the place among the levels."""
    plain = [value.item() if hasattr(value, "item") else value for value in column]
    known = list(dict.fromkeys(plain))
    unit = "" if one.unit in SILENT_UNITS or one.unit.lower() in one.label.lower() else one.unit
    told = {"name": one.name, "label": one.label, "unit": unit, "log": one.scale == "log", "range": not one.values}
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in known):
        return told | {"levels": None, "at": [_digits(value) for value in plain]}
    ordered = [*(value for value in one.values if value in known), *(value for value in known if value not in one.values)]
    return told | {"levels": [_word(value) for value in ordered], "at": [ordered.index(value) for value in plain]}


def _word(value: Any) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else "none" if value is None else str(value)


def _summary(outcomes: pd.DataFrame, name: str, designs: pd.Index) -> Mapping[str, list[Any]]:
    """Number of runs, mean, and 5 and 95 % quantiles of each point."""
    groups = outcomes.groupby("design")[name]
    count = [int(n) for n in groups.count().reindex(designs)]
    found = {"mean": groups.mean(), "low": groups.quantile(0.05), "high": groups.quantile(0.95)}
    return {"n": count, **{key: [_digits(value) for value in series.reindex(designs)] for key, series in found.items()}}


def _values(outcomes: pd.DataFrame, name: str, designs: pd.Index, seeds: Sequence[int]) -> list[list[float | None]]:
    """A row for each point, a number for each seed; None where there is no run."""
    table = outcomes.set_index(["design", "seed"])[name].unstack("seed").reindex(index=designs, columns=list(seeds))
    return [[_digits(value) for value in row] for row in table.to_numpy(dtype=float)]


def _digits(value: float) -> float | None:
    """A number with ten digits, as in outcomes.csv, whole where it is whole; None where it is none."""
    if value != value or abs(value) == float("inf"):
        return None
    short = float(f"{value:.{DIGITS}g}")
    return int(short) if short == int(short) else short


def _first(study: Study) -> Mapping[str, Any]:
    """What is shown before anything is asked: the factors that matter most."""
    outcome = next(iter(study.experiment.outcomes.values()))
    ranked = [one.factor.name for one, _ in spans(means(study.outcomes, outcome.name), varied(study))]
    return {"factors": ranked[:2]}
