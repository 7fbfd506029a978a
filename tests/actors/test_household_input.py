from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.household.input import (
    BROADBAND,
    DISABILITY,
    DISASTER,
    FUNDS,
    GOODS,
    ILLNESS,
    INFORMATION,
    LABOUR,
    LAND,
    LOGISTICS,
    MARRIAGE,
    MOTIVATION,
    ROADS,
    SCHOOLING,
    SHOCKS,
    SKILLS,
    WATER,
    lacks,
    recovered,
    struck,
    throws_back,
    voice_chance,
)
from linkage_sim.population.state import AWARE, CONNECTED
from linkage_sim.scenario.programmes import NEEDS

SHARE = st.floats(0, 1)
P = SimpleNamespace(
    illness_onset=0.1,
    disability_onset=0.05,
    schooling_onset=0.2,
    disaster_onset=0.01,
    marriage_onset=0.04,
    illness_recovery=0.5,
    schooling_end=0.3,
    disaster_end=0.2,
    marriage_end=0.1,
    know_midpoint=0.4,
    belief_midpoint=0.5,
    startup_capital=5_000.0,
)
NO_SHOCKS = {f"actors.household.{name}_onset": 0 for name in ("illness", "disability", "schooling", "disaster", "marriage")}


def test_bits_are_in_the_order_of_the_register() -> None:
    bits = (ILLNESS, DISABILITY, SCHOOLING, DISASTER, MARRIAGE, LAND, WATER, SKILLS, FUNDS, LABOUR, ROADS, MOTIVATION)
    bits += (INFORMATION, BROADBAND, LOGISTICS, GOODS)
    assert [1 << k for k in range(len(NEEDS))] == list(bits)


@pytest.mark.parametrize(
    ("u", "shock"),
    [(0.0, ILLNESS), (0.099, ILLNESS), (0.12, DISABILITY), (0.2, SCHOOLING), (0.355, DISASTER), (0.38, MARRIAGE), (0.41, 0), (0.999, 0)],
)
def test_one_shock_strikes_at_its_chance(plain, u, shock) -> None:
    assert plain(struck)(0, u, P) == shock
    assert plain(struck)(shock, u, P) == 0  # none that is there already


@given(st.integers(0, 2**16 - 1), SHARE)
def test_at_most_one_new_shock(need, u) -> None:
    shock = getattr(struck, "py_func", struck)(need, u, P)
    assert shock in (0, ILLNESS, DISABILITY, SCHOOLING, DISASTER, MARRIAGE)
    assert shock & need == 0


@given(st.integers(0, 2**16 - 1), SHARE)
def test_only_what_is_there_ends_and_disability_never(need, u) -> None:
    ended = getattr(recovered, "py_func", recovered)(need, u, P)
    assert ended & ~need == 0
    assert ended & (DISABILITY | ~SHOCKS) == 0


@pytest.mark.parametrize(("u", "ended"), [(0.05, SHOCKS & ~DISABILITY), (0.15, ILLNESS | SCHOOLING | DISASTER), (0.4, ILLNESS), (0.6, 0)])
def test_shocks_end_at_their_chances(plain, u, ended) -> None:
    assert plain(recovered)(SHOCKS, u, P) == ended


FULL = {"need": 0, "skill": 0.5, "motivation": 0.6, "cash": 5_000.0, "home": 1, "flags": AWARE | CONNECTED, "village_bits": 0}


@pytest.mark.parametrize(
    ("missing", "bits"),
    [
        ({}, 0),
        ({"skill": 0.39}, SKILLS),
        ({"motivation": 0.49}, MOTIVATION),
        ({"cash": 4_999.0}, FUNDS),
        ({"home": 0}, LABOUR),
        ({"flags": CONNECTED}, INFORMATION),
        ({"flags": AWARE}, BROADBAND),
        ({"village_bits": ROADS | GOODS}, ROADS | GOODS),
        ({"need": ILLNESS | LAND}, ILLNESS | LAND),
        ({"need": SKILLS | FUNDS | LABOUR | ROADS | MOTIVATION | INFORMATION | BROADBAND | LOGISTICS | GOODS}, 0),
        ({"skill": 0.0, "cash": 0.0, "flags": 0}, SKILLS | FUNDS | INFORMATION | BROADBAND),
    ],
)
def test_needs_follow_what_is_missing(plain, missing, bits) -> None:
    assert plain(lacks)(*{**FULL, **missing}.values(), P) == bits


@pytest.mark.parametrize(
    ("missing", "bits"),
    [
        ({}, 0),
        ({"roads": 0.1}, ROADS),
        ({"shipping": 0.1}, LOGISTICS),
        ({"goods": 0.1}, GOODS),
        ({"roads": 0.1, "goods": 0.1}, ROADS | GOODS),
    ],
)
def test_what_a_village_lacks_all_its_households_lack(bench, missing, bits) -> None:
    village = bench(NO_SHOCKS).place(**{"roads": 1.0, "shipping": 1.0, "goods": 1.0, "brand": 1.0, **missing}).play("input")
    assert (village.h.need & (ROADS | LOGISTICS | GOODS) == bits).all()


