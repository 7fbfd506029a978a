"""When programmes run, what they build, and what they leave undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.assistance.programmes import (
    COMPLETE,
    VILLAGE_VOICE,
    build_unit,
    capacity_now,
    is_complete,
    is_due,
    is_linked,
    is_running,
    runs_here,
    towards_full,
    units_affordable,
    units_to_build,
)
from linkage_sim.state.household import ILLNESS, ROADS
from linkage_sim.state.ledger import Flow
from linkage_sim.state.parameters import Parameters, ProgrammeRow
from linkage_sim.state.village import GOVERNMENT, SOCIETY, Offer, Village

ROAD = {
    "title": "Road",
    "providers": ["government"],
    "need": "roads",
    "scope": "village",
    "cost": 1_000,
    "capacity": 1,
    "effect": {"roads": 0.5},
}
RULES = {"platform.register_start": "2099-01", "months": 60}


@pytest.mark.parametrize(
    ("waits", "delay", "noticed", "month", "runs"),
    [
        (False, 6.0, 0.0, 9, False),  # before its start
        (False, 6.0, 0.0, 10, True),
        (False, 6.0, 0.0, 50, True),
        (False, 6.0, 0.0, 51, False),  # after its end
        (True, 6.0, 0.0, 30, False),  # never noticed
        # noticed in month 20, which is kept as 21
        (True, 6.0, 21.0, 25, False),
        (True, 6.0, 21.0, 26, True),
        (True, 0.0, 21.0, 20, True),
        (True, 6.0, 2.0, 9, False),
    ],
)
def test_when_a_programme_runs(waits, delay, noticed, month, runs) -> None:
    assert is_running(10, 50, waits, delay, noticed, month) is runs


@pytest.mark.parametrize(("payer", "first"), [(GOVERNMENT, 6), (SOCIETY, 2)])
def test_only_the_governments_answer_takes_a_delay(payer, first) -> None:
    programme, parameters = ProgrammeRow(payer=payer, trigger=1, end=60, active_share=1.0), Parameters(notice_delay=4.0)
    for month in range(10):
        for share in (1.0, 0.0):
            programme.active_share = share
            assert is_due(programme, Village(noticed=3.0), parameters, month) is (month >= first)
            assert runs_here(programme, Village(noticed=3.0), parameters, month) is (month >= first and share > 0)


def test_it_takes_it_in_the_course_of_months(bench) -> None:
    noticed = {**ROAD, "trigger": "noticed", "cost": 0}
    of_society = {**noticed, "providers": ["society"], "effect": {"goods": 0.5}}
    here = bench({**RULES, "platform.on": False, "programmes.a": noticed, "programmes.b": of_society}, roads=0, goods=0.0)
    here.place(noticed=3.0).rule(notice_delay=4.0)
    for month in range(10):
        here.play("input", month).play("integration", month).play("implementation", month)
        assert (here.village.roads > 0) is (month >= 6), month
        # the trigger alone counts for the others
        assert (here.village.goods > 0) is (month >= 2), month


@pytest.mark.parametrize(("on", "month", "linked"), [(1.0, 5, True), (1.0, 4, False), (0.0, 5, False)])
def test_the_platform_links_from_its_start(on, month, linked) -> None:
    assert is_linked(Parameters(platform_on=on, platform_start=5.0), month) is linked


@given(st.floats(0, 1), st.floats(0, 1))
def test_works_add_a_part_of_what_is_missing(level, part) -> None:
    built = towards_full(level, part)
    assert level <= built + 1e-12
    assert built <= 1
    assert 1 - built == pytest.approx((1 - level) * (1 - part), abs=1e-12)


@pytest.mark.parametrize("work", ["broadband", "roads", "station", "goods", "brand", "tourism"])
def test_a_unit_builds_its_part_until_all_is_there(work) -> None:
    programme, village = ProgrammeRow(**{work: 0.5}), Village()
    assert not is_complete(programme, village)
    build_unit(village, programme)
    assert [getattr(village, name) for name in ("broadband", "roads", "station", "goods", "brand", "tourism") if name != work] == [0] * 5
    assert getattr(village, work) == 0.5
    setattr(village, work, COMPLETE)
    assert is_complete(programme, village)


@pytest.mark.parametrize(("linked", "claims", "units"), [(1.0, 1, 0), (1.0, 2, 2), (0.0, 0, 2)])
def test_linked_providers_build_where_enough_ask_and_others_wherever_there_is_money(linked, claims, units) -> None:
    """Enough is a twentieth of forty."""
    assert VILLAGE_VOICE * 40 == 2
    programme, village = ProgrammeRow(cost=1_000.0, capacity=2.0, active_share=1.0), Village(last=40, linked=linked)
    assert units_to_build(village, programme, Offer(allocation=1e6, claims=claims), 0) == units


@pytest.fixture
def village(bench):
    def build(rules: dict | None = None, **programme):
        made = bench({**RULES, "programmes.road": {**ROAD, **programme}, **(rules or {})}, households=40, roads=0)
        made.offers[0].allocation = 1e6
        return made

    return build


def built(village, claims: int = 40) -> float:
    village.play("input").set(voiced=0)
    village.households.voiced[:claims] = ROADS
    village.play("integration").play("implementation")
    return float(village.village.roads)


def test_works_are_built_and_paid(village) -> None:
    made = village(capacity=2)
    assert built(made) == pytest.approx(0.75)
    offer = made.offers[0]
    assert offer.allocation == 1e6 - 2_000
    assert made.month.spending == made.village.flows[Flow.KIND_GOVERNMENT] == 2_000
    assert offer.matched == offer.met == 2
    assert made.month.wasted == 0


def test_linked_providers_build_where_enough_ask(village) -> None:
    assert built(village(), claims=1) == 0
    assert built(village(), claims=2) == pytest.approx(0.5)


def test_without_the_platform_they_build_wherever_there_is_money(village) -> None:
    made = village({"platform.on": False})
    assert built(made, claims=0) == pytest.approx(0.5)
    assert made.month.wasted == 1
    assert made.offers[0].met == 0


def test_without_money_or_provider_nothing_is_built(village) -> None:
    made = village()
    made.offers[0].allocation = 999.0
    assert built(made) == 0
    assert built(village({"actors.government.active": False})) == 0


def test_what_is_complete_is_not_built_again(village) -> None:
    made = village().place(roads=0.985)
    assert built(made) == 0.985
    assert made.offers[0].allocation == 1e6


@pytest.mark.parametrize(("voicing", "gap"), [(12, True), (0, False)])
def test_a_missing_provider_leaves_a_gap_where_a_need_was_voiced(bench, voicing, gap) -> None:
    training = {"title": "T", "providers": ["society"], "need": "illness", "cost": 10, "capacity": 5}
    here = bench({**RULES, "programmes.t": training, "actors.society.active": False}, households=40)
    here.play("input").set(need=ILLNESS, voiced=0)
    here.households.voiced[:voicing] = ILLNESS
    here.play("integration")
    assert (here.month.gaps > 0) is gap
    assert not here.households.received.any()


@given(st.floats(0, 1e6), st.floats(0.001, 0.999))
def test_whole_capacity_is_next_to_the_capacity(capacity, u) -> None:
    now = capacity_now(capacity, u)
    assert now == int(now)
    assert abs(now - capacity) < 1


@given(st.floats(0, 1e9), st.just(0.0) | st.floats(0.01, 1e6), st.integers(0, 1_000))
def test_units_are_paid_for(allocation, cost, capacity) -> None:
    units = units_affordable(allocation, cost, float(capacity))
    assert 0 <= units <= capacity
    assert units * cost <= allocation + 1e-8 * cost
    assert units == capacity or (units + 1) * cost > allocation
