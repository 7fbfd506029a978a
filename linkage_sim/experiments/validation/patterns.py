"""Patterns that the evidence describes without figures, each measured on a single run from its recorded months.

Every function gives 1 where the run shows the pattern, 0 where it does not, and not a number where the run cannot tell (a village that
never took off has no time before and after). What needs single households is in :mod:`.household_patterns`.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from ..calibration.takeoff import YEAR, closing, first_month, takeoff

if TYPE_CHECKING:
    import pandas as pd

MORE = 1.1  # a rise by a tenth is more than the noise of a village's stores
CLEARLY = 1.5  # a rate half as high again is more than the noise of a few returns a month
FEW = 5  # households a year from which one speaks of newcomers
DISPERSED = 1.2  # sigma of log yearly sales: the lower end of what is observed (b.store_sales_dispersion)
LARGE = 0.1  # share of stores above a million a year: about three times what the country had (tv.stores_over_1m_2016)
UNKNOWN = math.nan
TELLING = 0.5  # of the weight: a share of fewer runs than half says little of the ensemble


def often_enough(share: float, told: float, must: float) -> bool:
    """Whether a share of the runs that can tell is as large as asked, and enough of them can tell."""
    return told >= TELLING and math.isfinite(share) and share >= must


def firms_after_takeoff(months: pd.DataFrame) -> float:
    """Couriers and suppliers enter, and only after the village has taken off (junpu.market_entry).

    A village that took off without either has not been entered: 0. A village without take-off and firms tells nothing; with firms, 0.
    """
    start = takeoff(months)
    entries = [first_month(months[name], 1.0) for name in ("couriers", "suppliers")]
    if start is None:
        return UNKNOWN if entries == [None, None] else 0.0
    return float(all(entry is not None and entry > start for entry in entries))


def help_after_notice(months: pd.DataFrame, notice_delay: float) -> float:
    """The big programmes follow what the county notices: assistance costs clearly more in the year after the answer than before notice."""
    noticed = first_month(months["noticed"], 1.0)
    if noticed is None or noticed < 1:
        return UNKNOWN
    answer = noticed + math.ceil(notice_delay)
    after = months["spending"].iloc[answer + 1 : answer + 1 + YEAR]
    return UNKNOWN if len(after) < YEAR else float(after.mean() > CLEARLY * months["spending"].iloc[:noticed].mean())


def stages_in_order(months: pd.DataFrame) -> float:
    """The village passes all four stages, each for the first time later than the one before (junpu.stage_order)."""
    if takeoff(months) is None:
        return UNKNOWN
    reached = [_first_of(months["stage"], stage) for stage in (1, 2, 3, 4)]
    known = [month for month in reached if month is not None]
    return float(len(known) == len(reached) and all(one < other for one, other in pairwise(known)))


def _first_of(column: pd.Series, value: float) -> int | None:
    at = column.to_numpy() == value
    return int(at.argmax()) if at.any() else None


def stores_outgrow_households(months: pd.DataFrame) -> float:
    """Households saturate while stores per household go on rising.

    In the last year households grow by less than a tenth; and once 90 % of the most that were ever online are, stores of each grow by more.
    """
    if takeoff(months) is None:
        return UNKNOWN
    households = months["online_households"].to_numpy()
    full = int((households >= 0.9 * households.max()).argmax())
    each = months["stores"].to_numpy() / households.clip(min=1.0)
    return float(households[-1] < MORE * households[-YEAR] and each[full:].max() >= MORE * each[full])


def crowding_bites(months: pd.DataFrame, uncrowded: pd.DataFrame) -> float:
    """Crowding lowers margins and raises exits (b.margin, b.reputation, b.scale_turns).

    Less is left of sales in the last year, after goods, fees and parcels, than in the year after take-off; and a higher share of stores
    is closed than in the same village in a market without rivals. Exits are not compared with those of earlier years: many newcomers fail
    in the first of them, crowded or not.

    Parameters
    ----------
    months, uncrowded : DataFrame
        Recorded months of a village, and of the same with the same seed where demand grows with whoever sells.
    """
    start = takeoff(months)
    if start is None or len(months) - start < 2 * YEAR:
        return UNKNOWN
    early, late = months.iloc[start : start + YEAR], months.iloc[-YEAR:]
    return float(late["net_margin"].mean() < early["net_margin"].mean() and closing(late) > closing(uncrowded.iloc[-YEAR:]))


def failing(months: pd.DataFrame) -> float:
    """Households that gave up their last store for each that opened a first one; not a number where next to none did."""
    entered = float(months["entrants"].sum())
    return float(months["quitters"].sum()) / entered if entered >= FEW else UNKNOWN


def late_ones_fail(months: pd.DataFrame) -> float:
    """Newcomers keep coming to a crowded village, and of those that come late more fail (b.cohorts).

    In the last year at least a few open a first store, and for each of them more give up than in the year after take-off.
    """
    start = takeoff(months)
    if start is None or len(months) - start < 2 * YEAR:
        return UNKNOWN
    early, late = failing(months.iloc[start : start + YEAR]), failing(months.iloc[-YEAR:])
    return 0.0 if math.isnan(late) else float(late > early)


def stores_of_all_sizes(months: pd.DataFrame) -> float:
    """Stores differ as was seen, and few are large: in the last year sigma of log sales is 1.2 or more, one in ten above a million."""
    if takeoff(months) is None:
        return UNKNOWN
    last = months.iloc[-YEAR:]
    return float(last["store_sigma"].mean() >= DISPERSED and last["stores_over_million"].mean() <= LARGE)


def success_travels(months: pd.DataFrame) -> float:
    """A village nearby, to which nobody has come home, takes off as well (tv.neighbours); a run in which none does tells nothing."""
    taken_off = float(months["taken_off"].max())
    return UNKNOWN if taken_off < 1.0 else float(taken_off > 1.0)


def list_becomes_accurate(months: pd.DataFrame) -> float:
    """The register's errors are fewer in the last half-year than in the year after it was drawn up (poverty.look_back)."""
    listed = first_month(months["registered_households"], 1.0)
    if listed is None or len(months) - listed < 2 * YEAR:
        return UNKNOWN
    errors = months["inclusion_error"] + months["exclusion_error"]
    return float(errors.iloc[-YEAR // 2 :].mean() < errors.iloc[listed : listed + YEAR].mean())


def migrants_follow_success(months: pd.DataFrame) -> float:
    """Migrants return after, not before, success is visible: clearly more of them come home in the year after take-off."""
    start = takeoff(months)
    if start is None or start < 3 or len(months) - start < YEAR:
        return UNKNOWN
    before, after = months.iloc[:start], months.iloc[start : start + YEAR]
    return float(_returning(after) > CLEARLY * _returning(before))


def _returning(months: pd.DataFrame) -> float:
    """Share of migrants that come home in a month."""
    return float(months["returned"].sum() / max((months["migrants_away"] + months["returned"]).sum(), 1.0))
