"""Outcomes: what an experiment reads off a run, one number for each run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ...findings.words import counted
from ...state.month import COLUMNS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Summary = Literal["end", "at", "mean", "sum", "peak", "crossing"]
Direction = Literal["more", "less"]
UNITS = {column.name: column.unit for column in COLUMNS}
MEANINGS = {column.name: column.meaning for column in COLUMNS}
PLACE = {column.name: k for k, column in enumerate(COLUMNS)}


@dataclass(frozen=True)
class Outcome:
    """One number that is read off each run.

    Attributes
    ----------
    name : str
        Name of the outcome's column in tables.
    column : str
        Recorded column that it is read from.
    summary : str
        ``end`` (last month), ``at`` (a given month), ``mean``, ``sum``, ``peak`` (highest month), or ``crossing`` (months until the
        column first reaches the threshold; one more than the run's length where it never does, so that late and never keep their order).
    better : str or None
        Which direction is an improvement: ``more``, ``less``, or neither.
    month : str
        For ``at``: the month, YYYY-MM.
    last : int
        For ``mean`` and ``sum``: only so many months at the end of the run; 0 for all of them.
    threshold : float
        For ``crossing``, in the column's unit.
    title : str
        What people call it.
    """

    name: str
    column: str
    summary: Summary = "end"
    better: Direction | None = None
    month: str = ""
    last: int = 0
    threshold: float = 0.0
    title: str = ""

    @property
    def unit(self) -> str:
        """Unit in words."""
        if self.summary == "crossing":
            return "months"
        return UNITS[self.column].removesuffix(" in the month") if self.summary == "sum" else UNITS[self.column]

    @property
    def label(self) -> str:
        """Name for people."""
        return self.title or self.name.replace("_", " ")

    @property
    def meaning(self) -> str:
        """One sentence: how it is read, and from what."""
        over = f"the last {counted(self.last, 'month') if self.last > 1 else 'month'}" if self.last else "all months"
        how = {
            "end": "In the last month",
            "at": f"In {self.month}",
            "mean": f"Mean over {over}",
            "sum": f"Sum over {over}",
            "peak": "In the highest month",
            "crossing": f"Months until {self.threshold:g} is reached (one more than the run's length if never)",
        }[self.summary]
        return f"{how}: {MEANINGS[self.column]}"


def measure(outcomes: Sequence[Outcome], record: npt.NDArray[np.float64], start: str) -> npt.NDArray[np.float64]:
    """Read outcomes off runs.

    Parameters
    ----------
    outcomes : sequence of Outcome
        What to read.
    record : array of shape (months, runs, columns)
        Recorded columns, in the order of ``COLUMNS``.
    start : str
        First month of the runs, YYYY-MM.

    Returns
    -------
    array of shape (runs, outcomes)
        A number for each; not finite where a month that is asked for lies outside the run.
    """
    import numpy as np

    values = np.empty((record.shape[1], len(outcomes)))
    for k, outcome in enumerate(outcomes):
        values[:, k] = _read(outcome, record[:, :, PLACE[outcome.column]], start)
    return values


def month_number(start: str, month: str) -> int:
    """Number of a month, counted from zero at ``start``; both YYYY-MM."""
    return (int(month[:4]) - int(start[:4])) * 12 + int(month[5:7]) - int(start[5:7])


def _read(outcome: Outcome, values: npt.NDArray[np.float64], start: str) -> npt.NDArray[np.float64]:
    import numpy as np

    months = len(values)
    if outcome.summary == "crossing":
        reached = values >= outcome.threshold
        return np.where(reached.any(axis=0), reached.argmax(axis=0) + 1.0, months + 1.0)
    if outcome.summary == "at":
        number = month_number(start, outcome.month)
        return values[number] if 0 <= number < months else np.full(values.shape[1], np.nan)
    if outcome.summary in ("mean", "sum"):
        # A row per run: numpy adds up a column in an order that depends on how many columns stand beside it, a row always in the same.
        some = np.ascontiguousarray((values[-outcome.last :] if outcome.last else values).T)
        return np.asarray(some.mean(axis=1) if outcome.summary == "mean" else some.sum(axis=1))
    return np.asarray(values.max(axis=0) if outcome.summary == "peak" else values[-1])


# What an analyst looks at first, where a command is given no experiment with outcomes of its own.
USUAL: tuple[Outcome, ...] = (
    Outcome("poor_people", "poor_people", "mean", "less", last=12, title="poor people"),
    Outcome("headcount", "headcount", "mean", "less", last=12, title="share of people who are poor"),
    Outcome("mpi", "mpi", "mean", "less", last=12, title="multidimensional poverty"),
    Outcome("income", "income", "end", "more", title="income per head"),
    Outcome("stores", "stores", "end", "more", title="online stores"),
    Outcome("online_households", "online_households", "end", "more", title="households with a store"),
    Outcome("sales", "sales", "sum", "more", title="online sales"),
    Outcome("takeoff", "stores", "crossing", "less", threshold=100.0, title="months until take-off"),
    Outcome("spending", "spending", "sum", None, title="spending on assistance"),
)


# The same of a country: of its villages so many take off that the first says nothing.
NATIONAL: tuple[Outcome, ...] = (
    Outcome("taobao_villages", "taobao_villages", "end", "more", title="Taobao villages"),
    Outcome("exits", "exits", "sum", "more", title="exits from poverty, by the register"),
    *(outcome for outcome in USUAL if outcome.name not in ("mpi", "takeoff")),
)


def known_outcomes() -> dict[str, Outcome]:
    """Give all outcomes that go by a name: the usual ones of villages and of countries."""
    return {outcome.name: outcome for outcome in (*USUAL, *NATIONAL)}


def usual(names: Sequence[str] = (), nation: bool = False) -> dict[str, Outcome]:
    """Give the usual outcomes by name, those of a country where it is one, or those that are named."""
    known = known_outcomes()
    return {name: known[name] for name in (names or [outcome.name for outcome in (NATIONAL if nation else USUAL)])}
