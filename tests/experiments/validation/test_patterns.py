"""Each pattern of a run's months is shown by a made-up run that has it, and not by one that has not."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from linkage_sim.experiments.calibration.takeoff import takeoff
from linkage_sim.experiments.validation import patterns

N = 60


def run(**columns: object) -> pd.DataFrame:
    """A village that takes off in month 20 and ends with 400 stores."""
    months = np.arange(N)
    stores = np.clip((months - 15) * 20.0, 1, 400)
    usual = {
        "stores": stores, "couriers": months > 24, "suppliers": months > 26, "spending": np.where(months > 21, 1000.0, 100.0),
        "stage": np.select([months > 40, months > 30, months > 24, months > 5], [4, 3, 2, 1], 0), "stores_closed": 0.0,
        "online_households": np.minimum(stores, 100.0), "returned": 1.0, "migrants_away": 100.0,
        "noticed": stores >= 60, "net_margin": np.linspace(0.2, 0.1, N),
    }  # fmt: skip
    return pd.DataFrame(usual | columns, index=months).astype(float)


MONTH = np.arange(N)
NEVER = {"stores": np.full(N, 12.0), "couriers": 0, "suppliers": 0, "noticed": 0}
CROWDING: Callable[[pd.DataFrame], float] = lambda months: patterns.crowding_bites(months, run(stores_closed=5))  # noqa: E731
HELP: Callable[[pd.DataFrame], float] = lambda months: patterns.help_after_notice(months, 3)  # noqa: E731


@pytest.mark.parametrize(
    ("measure", "changed", "shown"),
    [
        (patterns.firms_after_takeoff, {}, 1.0),
        (patterns.firms_after_takeoff, {"couriers": MONTH > 10}, 0.0),
        (patterns.firms_after_takeoff, {"suppliers": MONTH >= 20}, 0.0),  # in the same month is not after
        (patterns.firms_after_takeoff, {"suppliers": 0}, 0.0),
        (patterns.firms_after_takeoff, NEVER, math.nan),
        (patterns.firms_after_takeoff, NEVER | {"couriers": MONTH > 50}, 0.0),
        (HELP, {}, 1.0),
        (HELP, {"spending": 100.0}, 0.0),
        (HELP, {"spending": np.where(MONTH > 21, 100.0, 1000.0)}, 0.0),
        (HELP, NEVER, math.nan),
        (patterns.stages_in_order, {}, 1.0),
        (patterns.stages_in_order, {"stage": np.select([MONTH > 40, MONTH > 30, MONTH > 24, MONTH > 5], [4, 2, 3, 1], 0)}, 0.0),
        (patterns.stages_in_order, {"stage": np.select([MONTH > 30, MONTH > 24, MONTH > 5], [3, 2, 1], 0)}, 0.0),
        (patterns.stages_in_order, NEVER, math.nan),
        (patterns.stores_outgrow_households, {}, 1.0),
        (patterns.stores_outgrow_households, {"online_households": run()["stores"] / 2}, 0.0),
        (patterns.stores_outgrow_households, {"online_households": 1.0 + MONTH, "stores": 100.0 + MONTH**2}, 0.0),  # no end in sight
        (patterns.stores_outgrow_households, NEVER, math.nan),
        (CROWDING, {"stores_closed": 20}, 1.0),
        (CROWDING, {"stores_closed": 1}, 0.0),
        (CROWDING, {"stores_closed": 20, "net_margin": np.linspace(0.1, 0.2, N)}, 0.0),
        (CROWDING, NEVER, math.nan),
        (patterns.migrants_follow_success, {"returned": np.where(MONTH > 20, 5.0, 1.0)}, 1.0),
        (patterns.migrants_follow_success, {"returned": np.where(MONTH > 20, 1.0, 5.0)}, 0.0),
        (patterns.migrants_follow_success, {}, 0.0),
        (patterns.migrants_follow_success, NEVER, math.nan),
    ],
)
def test_a_pattern_is_there_or_not_there_or_cannot_be_told(measure, changed, shown):
    assert measure(run(**changed)) == pytest.approx(shown, nan_ok=True)


def test_take_off_is_the_first_month_with_a_hundred_stores():
    assert takeoff(run()) == 20
    assert takeoff(run(**NEVER)) is None