def test_a_shock_throws_back_below_the_threshold(plain) -> None:
    assert plain(throws_back)(1_499.0, 1_500.0)
    assert not plain(throws_back)(1_500.0, 1_500.0)


@given(SHARE, SHARE, SHARE, st.floats(1, 36))
def test_the_chance_to_be_heard(alone, motivation, coverage, delay) -> None:
    rule = getattr(voice_chance, "py_func", voice_chance)
    scattered, linked = rule(alone, motivation, False, coverage, delay), rule(alone, motivation, True, coverage, delay)
    assert 0 <= scattered <= linked + 1e-12
    assert linked <= 1
    assert scattered == pytest.approx(alone * motivation)
    assert rule(alone, 0.0, True, coverage, delay) == 0


def test_everyone_is_struck_where_that_is_certain(bench) -> None:
    village = bench({**NO_SHOCKS, "actors.household.illness_onset": 1}).set(need=0, cash=9_999.0).play("input")
    assert (village.h.need & ILLNESS).all()
    assert not (village.h.need & (SHOCKS - ILLNESS)).any()
    assert not village.h.setbacks.any()


def test_a_setback_and_its_recovery(bench) -> None:
    village = bench({**NO_SHOCKS, "actors.household.illness_onset": 1, "actors.household.illness_recovery": 0})
    village.rule(setback_loss=0.2, setback_recovery=1.0).set(need=0, cash=0.0, earning=1.0, setbacks=0)
    village.play("input")
    assert (village.h.setbacks == 1).all()
    assert village.h.earning == pytest.approx(0.8)
    village.play("input", 1)  # ill already: no further shock, no assets to recover with
    assert (village.h.setbacks == 1).all()
    village.set(cash=1e6).play("input", 2)
    assert not village.h.setbacks.any()
    assert village.h.earning == pytest.approx(1.0)


def test_setbacks_do_not_pile_up_without_end(bench) -> None:
    village = bench({**NO_SHOCKS, "actors.household.illness_onset": 1, "actors.household.illness_recovery": 1})
    village.rule(setback_loss=0.5).set(cash=0.0, earning=1.0, setbacks=0, need=0)
    for month in range(15):
        village.play("input", month)
    assert (village.h.setbacks == 5).all()
    assert village.h.earning == pytest.approx(0.5**5)


def test_shares_of_shocks_are_those_of_their_chances(bench) -> None:
    village = bench({**NO_SHOCKS, "actors.household.schooling_onset": 0.3, "actors.household.illness_onset": 0.1}, households=1_000)
    village.set(need=0).play("input")
    assert ((village.h.need & SCHOOLING) != 0).mean() == pytest.approx(0.3, abs=0.06)
    assert ((village.h.need & ILLNESS) != 0).mean() == pytest.approx(0.1, abs=0.04)


def test_needs_that_are_voiced_wait_until_they_are_met(bench) -> None:
    village = bench({**NO_SHOCKS, "actors.community.active": False, "platform.on": False})
    village.rule(voice_alone=0.0).set(need=ILLNESS, voiced=ILLNESS | SCHOOLING, received=5)
    village.rule(illness_recovery=0.0).play("input")
    assert (village.h.voiced == ILLNESS).all()
    assert not village.h.received.any()
    village.rule(illness_recovery=1.0).play("input", 1)
    assert not village.h.voiced.any()


def test_the_motivated_voice_all_that_they_need(bench) -> None:
    village = bench({**NO_SHOCKS, "actors.community.active": False}).rule(voice_alone=1.0).set(motivation=1.0, voiced=0)
    village.play("input")
    np.testing.assert_array_equal(village.h.voiced, village.h.need)
    assert village.see.voiced == (village.h.need > 0).sum() > 0


def test_without_motivation_only_a_visit_hears(bench) -> None:
    village = bench({**NO_SHOCKS, "platform.coverage": 1, "platform.delay": 1}).rule(voice_alone=1.0, visits=0.0)
    village.set(motivation=0.0, voiced=0).play("input")
    assert not village.h.voiced.any()
    village.rule(visits=60.0, visit_accuracy=1.0).play("input", 1)
    np.testing.assert_array_equal(village.h.voiced, village.h.need)
    assert village.see.visited == 60


def test_a_committee_visits_as_many_as_it_can(bench) -> None:
    village = bench({**NO_SHOCKS, "platform.on": False}, households=1_000)
    village.rule(voice_alone=0.0, visits=200.0, visit_accuracy=0.5).play("input")
    assert village.see.visited == pytest.approx(100, abs=40)
    village.rule(community_active=0.0).play("input", 1)
    assert village.see.visited == 0


def test_deprivations_that_follow_from_the_month(bench) -> None:
    village = bench(NO_SHOCKS)
    line = village.e()["line"]
    village.set(deprived=16 | 1 | 8 | 512, need=0, income=3 * line, cash=1e6).play("input")
    assert (village.h.deprived == 16).all()
    village.set(income=0.1 * line).play("input")
    assert (village.h.deprived == 16 | 1).all()
    village.set(need=SCHOOLING).rule(schooling_end=0.0).play("input")
    assert (village.h.deprived == 16 | 1 | 8).all()
    village.set(cash=0.0).play("input")
    assert (village.h.deprived == 16 | 1 | 8 | 512).all()
