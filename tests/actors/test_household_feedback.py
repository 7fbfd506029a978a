from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.household.contagion import acquaintance, news_from_ties, take_up, trust
from linkage_sim.actors.household.feedback import (
    after_comparison,
    after_handout,
    example,
    experience_from_kin,
    is_visible_jump,
    news_from_around,
    next_hope,
)
from linkage_sim.population.state import AWARE, SALIENT, SUCCESS

SHARE = st.floats(0, 1)
MONEY = st.floats(0, 1e6)
SILENT = {f"actors.household.{name}": 0 for name in ("outside_news", "away_news", "nearby_news", "mend_rate", "complain_rate")}


@pytest.mark.parametrize(("kin", "gain"), [(0, 0.0), (1, 0.04), (2, 1 - 0.96**2), (4, 1 - 0.96**4), (9, 1 - 0.96**4)])
def test_at_most_four_kin_pass_on_experience(plain, kin, gain) -> None:
    assert plain(experience_from_kin)(kin, 0.04) == pytest.approx(gain)


@pytest.mark.parametrize(
    ("closure", "known", "part"), [(0.0, 0.26, 0.0), (0.13, 0.26, 0.5), (0.26, 0.26, 1.0), (1.0, 0.26, 1.0), (0.0, 0.0, 1.0)]
)
def test_kin_pass_on_more_the_better_they_know_each_other(plain, closure, known, part) -> None:
    assert plain(acquaintance)(closure, known) == pytest.approx(part)


@pytest.mark.parametrize(
    ("stores", "kin", "closure", "part"),
    [(0, 0, 1.0, 0.0), (1, 0, 1.0, 0.05), (0, 1, 1.0, 0.04), (0, 1, 0.0, 0.0), (1, 1, 0.5, 1 - 0.95 * 0.98)],
)
def test_skill_is_gained_by_doing_and_from_kin_that_know_each_other(bench, stores, kin, closure, part) -> None:
    village = bench(SILENT).set(skill=0.2, flags=AWARE, stores=stores, online_kin=kin, online_neighbours=0, traits=18, closure=closure)
    village.rule(skill_by_doing=0.05, skill_from_kin=0.04, close_knit=1.0).place(nearby=0.0).play("feedback")
    assert village.h.skill == pytest.approx(0.2 + part * (village.p["aptitude"] - 0.2))


@given(st.integers(0, 30), st.floats(1, 10), SHARE, SHARE, SHARE)
def test_trust_is_a_share_and_rises_with_what_is_seen(ties, informants, below, nearby, unseen) -> None:
    rule = getattr(trust, "py_func", trust)
    here = rule(ties, informants, below, nearby, unseen)
    assert unseen <= here <= 1
    assert rule(ties + 1, informants, below, nearby, unseen) >= here
    assert rule(ties, informants, below, min(nearby + 0.1, 1.0), unseen) >= here


def test_those_who_know_learn_from_shopkeepers_of_other_villages(bench) -> None:
    village = bench({"actors.household.nearby_experience": 0.1, **SILENT}).set(skill=0.2, flags=AWARE, stores=0, online_kin=0, traits=18)
    village.h.flags[:5] = 0
    village.place(nearby=0.5).play("feedback")
    assert village.h.skill[5:] == pytest.approx(0.2 + 0.05 * (village.p["aptitude"] - 0.2))
    assert village.h.skill[:5] == pytest.approx(0.2)


@given(SHARE, MONEY, MONEY, SHARE)
def test_comparison_encourages_above_hope_and_discourages_below(motivation, income, hope, weight) -> None:
    after = getattr(after_comparison, "py_func", after_comparison)(motivation, income, hope, weight)
    assert 0 <= after <= 1 + 1e-12
    if income >= hope:
        assert after >= motivation
    if income <= hope:
        assert after <= motivation


def test_comparison_by_hand(plain) -> None:
    assert plain(after_comparison)(0.4, 6_000.0, 4_000.0, 0.02) == pytest.approx(0.4 + 0.02 * 0.5 * 0.6)
    assert plain(after_comparison)(0.4, 2_000.0, 4_000.0, 0.02) == pytest.approx(0.4 - 0.02 * 0.5 * 0.4)
    assert plain(after_comparison)(0.4, 1e9, 4_000.0, 0.02) == pytest.approx(0.4 + 0.02 * 0.6)


def test_hope_follows_the_better_of_own_and_village_income(plain) -> None:
    assert plain(next_hope)(1_000.0, 2_000.0, 3_000.0, 0.1) == pytest.approx(1_200)
    assert plain(next_hope)(1_000.0, 5_000.0, 3_000.0, 0.1) == pytest.approx(1_400)
    assert plain(next_hope)(1_000.0, 500.0, 800.0, 1.0) == pytest.approx(800)


