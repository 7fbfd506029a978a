"""What negative controls claim of the runs of their arms, and the numbers that claims are about.

A claim takes the runs of its arms, a table of numbers each with a row per run, and gives 1, 0 or not a number for each run.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..calibration.takeoff import TAKEOFF, YEAR, closing, first_month
from .patterns import DISPERSED, failing

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

SHAKEN = 0.005  # share of stores closed in a month of the last year from which one speaks of a shake-out: one in seventeen a year
PATCHY = 0.9  # of the households online in the village as it is, mean of all months
SAME = 0.9  # of the money spent in the other village, or more
SMALL = 0.1  # of the stores of the village as it is
HARDLY = 0.01  # of the Taobao villages of the country as it is
SPREAD = 100.0  # households online, a fifth of Junpu


def numbers(run: pd.DataFrame) -> dict[str, float]:
    """Measure a run: what claims are about.

    Returns
    -------
    dict
        ``takeoff``: months until a hundred stores, one more than the ``months`` of the run if never. ``spread``: likewise until a hundred
        households are online, which a few founders with many stores are not. ``stores``: most stores. ``closing``:
        share of stores closed in a month of the last year. ``late``: households that gave up for each that entered, in the last year.
        ``spread_to``: most villages that had taken off, ``near``: their mean number over all months.
        ``taobao``: Taobao villages in the last month.
        ``sigma``: dispersion of stores' log sales, ``away``: migrants, in the last year. ``lifted``: people fewer below the line in the
        last year than in the first month. ``errors``: both errors of the list while there are poor and registered households,
        mean of these months. ``poor``: people, mean of the last year. ``motivation``, ``online``: means of all months, so that a later
        start counts as well. ``spending``: RMB in all.
    """
    last = run.iloc[-YEAR:]
    start = first_month(run["stores"], TAKEOFF)
    spread = first_month(run["online_households"], SPREAD)
    lifted = float(run["poor_people"].iloc[0] - last["poor_people"].mean())
    both = run[(run["poor_households"] > 0) & (run["registered_households"] > 0)]
    return {
        "takeoff": float(len(run) if start is None else start) + 1.0,
        "spread": float(len(run) if spread is None else spread) + 1.0,
        "months": float(len(run)),
        "stores": float(run["stores"].max()),
        "closing": closing(last),
        "late": failing(last),
        "spread_to": float(run["taken_off"].max()),
        "near": float(run["taken_off"].mean()),
        "taobao": float(run["taobao_villages"].iloc[-1]),
        "sigma": float(last["store_sigma"].mean()),
        "away": float(last["migrants_away"].mean()),
        "lifted": lifted,
        "errors": float((both["inclusion_error"] + both["exclusion_error"]).mean()) if len(both) else math.nan,
        "poor": float(last["poor_people"].mean()),
        "motivation": float(run["motivation"].mean()),
        "online": float(run["online_households"].mean()),
        "spending": float(run["spending"].sum()),
    }


def _as_floats(shown: Any) -> Floats:
    import numpy as np

    return np.asarray(shown, dtype=float)


def never(runs: pd.DataFrame, _: pd.DataFrame) -> Floats:
    """No take-off."""
    return _as_floats(runs["takeoff"] > runs["months"])


def none(runs: pd.DataFrame, _: pd.DataFrame) -> Floats:
    """Not one store."""
    return _as_floats(runs["stores"] == 0)


def small(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """A tenth of the stores of the village as it is, or fewer."""
    return _as_floats(runs["stores"] <= SMALL * as_is["stores"])


def slower(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """Later, or with a tenth fewer households online, than the same village as it is; not a number where neither spreads."""
    import numpy as np

    either = np.minimum(runs["spread"], as_is["spread"]) <= runs["months"]
    slower = (runs["spread"] > as_is["spread"]) | (runs["online"] < PATCHY * as_is["online"])
    return np.where(either, _as_floats(slower), np.nan)


def alike(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """Less dispersed than as it is, and than was observed."""
    return _as_floats((runs["sigma"] < as_is["sigma"]) & (runs["sigma"] < DISPERSED))


def late_live(unlimited: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """Fewer of the late give up than as it is; not a number where nobody entered late."""
    import numpy as np

    known = unlimited["late"].notna() & as_is["late"].notna()
    return np.where(known, _as_floats(unlimited["late"] < as_is["late"]), np.nan)


def alone(runs: pd.DataFrame, _: pd.DataFrame) -> Floats:
    """No further village takes off."""
    return _as_floats(runs["spread_to"] <= 1.0)


def fewer_follow(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """Fewer villages take off, or later."""
    return _as_floats(runs["near"] < as_is["near"])


def stay_away(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """More migrants are away than as it is."""
    return _as_floats(runs["away"] > as_is["away"])


def calmer(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """No shake-out, and fewer stores closed than as it is."""
    return _as_floats((runs["closing"] < SHAKEN) & (runs["closing"] < as_is["closing"]))


def shaken(flooded: pd.DataFrame, unlimited: pd.DataFrame) -> Floats:
    """A shake-out, which the unlimited market has not."""
    return _as_floats((flooded["closing"] >= SHAKEN) & (unlimited["closing"] < SHAKEN))


def fewer(scattered: pd.DataFrame, linked: pd.DataFrame) -> Floats:
    """Fewer people lifted; not a number where less was spent, for then it was not the same money."""
    import numpy as np

    same = scattered["spending"] >= SAME * linked["spending"]
    return np.where(same, _as_floats(scattered["lifted"] < linked["lifted"]), np.nan)


def hardly_any(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """A hundredth of the country's Taobao villages, or fewer."""
    return _as_floats(runs["taobao"] <= HARDLY * as_is["taobao"])


def fewer_villages(runs: pd.DataFrame, as_is: pd.DataFrame) -> Floats:
    """Fewer Taobao villages than as it is."""
    return _as_floats(runs["taobao"] < as_is["taobao"])


def more_errors(runs: pd.DataFrame, edge: pd.DataFrame) -> Floats:
    """More wrong entries, where both villages have a list and poor people."""
    import numpy as np

    known = runs["errors"].notna() & edge["errors"].notna()
    return np.where(known, _as_floats(runs["errors"] > edge["errors"]), np.nan)


def harm(handouts: pd.DataFrame, without: pd.DataFrame) -> Floats:
    """Weaker motivation and fewer households online than without hand-outs."""
    return _as_floats((handouts["motivation"] < without["motivation"]) & (handouts["online"] < without["online"]))


def no_harm(handouts: pd.DataFrame, without: pd.DataFrame) -> Floats:
    """At most one household in a hundred fewer online."""
    return _as_floats(handouts["online"] >= 0.99 * without["online"])
