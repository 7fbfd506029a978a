"""What the model is calibrated against: the targets of a village, with their dates as windows and their grades as tolerances."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from ...errors import LinkageError
from ...state.month import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from ...scenario.evidence import Entry

Kind = Literal["near", "ceiling", "floor"]
UNITS = {column.name: column.unit for column in COLUMNS}
COUNT, MONEY = 1.15, 1.5
"""How far off a target may be, as a factor: counts of the founding paper are round figures; its money is known to a factor only."""


class _Reading(NamedTuple):
    """How an entry of the evidence base is read off a run."""

    column: str
    kind: Kind
    factor: float
    label: str


# The entries' notes say which is a bound. Of sales the evidence gives a range, of which the founding paper's figure is the upper end; the
# festival's "more than" is a floor, and what is sold over the festival is at most what is sold in its month.
READINGS: dict[str, dict[str, _Reading]] = {
    "junpu": {
        "junpu.stores_after_one_year": _Reading("stores", "near", COUNT, "stores after a year"),
        "junpu.stores": _Reading("stores", "near", COUNT, "stores"),
        "junpu.online_households": _Reading("online_households", "near", COUNT, "online households"),
        "junpu.people_engaged": _Reading("people_engaged", "near", COUNT, "people engaged"),
        "junpu.monthly_sales": _Reading("sales", "ceiling", MONEY, "monthly sales"),
        "junpu.monthly_pieces": _Reading("pieces", "near", MONEY, "monthly pieces"),
        "junpu.double_eleven_2016": _Reading("sales", "floor", MONEY, "sales in November 2016"),
    }
}


@dataclass(frozen=True)
class Target:
    """One observed figure of a village.

    Attributes
    ----------
    id, label : str
        Entry of the evidence base, and its name in tables.
    column : str
        Recorded column that it observes.
    value : float
        The figure, in the column's unit; of a range the upper end.
    first, last : str
        Months between which it held, YYYY-MM; a run is read by its mean over them.
    kind : str
        ``near``: the figure itself; ``ceiling``: the upper end of what may be true; ``floor``: the least.
    factor : float
        How far a run may be off, as a factor.
    grade, date : str
        What the evidence base says of it.
    low : float or None
        Lower end of the range, of a ``ceiling``.
    """

    id: str
    label: str
    column: str
    value: float
    first: str
    last: str
    kind: Kind
    factor: float
    grade: str
    date: str
    low: float | None = None

    @property
    def unit(self) -> str:
        """Unit in words."""
        return UNITS[self.column]

    @property
    def tolerance(self) -> float:
        """Tolerance on the scale of logarithms, by which distances are divided."""
        return math.log(self.factor)

    @property
    def bounds(self) -> tuple[float, float]:
        """Values between which a run is not off at all: one point for a figure."""
        low = self.value if self.low is None else self.low
        return low, math.inf if self.kind == "floor" else self.value


def targets_of(village: str, evidence: Mapping[str, Entry]) -> list[Target]:
    """List the targets of a village.

    Raises
    ------
    LinkageError
        If the evidence base holds none for a village of that name.
    """
    if village not in READINGS:
        raise LinkageError(f"The evidence base holds no targets for '{village}'; there are some for {', '.join(READINGS)}.")
    return [_target(evidence[name], reading) for name, reading in READINGS[village].items()]


def _target(entry: Entry, reading: _Reading) -> Target:
    if entry.use != "target":
        raise LinkageError(f"{entry.id} is of use {entry.use} in the evidence base: only targets are calibrated to.")
    first, _, last = entry.date.partition("..")
    low, value = entry.value if isinstance(entry.value, list) else (None, entry.value)
    kept = reading.label, reading.column, float(value), first, last or first, reading.kind, reading.factor
    return Target(entry.id, *kept, entry.grade, entry.date, low)


def read_targets(monthly: pd.DataFrame, targets: list[Target]) -> pd.DataFrame:
    """Read every target off every run, as the mean over its window.

    The mean, not the best month within: each month is as likely to be the one that was observed, and a best month would let a steep
    curve pass through a wide window by its steepness alone.

    Parameters
    ----------
    monthly : DataFrame
        A row per run and month, with ``design``, ``replicate``, ``month`` and the columns that are read.
    targets : list of Target
        What to read.

    Returns
    -------
    DataFrame
        A row per run, indexed by design and replicate in order, a column per target's id.
    """
    import pandas as pd

    months = pd.to_datetime(monthly["month"])
    keys = [monthly["design"], monthly["replicate"]]
    read = {}
    for target in targets:
        first, last = pd.Timestamp(target.first), pd.Timestamp(target.last)
        if months.min() > first or months.max() < last:
            raise LinkageError(f"{target.id} was observed in {target.date}, outside the months that were run; run longer.")
        inside = (months >= first) & (months <= last)
        read[target.id] = monthly.loc[inside, target.column].groupby([key[inside] for key in keys]).mean()
    return pd.DataFrame(read).sort_index()