@given(SHARE, st.integers(0, 9), SHARE, SHARE)
def test_examples_encourage_as_far_as_they_thrive(motivation, neighbours, thriving, strength) -> None:
    part = getattr(example, "py_func", example)

    def rule(*case: float) -> float:
        return case[0] + part(*case[1:]) * (1 - case[0])

    after = rule(motivation, neighbours, thriving, strength)
    assert motivation - 1e-12 <= after <= 1
    assert rule(motivation, neighbours, 0.0, strength) == pytest.approx(motivation)
    assert rule(motivation, 0, thriving, strength) == pytest.approx(motivation)
    assert rule(motivation, 9, thriving, strength) == rule(motivation, 4, thriving, strength)


@pytest.mark.parametrize(("dependence", "after"), [(0, 0.5), (1, 0.485), (36, 0.485)])
def test_handouts_wear_motivation_down(plain, dependence, after) -> None:
    assert plain(after_handout)(0.5, dependence, 0.03) == pytest.approx(after)


@pytest.mark.parametrize(
    ("profit", "flags", "visible"), [(6_000.0, 0, True), (5_999.0, 0, False), (9_000.0, SUCCESS, False), (9_000.0, AWARE, True)]
)
def test_a_jump_is_visible_once(plain, profit, flags, visible) -> None:
    assert plain(is_visible_jump)(profit, 6_000.0, flags) is visible


@pytest.mark.parametrize(("ties", "part"), [(0, 0.0), (1, 0.15), (2, 1.0), (9, 1.0)])
def test_others_are_followed_where_there_are_enough_of_them(plain, ties, part) -> None:
    assert plain(take_up)(ties, 2.0, 0.15) == pytest.approx(part)


@pytest.mark.parametrize(("ties", "chance"), [(0, 0.0), (1, 0.3), (2, 1 - 0.7**2), (4, 1 - 0.7**4), (9, 1 - 0.7**4)])
def test_any_single_tie_may_tell_the_news(plain, ties, chance) -> None:
    assert plain(news_from_ties)(ties, 0.3) == pytest.approx(chance)


def test_news_from_around(plain) -> None:
    assert plain(news_from_around)(0, 0.1, 0.5) == pytest.approx(0.1)
    assert plain(news_from_around)(1, 0.1, 0.5) == pytest.approx(1 - 0.9 * 0.5)
    assert plain(news_from_around)(3, 0.1, 0.5) == plain(news_from_around)(1, 0.1, 0.5)


def heard(village, month: int = 0) -> np.ndarray:
    before = (village.h.flags & AWARE) != 0
    village.play("input", month).play("feedback", month)
    return ((village.h.flags & AWARE) != 0) & ~before


def test_nobody_hears_where_nobody_tells(bench) -> None:
    village = bench(SILENT).set(flags=0).rule(publicity_news=0.0)
    assert not heard(village).any()


@pytest.mark.parametrize(("ties", "hears"), [((0, 0), False), ((1, 0), True), ((0, 1), True), ((1, 1), True), ((0, 2), True)])
def test_kin_and_neighbours_tell_together(bench, ties, hears) -> None:
    village = bench(SILENT).set(flags=0, online_kin=ties[0], online_neighbours=ties[1])
    village.rule(tell_rate=1.0)
    found = heard(village)
    assert found.all() if hears else not found.any()
    assert village.see.heard == found.sum()


@pytest.mark.parametrize("source", ["outside_news", "away_news", "nearby_news", "publicity_news"])
def test_each_source_from_beyond_is_heard(bench, source) -> None:
    village = bench(SILENT).set(flags=0, away=1).rule(publicity_news=0.0)
    village.place(nearby=1.0, fame=1.0).rule(**{source: 1.0})
    village.w.environment["internet"][:] = 1.0
    assert heard(village).all()


def test_talk_of_those_that_only_know_is_weaker(bench) -> None:
    village = bench(SILENT, households=600).set(flags=0).rule(publicity_news=0.0, tell_rate=0.7, tell_ratio=7.0)
    village.place(aware_share=1.0)
    assert heard(village).mean() == pytest.approx(0.1, abs=0.05)


