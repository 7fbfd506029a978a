"""What the model is calibrated against: the targets of each scenario, with their dates as windows and their grades as tolerances."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ...errors import LinkageError
from ...measures.places import PLACE_COLUMNS
from ...state.month import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from ...scenario.evidence import Entry

Kind = Literal["near", "range", "floor"]
Over = Literal["mean", "total"]
UNITS = {column.name: column.unit for column in (*COLUMNS, *PLACE_COLUMNS)}
COUNT, PARCELS, MONEY, ROUND = 1.15, 1.25, 1.5, 2.0
"""How far off a target may be, as a factor: counts are round figures; parcels were counted in one office of several; money is known to a
factor only; some figures to one of two."""
LIST = 1.25
"""The same of lists of Taobao villages: drawn up by one firm, from its own records."""
MONTHLY = " in the month"
HOUSEHOLDS = "cn.registered_households"  # all rural ones: a country's stores become stores per household
NOTHING = 0.01  # of a figure below one: what a run without any is taken for, so that its logarithm is finite


class Reading(NamedTuple):
    """How an entry of the evidence base is read off a run of a scenario.

    Attributes
    ----------
    entry, scenario, label : str
        Entry of the evidence base, scenario whose runs are read, and its name in tables.
    column, per : str
        Recorded column, and the one by which it is divided, if any.
    kind : str
        ``near``: the figure itself; ``range``: anything from its lower to its upper end; ``floor``: the least.
    factor, weight : float
        How far a run may be off, as a factor, and how much its square counts in the distance.
    over : str
        The months of its window become their ``mean`` or their ``total``; of a column divided by another, total over total.
    part, of : str
        Key of the entry's value, and the entry by whose value it is divided, if any.
    place : str
        Province whose months are read; empty for the whole run.
    """

    entry: str
    scenario: str
    label: str
    column: str
    kind: Kind = "near"
    factor: float = COUNT
    weight: float = 1.0
    per: str = ""
    over: Over = "mean"
    part: str = ""
    of: str = ""
    place: str = ""


# The festival's "more than" is a floor, and what is sold over the festival is at most what is sold in its month. Half weights: pieces are
# arithmetic from the sales, and the floor tells of a village that shrinks only. Double weights: two villages that few figures tell of.
READINGS = (
    Reading("junpu.stores_after_one_year", "junpu", "stores after a year", "stores"),
    Reading("junpu.stores", "junpu", "stores", "stores"),
    Reading("junpu.online_households", "junpu", "online households", "online_households"),
    Reading("junpu.people_engaged", "junpu", "people engaged", "people_engaged"),
    Reading("junpu.monthly_sales", "junpu", "monthly sales", "sales", "range", MONEY),
    Reading("junpu.monthly_pieces", "junpu", "monthly pieces", "pieces", "near", MONEY, 0.5),
    Reading("junpu.double_eleven_2016", "junpu", "sales in November 2016", "sales", "floor", MONEY, 0.5),
    Reading("junpu.parcels_2014", "junpu", "parcels sent in 2014", "parcels", "near", PARCELS, over="total", part="outbound"),
    Reading(
        "junpu.parcels_2014", "junpu", "parcels received in 2014", "inbound_parcels", "near", PARCELS, 0.5, over="total", part="inbound"
    ),
    Reading("tv.stores_over_1m_2016", "junpu", "stores above a million a year", "stores_over_million", "near", ROUND),
    Reading("dongfeng.online_share_2010", "dongfeng", "households with a shop", "online_households", weight=2.0, per="households"),
    Reading("dongfeng.sales_2010", "dongfeng", "sales of 2010", "sales", "near", ROUND, 2.0, over="total"),
    Reading(
        "tv.rural_stores_2012",
        "ordinary",
        "stores per household",
        "stores",
        "near",
        ROUND,
        2.0,
        "households",
        of="cn.registered_households",
    ),
    Reading("tv.count_2013", "china", "Taobao villages, first list", "listed_villages", "near", ROUND),
    Reading("tv.count_2014", "china", "Taobao villages, 2014", "listed_villages", "near", LIST),
    Reading("tv.count_2015", "china", "Taobao villages, 2015", "listed_villages", "near", LIST),
    Reading("tv.count_2016", "china", "Taobao villages, 2016", "listed_villages", "near", LIST),
    Reading("tv.guangdong_2016", "china", "of these in Guangdong", "listed_villages", "near", LIST, place="guangdong"),
    Reading("tv.rural_stores_2012", "china", "rural stores", "stores", "near", ROUND),
    Reading("poverty.rural_poor_2012", "china", "rural poor, 2012", "poor_people", "near", COUNT),
    Reading("poverty.rural_poor_2014", "china", "rural poor, 2014", "poor_people", "near", COUNT),
)
"""All targets, a line each."""


@dataclass(frozen=True)
class Target:
    """One observed figure.

    Attributes
    ----------
    id, scenario, label, column, per, kind, over, factor, weight, place
        As its :class:`Reading` says; the id is the entry's, with the part of it that is read.
    value : float
        The figure, in the column's unit; of a range the upper end.
    least : float
        Lower end of a range; the figure itself of all others.
    first, last : str
        Months between which it held, YYYY-MM.
    grade, date : str
        What the evidence base says of it.
    """

    id: str
    scenario: str
    label: str
    column: str
    value: float
    least: float
    first: str
    last: str
    kind: Kind
    factor: float
    grade: str
    date: str
    weight: float = 1.0
    per: str = ""
    over: Over = "mean"
    place: str = ""

    @property
    def unit(self) -> str:
        """Unit in words."""
        return unit_of(self.column, self.per, self.over)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that it is read from."""
        return (self.column, self.per) if self.per else (self.column,)

    @property
    def tolerance(self) -> float:
        """Tolerance on the scale of logarithms, by which distances are divided."""
        return math.log(self.factor)

    @property
    def bounds(self) -> tuple[float, float]:
        """Values between which a run is not off at all: one point for a figure."""
        return self.least, math.inf if self.kind == "floor" else self.value

    @property
    def nothing(self) -> float:
        """What a run that has none of it is taken for: one store, household, person, piece or RMB, or a hundredth of a share."""
        return min(1.0, NOTHING * self.value)


