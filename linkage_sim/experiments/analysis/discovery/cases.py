"""What scenario discovery looks at: points with the share of their runs that are of interest, in the form that rules are found in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...design.factors import Factor

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cases:
    """Points and what became of their runs.

    Attributes
    ----------
    frame : pandas.DataFrame
        A row per point and a column per factor that varies: numbers, or codes of values that have no order.
    share : array
        Share of each point's runs that are of interest.
    runs : int
        Runs of each point.
    factors : mapping of str to Factor
        The factors of the columns.
    codes : mapping of str to tuple
        Values by code, of the factors without order.
    """

    frame: pd.DataFrame
    share: Array
    runs: int
    factors: Mapping[str, Factor]
    codes: Mapping[str, tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def mean(self) -> float:
        """Share of all runs that are of interest."""
        return float(self.share.mean())

    def only(self, rows: Any) -> Cases:
        """Some of the points."""
        return Cases(self.frame.iloc[rows].reset_index(drop=True), self.share[rows], self.runs, self.factors, self.codes)

    def whole(self, name: str) -> bool:
        """Whether a factor takes whole numbers only."""
        return self.frame[name].dtype.kind == "i"


def cases(points: pd.DataFrame, share: Array, runs: int, factors: Mapping[str, Factor]) -> Cases:
    """Bring points into the form that rules are found in; factors that do not vary are left out.

    Parameters
    ----------
    points : pandas.DataFrame
        A row per point, a column per factor.
    share : array
        Share of each point's runs that are of interest.
    runs : int
        Runs of each point.
    factors : mapping of str to Factor
        What was varied.
    """
    import pandas as pd

    columns: dict[str, Any] = {}
    codes: dict[str, tuple[Any, ...]] = {}
    for name, factor in factors.items():
        values = points[name].tolist()
        found = _different(values, factor)
        if len(found) < 2:
            continue
        if all(_is_number(value) for value in found):
            columns[name] = pd.Series(values, dtype="int64" if all(isinstance(value, int) for value in found) else "float64")
        else:
            codes[name] = tuple(found)
            columns[name] = pd.Series([_place(value, found) for value in values], dtype="int64")
    return Cases(pd.DataFrame(columns), share, runs, {name: factors[name] for name in columns}, codes)


def _different(values: list[Any], factor: Factor) -> list[Any]:
    """The different values that occur, those that the factor was given first and in its order."""
    found: list[Any] = []
    for value in values:
        if not any(_equal(value, one) for one in found):
            found.append(value)
    return sorted(found, key=lambda value: next((k for k, one in enumerate(factor.values) if _equal(one, value)), len(factor.values)))


def _place(value: Any, among: list[Any]) -> int:
    return next(k for k, one in enumerate(among) if _equal(one, value))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _equal(one: Any, other: Any) -> bool:
    """Whether two values are the same; on is not 1."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
