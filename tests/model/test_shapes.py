"""Shapes of what happens in small villages, each with a control in which its cause is taken away."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario

SEEDS = range(1, 6)
SPREADS = {"marriage_ties": 3, "hand_trust": 0.9, "nearby_experience": 0.05, "nearby_news": 0.5}
"""What passes from a thriving village to the next one: kin, jobs, experience and news; goods beside them."""


def side_by_side(overrides: dict[str, Any]) -> LinkageModel:
    """Run a village without a shop or goods of its own next to a thriving one, in the same town."""
    base = Scenario.load("junpu").resolved()
    thriving = {
        **base["places"][0],
        "name": "thriving",
        "households": 80,
        "founders": 8,
        "goods": 0.9,
        "roads": 6,
        "broadband": 1,
        "couriers": 2,
    }
    quiet = {
        **thriving,
        "name": "quiet",
        "households": 80,
        "founders": 0,
        "goods": 0.05,
        "couriers": 0,
        "product": "rice",
        "market_depth": 1e6,
    }
    content = {**base, "places": [thriving, quiet], "programmes": {}, "evidence": {}, "months": 48}
    scenario = Scenario.from_dict(content).with_overrides(
        {
            **{f"actors.household.{name}": value for name, value in SPREADS.items()},
            "actors.household.unseen_trust": 0,
            "actors.household.founder_share": 0,
            "population.rooms": 0,
            **overrides,
        }
    )
    return LinkageModel(scenario, seeds=SEEDS, by_village=True).run()


def stores_of(model: LinkageModel, name: str) -> float:
    """Return the stores of a village at the end, on average over seeds."""
    villages = model.record.villages
    last = villages[(villages["village"] == name) & (villages["month"] == villages["month"].max())]
    return float(last["stores"].mean())


APART = {
    **{f"actors.household.{name}": 0 for name in ("marriage_ties", "hand_trust", "nearby_experience", "nearby_news", "below_threshold")},
    "actors.market.goods_travel": 0,
}


def test_next_to_a_thriving_village_a_quiet_one_starts() -> None:
    model = side_by_side({})
    assert stores_of(model, "thriving") > 20
    assert stores_of(model, "quiet") > 5


def test_where_nothing_passes_between_them_it_does_not() -> None:
    model = side_by_side(APART)
    assert stores_of(model, "thriving") > 20
    assert stores_of(model, "quiet") < 1


@pytest.mark.parametrize(
    "without",
    [
        {"actors.market.goods_travel": 0},
        {f"actors.household.{name}": 0 for name in ("marriage_ties", "hand_trust", "below_threshold")},
    ],
    ids=["goods", "trust"],
)
def test_neither_goods_without_trust_nor_trust_without_goods_are_enough(without) -> None:
    assert stores_of(side_by_side(without), "quiet") < 0.5 * stores_of(side_by_side({}), "quiet")


def test_where_the_thriving_village_does_not_thrive_nothing_passes() -> None:
    model = side_by_side({"places.thriving.founders": 0})
    assert stores_of(model, "quiet") < 1


def test_it_takes_up_what_the_thriving_village_sells() -> None:
    for overrides, same in (({}, True), (APART, False)):
        villages = side_by_side({**overrides, "months": 12}).world.villages
        assert (villages.product[1::2] == villages.product[::2]).all() == same
        assert (villages.market_depth[1::2] == villages.market_depth[::2]).all() == same


@cache
def junpu() -> LinkageModel:
    """Run the village of the case as it is, five times."""
    return LinkageModel(Scenario.load("junpu"), seeds=SEEDS).run()


def survival(model: LinkageModel, first: int, last: int, quarters: int) -> float:
    """Return which part of those counted at the end of their quarter of opening keep a store so many quarters later."""
    begun = kept = 0.0
    for run in range(len(SEEDS)):
        for quarter in range(first, last):
            begun += model.world.cohorts[3 * quarter + 2, run, quarter]
            kept += model.world.cohorts[3 * (quarter + quarters) + 2, run, quarter]
    assert begun > 30
    return kept / begun


def test_of_those_who_begin_late_fewer_stay() -> None:
    assert survival(junpu(), 12, 17, 3) < survival(junpu(), 0, 8, 3)


def test_stores_of_a_village_are_as_unlike_as_in_the_country() -> None:
    for run in range(len(SEEDS)):
        stores, sigma = junpu().record.series("stores", run), junpu().record.series("store_sigma", run)
        top, million = junpu().record.series("store_top_tenth", run), junpu().record.series("stores_over_million", run)
        assert stores[-1] > 200
        assert (sigma[24:] >= 0.9).all()
        assert (sigma[24:] <= 2.5).all()
        assert ((top[24:] > 0.1) & (top[24:] < 1)).all()
        assert ((million >= 0) & (million <= 1)).all()


def test_the_share_of_large_stores_falls_as_there_are_more() -> None:
    million = np.array([junpu().record.series("stores_over_million", run) for run in range(len(SEEDS))]).mean(axis=0)
    stores = np.array([junpu().record.series("stores", run) for run in range(len(SEEDS))]).mean(axis=0)
    assert stores[-12:].mean() > 3 * stores[12:24].mean()
    assert million[-12:].mean() < million[12:24].mean()


def test_without_a_network_or_lines_there_is_no_shop() -> None:
    off = {"places.junpu.network": 0, "places.junpu.broadband": 0, "actors.market.telecom_step": 0, "programmes.broadband": None}
    scenario = Scenario.load("junpu").with_overrides({"months": 36, "places.junpu.households": 100, **off})
    record = LinkageModel(scenario, seeds=SEEDS).run().record
    for run in range(len(SEEDS)):
        for column in ("stores", "lines_ordered", "entrants", "tenants", "sales", "parcels"):
            assert not record.series(column, run).any(), column


def test_migrants_come_home_where_shops_have_work_for_them() -> None:
    scenario = Scenario.load("junpu").with_overrides({"places.junpu.households": 150, "actors.household.founder_share": 0})
    work = LinkageModel(scenario, seeds=SEEDS).run()
    none = LinkageModel(scenario.with_overrides({"actors.household.open_rate": 0, "places.junpu.founders": 0}), seeds=SEEDS).run()
    came = [np.mean([model.record.series("returned", run).sum() for run in range(len(SEEDS))]) for model in (work, none)]
    assert came[0] > 1.2 * came[1]


def test_shopkeepers_from_outside_come_after_the_village_has_shown_that_it_pays() -> None:
    for run in range(len(SEEDS)):
        tenants, online = junpu().record.series("tenants", run), junpu().record.series("online_households", run)
        first = int(np.argmax(tenants > 0))
        assert tenants.max() > 0
        assert online[max(first - 1, 0)] > 0
        assert tenants.max() <= junpu().world.villages.rooms[0]
    alone = LinkageModel(Scenario.load("junpu").with_overrides({"population.rooms": 0, "months": 48}), seeds=SEEDS).run()
    assert not any(alone.record.series("tenants", run).any() for run in range(len(SEEDS)))