def unit_of(column: str, per: str = "", over: str = "mean") -> str:
    """Unit of a column that is read over a window, or divided by another column."""
    own = UNITS[column]
    if per:
        return f"share of the {own}" if own == UNITS[per] else f"{own} per {UNITS[per].removesuffix('s')}"
    return own.removesuffix(MONTHLY) if over == "total" else own


def has_targets(scenario: str) -> bool:
    """Whether the evidence base holds targets for a scenario."""
    return any(reading.scenario == scenario for reading in READINGS)


def targets_of(scenarios: str | Sequence[str], evidence: Mapping[str, Entry]) -> list[Target]:
    """List the targets of a scenario, or of several in their order.

    Raises
    ------
    LinkageError
        If the evidence base holds none for a scenario of that name.
    """
    names = [scenarios] if isinstance(scenarios, str) else list(scenarios)
    found = {name: [reading for reading in READINGS if reading.scenario == name] for name in names}
    for name, readings in found.items():
        if not readings:
            known = ", ".join(dict.fromkeys(reading.scenario for reading in READINGS))
            raise LinkageError(f"The evidence base holds no targets for '{name}'; there are some for {known}.")
    return [_target(evidence, reading) for readings in found.values() for reading in readings]


def _target(evidence: Mapping[str, Entry], reading: Reading) -> Target:
    entry = evidence[reading.entry]
    if entry.use != "target":
        raise LinkageError(f"{entry.id} is of use {entry.use} in the evidence base: only targets are calibrated to.")
    per = float(evidence[reading.of].value) if reading.of else 1.0
    ends = [float(end) / per for end in _ends(entry.value[reading.part] if reading.part else entry.value)]
    first, last = window(entry.date)
    name = f"{entry.id}.{reading.part}" if reading.part else entry.id
    grade = short_grade(entry)
    facts = (name, reading.scenario, reading.label, reading.column, ends[-1], ends[0], first, last)
    return Target(*facts, reading.kind, reading.factor, grade, entry.date, reading.weight, reading.per, reading.over, reading.place)


def short_grade(entry: Entry) -> str:
    """Grade of an entry in a word: what is said of parts of it stands in the evidence base."""
    return entry.grade.replace(",", " ").replace(";", " ").split(" ")[0]


def _ends(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else [value]


def window(date: str) -> tuple[str, str]:
    """First and last month of a date of the evidence base: a month, a year, or two of them with dots between."""
    first, _, last = date.partition("..")
    last = last or first
    return (f"{first}-01" if len(first) == 4 else first), (f"{last}-12" if len(last) == 4 else last)


def read_targets(monthly: pd.DataFrame, targets: Sequence[Target]) -> pd.DataFrame:
    """Read every target of one scenario off every run, over the months of its window.

    The mean of a window, not the best month within: each month is as likely to be the one that was observed, and a best month would let a
    steep curve pass through a wide window by its steepness alone.

    Parameters
    ----------
    monthly : DataFrame
        A row per run and month, with ``design``, ``replicate``, ``month`` and the columns that are read.
    targets : sequence of Target
        What to read.

    Returns
    -------
    DataFrame
        A row per run, indexed by design and replicate in order, a column per target's id.
    """
    import pandas as pd

    read = {}
    for target in targets:
        try:
            read[target.id] = read_column(monthly, target.column, target.per, target.first, target.last, target.over)
        except LinkageError as error:
            raise LinkageError(f"{target.id} was observed in {target.date}, outside the months that were run; run longer.") from error
    return pd.DataFrame(read).sort_index()


def read_column(monthly: pd.DataFrame, column: str, per: str, first: str, last: str, over: str = "mean") -> pd.Series:
    """Read a column, or one divided by another, over the months of a window: a number per design and replicate.

    Raises
    ------
    LinkageError
        If the window is not among the months.
    """
    import pandas as pd

    months = pd.to_datetime(monthly["month"])
    begin, end = pd.Timestamp(first), pd.Timestamp(last)
    if months.min() > begin or months.max() < end:
        raise LinkageError(f"The months from {first} to {last} are not among those that were run.")
    inside = monthly[(months >= begin) & (months <= end)]
    groups = inside.groupby(["design", "replicate"])
    if per:
        return groups[column].sum() / groups[per].sum()
    return groups[column].sum() if over == "total" else groups[column].mean()
