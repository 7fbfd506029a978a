"""One factor at a time: what moving it to the ends of its range does to a scenario that stays as it is otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ....errors import LinkageError
from ...design.factors import Factor
from ...design.outcomes import Outcome
from ..statistics import Interval, mean_interval
from .effects import MAIN, OAT, ranked
from .finding import Sensitivity
from .nothing import unmoved
from .response import response

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Array = npt.NDArray[np.float64]

WHAT = "The one-at-a-time analysis"


def oneway(
    outcomes: pd.DataFrame, points: pd.DataFrame, outcome: Outcome, factors: Mapping[str, Factor], scenario: str = ""
) -> Sensitivity:
    """Compare each factor's ends with the scenario as it is, seed by seed.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row per run, in any order; all points share their seeds.
    points : pandas.DataFrame
        Indexed by design: the points of one scenario in the order of an ``oat`` design, which begins with the scenario as it is.
    outcome : Outcome
        What is moved.
    factors : mapping of str to Factor
        What is varied, in the order of the design.
    scenario : str
        Whose runs.

    Raises
    ------
    LinkageError
        When a run is missing or not finite, points do not share their seeds, or their number is not that of the design.
    """
    wanted = 1 + sum(len(factor.ends()) for factor in factors.values())
    if len(points) != wanted:
        raise LinkageError(f"{WHAT} needs {wanted} points, the scenario as it is and the ends of each factor; the study has {len(points)}.")
    found = response(outcomes, points, outcome.name, WHAT)
    if found.constant:
        return unmoved(OAT, outcome, scenario, len(points), found.replicates, float(found.values[0]))
    changes = _changes(outcomes, points, outcome.name)
    table = ranked(factors, _columns(changes, factors), MAIN[OAT])
    return Sensitivity(OAT, outcome, scenario, len(points), found.replicates, table, noise=found.noise)


def _changes(outcomes: pd.DataFrame, points: pd.DataFrame, column: str) -> Array:
    """Differences from the first point, a row per point and a column per seed."""
    wide = outcomes[outcomes["design"].isin(points.index)].pivot_table(index="design", columns="seed", values=column).reindex(points.index)
    numbers = wide.to_numpy(dtype=float)
    if bool(wide.isna().to_numpy().any()):
        raise LinkageError(f"{WHAT} compares runs of the same seed, and the points do not share their seeds. Run the whole design anew.")
    return numbers - numbers[0]  # type: ignore[no-any-return]


def _columns(changes: Array, factors: Mapping[str, Factor]) -> dict[str, list[float]]:
    columns: dict[str, list[float]] = {name: [] for name in ("swing", "swing_low", "swing_high", "down", "up")}
    row = 1
    for factor in factors.values():
        ends = [mean_interval(changes[row + k]) for k in range(len(factor.ends()))]
        row += len(ends)
        low, high = _sides(ends, ordered=not factor.values)
        largest = max(ends, key=lambda end: abs(end.estimate))
        sizes = sorted((abs(largest.low), abs(largest.high)))
        numbers = (abs(largest.estimate), 0.0 if largest.includes(0.0) else sizes[0], sizes[1], low, high)
        for name, number in zip(columns, numbers, strict=True):
            columns[name].append(number)
    return columns


def _sides(ends: list[Interval], ordered: bool) -> tuple[float, float]:
    """Changes at the lowest and at the highest value of a range; of a choice, the most negative and the most positive."""
    if ordered:
        return ends[0].estimate, ends[-1].estimate
    estimates = [end.estimate for end in ends]
    return min(0.0, *estimates), max(0.0, *estimates)