def test_only_those_that_know_of_shops_learn_from_kin(bench) -> None:
    village = (
        bench(SILENT).set(skill=0.2, online_kin=1, flags=0, traits=18, closure=1.0).rule(tell_rate=0.0)
    )  # junior schooling, middle age
    village.h.flags[:20] = AWARE
    village.h.stores[:10] = 1
    village.play("input").play("feedback")
    p = village.p
    both = 1 - (1 - p["skill_by_doing"]) * (1 - p["skill_from_kin"])
    missing = p["aptitude"] - 0.2
    assert village.h.skill[:10] == pytest.approx(0.2 + missing * both)
    assert village.h.skill[10:20] == pytest.approx(0.2 + missing * p["skill_from_kin"])
    assert village.h.skill[20:] == pytest.approx(0.2)


def test_nobody_learns_beyond_his_reach_and_the_old_and_unschooled_learn_little(bench) -> None:
    village = bench(SILENT).set(skill=0.3, online_kin=4, flags=AWARE, stores=0, traits=18)
    village.h.traits[:10] = 32  # no schooling, old
    village.h.traits[10:20] = 4  # college, young
    village.h.skill[20:30] = 0.9  # brought home from the city
    for month in range(60):
        village.play("feedback", month)
        village.h.online_kin[:] = 4
    reach = village.p["aptitude"]
    assert village.h.skill[:10] == pytest.approx(0.3)
    assert village.h.skill[10:20] == pytest.approx(min(reach + 0.4, 1.0), abs=1e-3)
    assert village.h.skill[20:30] == pytest.approx(0.9)
    assert village.h.skill[30:] == pytest.approx(reach, abs=1e-3)


def motivated(bench, **columns: object) -> float:
    """Motivation of a household after a month's feedback, from one half."""
    village = bench(SILENT).rule(hope_motivation=0.0)
    village.set(motivation=0.5, dependence=0, stores=0, losing=0, **columns).place(thriving=1.0)
    village.play("input").play("feedback")
    values = np.unique(village.h.motivation)
    assert len(values) == 1
    return float(values[0])


def test_success_and_failure_move_motivation(bench) -> None:
    village = bench(SILENT)
    p = village.p
    assert motivated(bench) == pytest.approx(0.5)
    village.rule(hope_motivation=0.0).set(motivation=0.5, stores=1, losing=0, dependence=0)
    village.h.losing[:30] = 1
    village.play("input").play("feedback")
    assert village.h.motivation[:30] == pytest.approx(0.5 * (1 - p["failure_motivation"]))
    assert village.h.motivation[30:] == pytest.approx(0.5 + 0.5 * p["success_motivation"])


def test_examples_move_those_that_know_of_shops(bench) -> None:
    strength = bench(SILENT).p["example_motivation"]
    assert motivated(bench, flags=AWARE, online_neighbours=1) == pytest.approx(0.5 + 0.5 * strength)
    assert motivated(bench, flags=0, online_neighbours=1) == pytest.approx(0.5)


def test_dependence_wears_motivation_down_and_fades(bench) -> None:
    village = bench(SILENT).rule(hope_motivation=0.0).set(motivation=0.5, dependence=2, flags=0)
    strength = village.p["handout_motivation"]
    for month in range(4):
        village.play("input", month).play("feedback", month)
    assert village.h.motivation == pytest.approx(0.5 * (1 - strength) ** 2)
    assert not village.h.dependence.any()


def test_a_visible_jump_moves_the_neighbours_alone(bench) -> None:
    village = bench({**SILENT, "actors.household.open_rate": 0}, couriers=9, goods=1.0, households=120)
    start, kin, other = village.ties()
    who = 50
    neighbours = other[start[who] + kin[who] : start[who + 1]]
    assert len(neighbours) > 0
    village.play("input").set(flags=0, motivation=0.4)
    village.h.stores[who] = 1
    village.h.quality[who], village.h.reputation[who], village.h.skill[who] = 500.0, 1.0, 1.0
    village.place(shipping=1.0).play("implementation")
    moved = np.flatnonzero(village.h.flags & SALIENT)
    np.testing.assert_array_equal(moved, np.sort(neighbours))
    assert (village.h.flags[neighbours] & AWARE).all()
    assert village.h.motivation[neighbours] == pytest.approx(0.4 + 0.6 * village.p["salience_motivation"])
    assert village.see.jumps == 1
    village.play("input", 1).place(shipping=1.0).play("implementation", 1)
    assert village.see.jumps == 0


def test_living_above_the_line_is_mended_now_and_then(bench) -> None:
    village = bench(SILENT).rule(mend_rate=1.0)
    line = village.e()["line"]
    village.play("input").set(deprived=16 | 32, income=2 * line)
    village.h.income[:30] = 0.5 * line
    village.play("feedback")
    assert (village.h.deprived[:30] == 48).all()
    assert {bin(bits).count("1") for bits in village.h.deprived[30:]} == {1}
