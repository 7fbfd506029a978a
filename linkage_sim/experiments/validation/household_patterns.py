"""Patterns that need single households: measured on a run's history. As in :mod:`.patterns`, 1, 0, or not a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..calibration.takeoff import YEAR
from .histories import History
from .patterns import DISPERSED, UNKNOWN

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

ENOUGH = 5  # households of a kind from which a mean is taken
TOP, TOP_SHARE = 0.1, 0.3  # the first tenth of sellers sells three times its share
YOUNG, OLD = 0, 2  # classes of the head's age
PRIMARY, SENIOR = 1, 3  # classes of its schooling
HORIZON = YEAR  # before and after a household goes online, over which its income is compared: so long that seasons cancel


def kin_first(run: History) -> float:
    """Kin lead in the first half of openings, and by less in the second (b.peer_order, b.ties).

    For each month's new online households, how far their ties exceed those of households that stay offline: in online kin, and in online
    neighbours, each in units of its spread among all of them. Kin lead by the excess of the former over the latter. Whether neighbours
    ever lead is not asked.
    """
    lifts = _lifts(run)
    if lifts is None:
        return UNKNOWN
    (early_kin, early_near), (late_kin, late_near) = lifts
    return float(early_kin > early_near and late_kin - late_near < early_kin - early_near)


def _lifts(run: History) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Lift of kin and of neighbours, in the first and in the second half of the openings."""
    import numpy as np

    opened = run.online[1:] & ~run.online[:-1]
    total = np.cumsum(opened.sum(axis=1))
    if total[-1] < 8 * ENOUGH:
        return None
    half = int((total >= total[-1] / 2).argmax()) + 1
    found = [
        (_lift(run.kin_online, opened, run.online, months), _lift(run.neighbours_online, opened, run.online, months))
        for months in _halves(half, len(opened))
    ]
    return found[0], found[1]


def _halves(half: int, end: int) -> tuple[range, range]:
    return range(half), range(half, end)


def _lift(ties: Floats, opened: Flags, online: Flags, months: range) -> float:
    """Mean over openings: how far the online share of the opener's ties lies above that of the month's other offline households.

    Both a month before, in standard deviations of that share: a household has fewer neighbours than kin, so that a single one of them
    online makes a larger share.
    """
    import numpy as np

    differences = []
    for month in months:
        mine, asked = opened[month], np.isfinite(ties[month]) & ~online[month]
        spread = ties[month][asked].std() if asked.any() else 0.0
        if (mine & asked).any() and (~mine & asked).any() and spread > 0.0:
            differences += ((ties[month][mine & asked] - ties[month][~mine & asked].mean()) / spread).tolist()
    return float(np.mean(differences)) if differences else 0.0


def founders_outdo_copies(run: History) -> float:
    """Founders do better than copy-cats: more profit in a month online, and fewer leave."""
    import numpy as np

    founders, copies = run.founder & run.online.any(axis=0), run.copycat & ~run.founder & run.online.any(axis=0)
    if min(founders.sum(), copies.sum()) < ENOUGH:
        return UNKNOWN
    earned = [float(np.median(_monthly_profit(run)[kind])) for kind in (founders, copies)]
    return float(earned[0] > earned[1] and leaving(run, founders) < leaving(run, copies))


def _monthly_profit(run: History) -> Floats:
    """Mean profit of each household over its months online."""
    import numpy as np

    months = run.online.sum(axis=0)
    return np.asarray(np.where(run.online, run.profit, 0.0).sum(axis=0) / np.maximum(months, 1))


def leaving(run: History, kind: Flags) -> float:
    """Chance per month online that a household of a kind goes offline."""
    left = (run.online[:-1] & ~run.online[1:])[:, kind].sum()
    return float(left / max(run.online[:-1][:, kind].sum(), 1))


def heavy_tail(run: History) -> float:
    """Sales are heavy-tailed: over the last year, log sales of online households spread as observed, and the first tenth sells 30 %."""
    import numpy as np

    sales = np.sort(run.sales[-YEAR:].sum(axis=0)[run.online[-YEAR:].all(axis=0)])
    sales = sales[sales > 0]
    if len(sales) < 4 * ENOUGH:
        return UNKNOWN
    top = sales[-max(round(TOP * len(sales)), 1) :].sum() / sales.sum()
    return float(np.std(np.log(sales)) >= DISPERSED and top >= TOP_SHARE)


def wages_fall_income_rises(run: History) -> float:
    """Households that go online earn less from wages and farm, and more in all (b.wage_income).

    Each is compared with itself, a year before and after, relative to what households that are offline earn in the same months; the mean
    change tells, as in the evidence.
    """
    import numpy as np

    first = np.where(run.online.any(axis=0), run.online.argmax(axis=0), -1)
    offline = ~run.online
    movers = np.flatnonzero((first >= HORIZON) & (first + HORIZON < len(run.stores)))
    if len(movers) < ENOUGH or offline.sum(axis=1).min() < ENOUGH:
        return UNKNOWN
    level = np.where(offline, run.wages, 0.0).sum(axis=1) / offline.sum(axis=1)
    wages = [_change(run.wages[:, i] / level, first[i]) for i in movers]
    total = [_change((run.wages[:, i] + run.profit[:, i]) / level, first[i]) for i in movers]
    return float(np.mean(wages) < 0.0 < np.mean(total))


def _change(series: Floats, at: int) -> float:
    """Mean after less mean before."""
    return float(series[at + 1 : at + 1 + HORIZON].mean() - series[at - HORIZON : at].mean())


def young_and_schooled(run: History) -> float:
    """Households take part more if their head is young, or has gone beyond junior school (b.e_commerce_education).

    Over all months, founders left out: the share online is higher with heads up to 35 than from 55 on, and higher with senior schooling or
    more than with primary or none.
    """
    import numpy as np

    share = run.online.mean(axis=0)
    kinds = [(run.age == YOUNG, run.age == OLD), (run.schooling >= SENIOR, run.schooling <= PRIMARY)]
    groups = [(one & ~run.founder, other & ~run.founder) for one, other in kinds]
    if min(kind.sum() for pair in groups for kind in pair) < ENOUGH:
        return UNKNOWN
    return float(all(np.mean(share[one]) > np.mean(share[other]) for one, other in groups))


def well_aimed(run: History, since: int = 0) -> float:
    """Share of all units of assistance that met a need of a household below the line; not a number if none was given."""
    units = float(run.units[since:].sum())
    return UNKNOWN if units == 0 else float((run.met * run.poor)[since:].sum()) / units


def linked_reaches_poor(linked: History, scattered: History, since: int = 0) -> float:
    """Help reaches the poor better with the platform than without: a larger share of it meets a need of a poor household.

    Parameters
    ----------
    linked, scattered : History
        The same village and seed, with the platform and without.
    since : int
        First month in which the platform works.
    """
    import math

    shares = well_aimed(linked, since), well_aimed(scattered, since)
    return UNKNOWN if any(map(math.isnan, shares)) else float(shares[0] > shares[1])
