"""Single figures of a run's months: when it took off, when a column first reached a value, how many of its stores close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...state.month import TAKEOFF_STORES

if TYPE_CHECKING:
    import pandas as pd

TAKEOFF = TAKEOFF_STORES
SCALE = 0.5  # of the stores observed at the end of 2014: a run that reached so many has reached scale
YEAR = 12  # months


def takeoff(months: pd.DataFrame) -> int | None:
    """Number of the first month with a hundred stores, counted from zero; None where there is none."""
    return first_month(months["stores"], TAKEOFF)


def first_month(column: pd.Series, least: float) -> int | None:
    """Number of the first month in which a column reaches a value; None where it never does."""
    reached = column.to_numpy() >= least
    return int(reached.argmax()) if reached.any() else None


def closing(months: pd.DataFrame) -> float:
    """Share of stores closed in a month."""
    return float(months["stores_closed"].sum() / max(months["stores"].sum(), 1.0))
