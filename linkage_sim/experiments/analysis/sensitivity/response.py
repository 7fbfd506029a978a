"""What an estimator of sensitivity is fed with: one mean for each point, in the order of the design, or a sentence why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from ....errors import LinkageError
from ...design.factors import Factor
from ..guard import REMEDY, complete

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Array = npt.NDArray[np.float64]

EQUAL = 1e-9  # relative; a level that was written to a file and read back is the same level


class Response(NamedTuple):
    """An outcome over the points of a design.

    Attributes
    ----------
    values : array
        Mean over the replicates of each point, in the order of ``points``.
    replicates : int
        Runs of a point.
    noise : float
        Share of the variance between the means that is left over from single runs; not a number for one run of each point.
    """

    values: Array
    replicates: int
    noise: float

    @property
    def constant(self) -> bool:
        """Whether the outcome is the same at all points, up to rounding."""
        spread = float(self.values.max() - self.values.min())
        return spread <= EQUAL * max(abs(float(self.values.max())), abs(float(self.values.min())))


def response(outcomes: pd.DataFrame, points: pd.DataFrame, column: str, what: str) -> Response:
    """Average an outcome over the replicates of each point.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row per run, in any order: ``design``, ``replicate`` or ``seed``, a column per outcome.
    points : pandas.DataFrame
        Indexed by design, in the order of the design; runs of other designs are left out.
    column : str
        The outcome.
    what : str
        What needs it, as the beginning of a sentence.

    Raises
    ------
    LinkageError
        When a run failed or is missing, a number is not finite, or points differ in their number of runs.
    """
    complete(outcomes, [column], what)
    runs = outcomes[outcomes["design"].isin(points.index)]
    grouped = runs.groupby("design")[column]
    counts = grouped.size().reindex(points.index, fill_value=0)
    _refuse_gaps(counts, what)
    values = grouped.mean().reindex(points.index).to_numpy(dtype=float)
    return Response(values, int(counts.iloc[0]), _noise(runs, column, values))


def refuse_strange_points(points: pd.DataFrame, places: Array, factors: Mapping[str, Factor], what: str) -> None:
    """Refuse points that are not those of the design, or not in its order.

    Parameters
    ----------
    points : pandas.DataFrame
        A column per factor.
    places : array of shape (points, factors)
        Where the design puts its points in the unit cube.
    factors : mapping of str to Factor
        What is varied, in the order of the design.
    what : str
        What needs them.
    """
    if len(points) != len(places):
        sentence = f"{what} needs all {len(places):,} points of the design in their order, and the study has {len(points):,}"
        raise LinkageError(f"{sentence}. {REMEDY}")
    for k, (name, factor) in enumerate(factors.items()):
        for row, (found, place) in enumerate(zip(points[name].tolist(), places[:, k].tolist(), strict=True)):
            wanted = factor.at(place)
            if not _same(found, wanted):
                sentence = (
                    f"{what} needs the points in the order of the design, and point {points.index[row]} has {name} {found}, not {wanted}"
                )
                raise LinkageError(f"{sentence}. Give the study's tables as they were written, or run it again.")


def _same(found: object, wanted: object) -> bool:
    if isinstance(found, (int, float)) and isinstance(wanted, (int, float)):
        return abs(found - wanted) <= EQUAL * max(abs(found), abs(wanted))
    return found == wanted


def _refuse_gaps(counts: pd.Series, what: str) -> None:
    missing = counts[counts == 0]
    if len(missing):
        sentence = (
            f"{what} needs runs of every point, and {len(missing):,} of {len(counts):,} points have none (the first: {missing.index[0]})"
        )
        raise LinkageError(f"{sentence}. {REMEDY}", exit_code=1)
    if counts.nunique() > 1:
        least, most = int(counts.min()), int(counts.max())
        sentence = f"{what} needs the same number of runs at every point, and there are from {least} to {most}"
        raise LinkageError(f"{sentence}. {REMEDY}", exit_code=1)


def _noise(runs: pd.DataFrame, column: str, means: Array) -> float:
    """Variance of a point's mean that its single runs leave, over the variance between the means.

    Where all points share their seeds, what a seed adds to every point alike moves no difference between points and is taken out.
    """
    import numpy as np

    each, variance = len(runs) // len(means), float(means.var())
    if each < 2 or variance == 0.0:
        return float("nan")
    table = runs.pivot_table(index="design", columns="seed", values=column) if "seed" in runs.columns else None
    if table is not None and len(means) > 1 and table.shape[1] == each and bool(table.notna().to_numpy().all()):
        numbers = table.to_numpy(dtype=float)
        rest = numbers - numbers.mean(axis=1, keepdims=True) - numbers.mean(axis=0, keepdims=True) + numbers.mean()
        within = float((rest**2).sum()) / ((len(means) - 1) * (each - 1))
    else:
        within = float(runs.groupby("design")[column].var(ddof=1).mean())
    return float(np.minimum(within / each / variance, 1.0))
