"""Limits: where one piece is wholly missing, nothing takes off, however much there is of the others."""

from __future__ import annotations

from typing import Any

import pytest

from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.state.household import AWARE

SEEDS = range(1, 6)


def ready(extra: dict[str, Any], *, without: tuple[str, ...] = ()) -> LinkageModel:
    """Run a village in which everything is at hand, but for what ``extra`` takes away."""
    scenario = Scenario.load("junpu").with_overrides(
        {
            "months": 24,
            "places.junpu.households": 60,
            "places.junpu.founders": 3,
            "places.junpu.broadband": 1,
            "places.junpu.goods": 1,
            "places.junpu.roads": 6,
            "places.junpu.couriers": 2,
            "population.cash_months": 60,
            "population.motivation_mean": 0.8,
            "platform.start": "2012-01",
            "actors.government.notice_stores": 1,
            "actors.government.notice_delay": 0,
            **{f"programmes.{name}": None for name in without},
            **extra,
        }
    )
    return LinkageModel(scenario, seeds=SEEDS).run()


def opened(model: LinkageModel) -> float:
    return float(sum(model.record.series("stores_opened", run).sum() for run in range(len(SEEDS))))


def sold(model: LinkageModel) -> float:
    return float(sum(model.record.series("sales", run).sum() for run in range(len(SEEDS))))


def test_with_all_pieces_it_takes_off() -> None:
    # the control of all that follows
    model = ready({})
    assert opened(model) > 100 * len(SEEDS)
    assert sold(model) > 1e6


NO_LINES = {"places.junpu.broadband": 0, "places.junpu.network": 0, "actors.market.telecom_step": 0}


def test_where_the_network_reaches_lines_are_ordered_for_shops() -> None:
    # the control of the two that follow: no line lies in the village, but one can be had
    model = ready({**NO_LINES, "places.junpu.network": 2}, without=("broadband",))
    assert opened(model) > 20 * len(SEEDS)
    ordered = sum(model.record.series("lines_ordered", run).sum() for run in range(len(SEEDS)))
    entrants = sum(model.record.series("entrants", run).sum() - model.record.series("tenants", run)[-1] for run in range(len(SEEDS)))
    assert 0 < ordered <= entrants + model.record.series("quitters").sum()


def test_without_lines_nobody_opens_a_store() -> None:
    model = ready({**NO_LINES, "places.junpu.founders": 0}, without=("broadband",))
    assert opened(model) == 0
    assert max(model.record.series("broadband_share")) == 0
    assert max(model.record.series("lines_ordered")) == 0


def test_without_lines_not_even_founders_keep_a_store() -> None:
    model = ready(NO_LINES, without=("broadband",))
    assert opened(model) == 0
    assert max(model.record.series("online_households")) == 0


def test_without_any_way_to_ship_nothing_is_sold() -> None:
    model = ready(
        {"places.junpu.couriers": 0, "places.junpu.roads": 0, "actors.market.active": False}, without=("logistics_station", "roads")
    )
    assert sold(model) == 0
    assert opened(model) == 0
    assert all(model.record.series("pieces", run).sum() == 0 for run in range(len(SEEDS)))


def test_without_any_news_nobody_hears() -> None:
    silent = {
        f"actors.household.{name}": 0 for name in ("outside_news", "away_news", "nearby_news", "home_rate", "return_rate", "founder_share")
    }
    news = [name for name, programme in Scenario.load("junpu").data.programmes.items() if programme.effect.awareness > 0]
    assert news
    model = ready({**silent, "actors.society.publicity_news": 0, "places.junpu.founders": 0}, without=tuple(news))
    assert opened(model) == 0
    assert not (model.world.households.flags & AWARE).any()


def test_a_single_founder_family_is_enough_to_start_the_talk() -> None:
    silent = {
        f"actors.household.{name}": 0 for name in ("outside_news", "away_news", "nearby_news", "home_rate", "return_rate", "founder_share")
    }
    model = ready({**silent, "actors.society.publicity_news": 0})
    assert (model.world.households.flags & AWARE).mean() > 0.5


def test_money_without_skill_opens_no_store() -> None:
    skill = [name for name, programme in Scenario.load("junpu").data.programmes.items() if programme.effect.skill > 0]
    nobody_learns = {f"actors.household.{name}": 0 for name in ("skill_by_doing", "skill_from_kin", "urban_skill")}
    model = ready(
        {**nobody_learns, "actors.household.know_midpoint": 1, "actors.household.piece_slope": 50, "places.junpu.founders": 0},
        without=tuple(skill),
    )
    assert model.world.households.cash.min() >= 0
    assert model.world.households.cash.mean() > 10 * model.scenario.data.actors.household.startup_capital
    assert opened(model) == 0


def test_skill_without_money_opens_no_first_store() -> None:
    model = ready({"actors.household.startup_capital": 1e9, "places.junpu.founders": 0, "actors.household.founder_share": 0})
    assert opened(model) == 0


def test_without_goods_nothing_is_sold() -> None:
    goods = [name for name, programme in Scenario.load("junpu").data.programmes.items() if programme.effect.goods > 0]
    model = ready({"places.junpu.goods": 0, "actors.market.supplier_goods": 0}, without=tuple(goods))
    assert sold(model) == 0
    assert opened(model) == 0


def test_without_a_market_nothing_is_sold() -> None:
    model = ready({"places.junpu.market_depth": 0})
    assert sold(model) == 0


def test_where_nobody_believes_nobody_opens() -> None:
    model = ready(
        {
            "population.motivation_mean": 0,
            "population.motivation_spread": 0,
            "actors.household.belief_midpoint": 1,
            "actors.household.piece_slope": 50,
            "places.junpu.founders": 0,
            "programmes.mentoring": None,
        }
    )
    assert opened(model) <= 1


@pytest.mark.parametrize("actor", ["household", "community", "government", "market", "society"])
def test_an_actor_that_is_off_does_nothing(actor) -> None:
    model = ready({f"actors.{actor}.active": False, "months": 12, "platform.register_start": "2012-02"})
    stages = ("input", "implementation") if actor == "household" else ("integration", "implementation")  # cards are given by others
    for run in range(len(SEEDS)):
        for stage in stages:
            assert not model.record.series(f"{stage}_{actor}", run).any()
    if actor == "government":
        assert not model.record.series("registered_households").any()
    if actor == "market":
        assert set(model.record.series("couriers")) == {2.0}


def test_without_rooms_there_are_no_shopkeepers_from_outside() -> None:
    rooms, none = (ready({"population.rooms": share, "actors.household.newcomer_rate": 0.2}) for share in (0.1, 0))
    assert max(rooms.record.series("tenants")) > 0
    for run in range(len(SEEDS)):
        assert max(rooms.record.series("tenants", run)) <= 6
        assert not none.record.series("tenants", run).any()
        assert not none.record.series("tenant_stores", run).any()
    assert len(none.world.tenants) == 0


def test_migrants_come_home_for_work_only_where_there_is_some() -> None:
    still = {"actors.household.home_rate": 0, "actors.household.return_rate": 0.5}
    work, none = (ready({**still, **more}) for more in ({}, {"places.junpu.market_depth": 0}))
    came = [sum(model.record.series("returned", run).sum() for run in range(len(SEEDS))) for model in (work, none)]
    assert came[0] > 20
    assert came[1] < 0.2 * came[0]
