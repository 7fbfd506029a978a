"""When programmes run, what they build, and what they leave undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.platform.assistance import is_running, towards_full

ALWAYS, NOTICED = 0, 1
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
    ("trigger", "delay", "noticed", "month", "runs"),
    [
        (ALWAYS, 6.0, 0.0, 9, False),  # before its start
        (ALWAYS, 6.0, 0.0, 10, True),
        (ALWAYS, 6.0, 0.0, 50, True),
        (ALWAYS, 6.0, 0.0, 51, False),  # after its end
        (NOTICED, 6.0, 0.0, 30, False),  # never noticed
        # noticed in month 20, which is kept as 21
        (NOTICED, 6.0, 21.0, 25, False),
        (NOTICED, 6.0, 21.0, 26, True),
        (NOTICED, 0.0, 21.0, 20, True),
        (NOTICED, 6.0, 2.0, 9, False),
    ],
)
def test_when_a_programme_runs(plain, trigger, delay, noticed, month, runs) -> None:
    assert plain(is_running)(10, 50, trigger, delay, noticed, month) is runs


def test_only_the_governments_answer_takes_a_delay(bench) -> None:
    noticed = {**ROAD, "trigger": "noticed", "cost": 0}
    village = bench(
        {
            **RULES,
            "platform.on": False,
            "programmes.a": noticed,
            "programmes.b": {**noticed, "providers": ["society"], "effect": {"goods": 0.5}},
        },
        roads=0,
        goods=0.0,
    )
    village.place(noticed=3.0).rule(notice_delay=4.0)
    for month in range(10):
        village.play("input", month).play("integration", month).play("implementation", month)
        assert (village.see.roads > 0) is (month >= 6), month
        # the trigger alone counts for the others
        assert (village.see.goods > 0) is (month >= 2), month


@given(st.floats(0, 1), st.floats(0, 1))
def test_works_add_a_part_of_what_is_missing(level, part) -> None:
    built = getattr(towards_full, "py_func", towards_full)(level, part)
    assert level <= built + 1e-12
    assert built <= 1
    assert 1 - built == pytest.approx((1 - level) * (1 - part), abs=1e-12)


@pytest.fixture
def village(bench):
    def build(rules: dict | None = None, **programme):
        made = bench({**RULES, "programmes.road": {**ROAD, **programme}, **(rules or {})}, households=40, roads=0)
        made.w.purse[0, 0] = 1e6
        return made

    return build


def built(village, claims: int = 40) -> float:
    village.play("input")
    village.h.voiced[:] = 0
    village.h.voiced[:claims] = 1 << 10
    village.play("integration").play("implementation")
    return float(village.see.roads)


def test_works_are_built_and_paid(village) -> None:
    made = village(capacity=2)
    assert built(made) == pytest.approx(0.75)
    assert made.w.purse[0, 0] == 1e6 - 2_000
    assert made.see.spent == 2_000
    assert made.w.flows[0, 16] == 2_000  # in kind, by the government
    assert made.w.matched[0, 0] == made.w.met[0, 0] == 2


def test_linked_providers_build_where_enough_ask(village) -> None:
    assert built(village(), claims=1) == 0
    assert built(village(), claims=2) == pytest.approx(0.5)  # a twentieth of forty


def test_without_the_platform_they_build_wherever_there_is_money(village) -> None:
    made = village({"platform.on": False})
    assert built(made, claims=0) == pytest.approx(0.5)
    assert made.see.wasted == 1
    assert made.w.met[0, 0] == 0


def test_without_money_or_provider_nothing_is_built(village) -> None:
    made = village()
    made.w.purse[0, 0] = 999.0
    assert built(made) == 0
    assert built(village({"actors.government.active": False})) == 0


def test_what_is_complete_is_not_built_again(village) -> None:
    made = village()
    made.place(roads=0.985)
    assert built(made) == 0.985
    assert made.w.purse[0, 0] == 1e6


def test_a_missing_provider_leaves_a_gap(bench) -> None:
    training = {"title": "T", "providers": ["society"], "need": "illness", "cost": 10, "capacity": 5}
    village = bench({**RULES, "programmes.t": training, "actors.society.active": False}, households=40)
    village.play("input")
    village.set(need=1)
    village.h.voiced[:12] = 1
    village.h.voiced[12:] = 0
    village.play("integration")
    assert village.see.gaps > 0
    assert not village.h.received.any()


def test_without_a_voiced_need_there_is_no_gap(bench) -> None:
    training = {"title": "T", "providers": ["society"], "need": "illness", "cost": 10, "capacity": 5}
    village = bench({**RULES, "programmes.t": training, "actors.society.active": False}, households=40)
    village.play("input").set(voiced=0).play("integration")
    assert village.see.gaps == 0


def test_works_that_were_asked_for_are_not_wasted(village) -> None:
    made = village()
    assert built(made) == pytest.approx(0.5)
    assert made.see.wasted == 0
