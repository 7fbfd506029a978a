"""What one unit of a programme changes in a household."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.household.assistance import MAX_DEPENDENCE, mend, skill_reach, towards, towards_one
from linkage_sim.economy.ledger import Flow
from linkage_sim.population.state import AWARE, CONNECTED, SUBSIDISED

HELP = {"title": "Help", "providers": ["society"], "need": "illness", "cost": 500, "capacity": 100}


@pytest.fixture
def helped(bench):
    """Give every household of a village one unit of a programme with this effect."""

    def build(handout: bool = False, need: int = 1, before: dict | None = None, **effect: float):
        rules = {"programmes.help": {**HELP, "handout": handout, "effect": effect}, "actors.household.open_rate": 0}
        village = bench({**rules, "actors.household.home_rate": 0, "actors.household.leave_rate": 0}, broadband=0.0)
        village.play("input")
        village.set(need=need, received=1, skill=0.2, motivation=0.4, flags=0, relief=0, dependence=0, deprived=0, cash=0.0, debt=0.0)
        village.set(**(before or {}))
        return village.play("implementation")

    return build


def test_gains_are_parts_of_what_is_missing(helped, plain) -> None:
    village = helped(skill=0.3, motivation=0.25)
    reach = np.array([plain(skill_reach)(int(traits), village.p["aptitude"]) for traits in village.h.traits])
    assert village.h.skill == pytest.approx(0.2 + 0.3 * np.maximum(reach - 0.2, 0.0))
    assert village.h.motivation == pytest.approx(0.4 + 0.25 * 0.6)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_no_gain_leads_beyond_the_reach_and_none_takes_away(level, part, reach) -> None:
    after = getattr(towards, "py_func", towards)(level, part, reach)
    assert level - 1e-12 <= after <= max(level, reach) + 1e-12
    assert after == pytest.approx(level) or level < reach


def test_the_young_and_the_schooled_can_learn_more(plain) -> None:
    by_schooling = [plain(skill_reach)(school + 16, 0.6) for school in range(5)]
    by_age = [plain(skill_reach)(2 + 16 * age, 0.6) for age in range(3)]
    assert by_schooling == sorted(by_schooling)
    assert by_age == sorted(by_age, reverse=True)
    assert by_schooling[2] == by_age[1] == 0.6  # junior schooling in middle age is the measure
    assert plain(skill_reach)(4, 1.0) == 1.0
    assert plain(skill_reach)(32, 0.1) == 0.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_no_gain_leaves_the_scale(level, part) -> None:
    after = getattr(towards_one, "py_func", towards_one)(level, part)
    assert level - 1e-12 <= after <= 1


def test_news(helped) -> None:
    assert (helped(awareness=1.0).h.flags & AWARE).all()
    assert not (helped(awareness=0.0).h.flags & AWARE).any()


def test_a_cure_is_for_those_that_have_the_need(helped) -> None:
    assert not (helped(cure=1.0).h.need & 1).any()
    assert (helped(cure=0.0).h.need & 1).all()
    other = helped(cure=1.0, need=4)
    assert (other.h.need == 4).all()
    assert other.see.wasted == 60
    assert other.w.met[0, 0] == 0


def test_a_unit_that_meets_a_need_counts(helped) -> None:
    village = helped(cure=0.2)
    assert village.w.met[0, 0] == 60
    assert village.see.wasted == 0


def test_money_reaches_the_household_and_the_rest_is_in_kind(helped) -> None:
    village = helped(cash=350.0, loan=2_000.0)
    assert village.w.flows[0, Flow.AID_SOCIETY] == 60 * 350
    assert village.w.flows[0, Flow.KIND_SOCIETY] == 60 * 150
    assert village.w.flows[0, Flow.LOANS] == 60 * 2_000
    assert (village.h.debt > 0).all()
    assert (village.h.flags & SUBSIDISED).all()


def test_earning_power_and_relief(helped) -> None:
    village = helped(earning=0.1, relief=12, before={"earning": 2.0, "relief": 3})
    assert village.h.earning == pytest.approx(2.2)
    assert (village.h.relief == 12).all()
    assert (helped(relief=5, before={"relief": 30}).h.relief == 30).all()


def test_a_pure_handout_makes_dependent_and_that_has_an_end(helped) -> None:
    assert (helped(handout=True).h.dependence == 2).all()
    assert (helped().h.dependence == 0).all()
    assert (helped(handout=True, before={"dependence": MAX_DEPENDENCE}).h.dependence == MAX_DEPENDENCE).all()


def test_housing_mends_one_deprivation_of_the_living_standard(helped) -> None:
    village = helped(housing=1.0, before={"deprived": 2 | 4 | 16 | 256})
    counts = [bin(bits).count("1") for bits in village.h.deprived]
    assert set(counts) == {3}
    assert (village.h.deprived & (2 | 4) == 6).all()
    assert {int(bits) for bits in village.h.deprived} == {2 | 4 | 16, 2 | 4 | 256}


@given(st.integers(0, 1023), st.floats(0, 0.999))
def test_mending_takes_away_one_of_five_or_nothing(deprived, u) -> None:
    left = getattr(mend, "py_func", mend)(deprived, u)
    gone = deprived & ~left
    assert left & ~deprived == 0
    assert gone in (0, 16, 32, 64, 128, 256)
    assert (gone == 0) is (deprived & (16 | 32 | 64 | 128 | 256) == 0)


def test_two_units_for_one_need_overlap(bench) -> None:
    village = bench({"programmes.a": HELP, "programmes.b": HELP, "programmes.c": {**HELP, "need": "schooling"}}).play("input")
    village.set(need=1, received=0)
    village.h.received[:3] = 0b111
    village.h.received[3:5] = 0b101
    village.play("implementation")
    assert village.see.overlaps == 3
    assert village.see.wasted == 5
    assert list(village.w.met[0]) == [5, 3, 0]


def test_the_last_of_thirty_two_programmes_is_served(bench) -> None:
    village = bench({f"programmes.p{k}": {**HELP, "effect": {"skill": 1.0 if k == 31 else 0.0}} for k in range(32)}).play("input")
    village.set(skill=0.1, received=0, traits=4).rule(aptitude=0.9)  # a young head from college can learn all
    village.h.received[7] = 1 << 31
    village.play("implementation")
    assert village.h.skill[7] == 1.0
    assert village.h.skill.max() == 1.0
    assert np.sort(village.h.skill)[-2] < 0.2


def test_lines_connect_in_a_fixed_order(bench) -> None:
    village = bench(broadband=0.3, households=300)
    village.play("input").play("implementation")
    first = (village.h.flags & CONNECTED) != 0
    assert first.mean() == pytest.approx(0.3, abs=0.1)
    village.place(broadband=0.6).play("input", 1).play("implementation", 1)
    second = (village.h.flags & CONNECTED) != 0
    assert second.mean() == pytest.approx(0.6, abs=0.1)
    assert second[first].all()
    village.place(broadband=1.0).play("input", 2).play("implementation", 2)
    assert (village.h.flags & CONNECTED).all()
