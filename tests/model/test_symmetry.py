"""Equal households have equal odds, wherever they stand in the village."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.state.household import AWARE, CONNECTED

N, SEEDS, MONTHS = 40, range(1, 201), 4


@pytest.fixture(scope="module", params=[True, False], ids=["linked", "scattered"])
def villages(request) -> dict[str, np.ndarray]:
    """Equal households in many villages: how often each row opened a store, was helped, was listed, moved (village x row)."""
    scenario = Scenario.load("base").with_overrides(
        {
            "months": MONTHS,
            "places.village.households": N,
            "places.village.broadband": 1,
            "places.village.goods": 0.8,
            "population.clan_size": N,
            "population.rewire": 0,
            "actors.community.kin_favour": 0,
            "actors.government.notice_stores": 1,
            "actors.government.notice_delay": 0,
            "actors.household.home_rate": 0.1,
            "actors.household.unseen_trust": 1,
            "actors.household.know_midpoint": 0.35,
            "actors.household.belief_midpoint": 0.4,
            "platform.on": request.param,
            "platform.start": "2012-01",
            "platform.register_start": "2012-01",
        }
    )
    model = LinkageModel(scenario, seeds=SEEDS)
    h = model.world.households
    tied = ("ties", "kin", "neighbours", "closure")
    for name in h.kind.fields:
        if name not in tied:
            h.array[name] = h.array[name][0]
    h.flags[:], h.skill[:], h.motivation[:], h.cash[:] = AWARE | CONNECTED, 0.3, 0.35, 9_000.0
    h.workers[:], h.size[:], h.away[:], h.need[:], h.deprived[:] = 3, 5, 1, 0, 0
    h.income[:] = h.aspiration[:] = model.world.environment.poverty_line[0]
    model.world.villages.noticed[:] = 1.0
    seen = {name: np.zeros((len(SEEDS), N)) for name in ("helped", "listed", "opened", "returned")}
    for _ in range(MONTHS):
        model.step()
        seen["helped"] += (h.received > 0).reshape(-1, N)
        seen["listed"] += (h.card & 1).reshape(-1, N)
    seen["opened"] += (h.stores > 0).reshape(-1, N)
    seen["returned"] += (h.away < 1).reshape(-1, N)
    return seen


@pytest.mark.parametrize("what", ["helped", "listed", "opened", "returned"])
def test_both_halves_fare_alike(villages, what) -> None:
    times = villages[what]
    assert times.sum() > 300
    difference = times[:, : N // 2].sum(axis=1) - times[:, N // 2 :].sum(axis=1)
    error = difference.std(ddof=1) / np.sqrt(len(difference))
    assert abs(difference.mean()) < 4 * error


@pytest.mark.parametrize("what", ["helped", "listed", "opened", "returned"])
def test_no_row_is_special(villages, what) -> None:
    by_row = villages[what].sum(axis=0)
    mean, spread = by_row.mean(), villages[what].std() * np.sqrt(len(SEEDS))
    assert np.abs(by_row - mean).max() < 4.5 * spread
    even, odd = by_row[::2].sum(), by_row[1::2].sum()
    assert abs(even - odd) < 4.5 * spread * np.sqrt(N)
