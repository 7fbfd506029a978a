from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.household.stores import (
    acting_motivation,
    first_store_chance,
    growth_of_sales,
    is_pioneer,
    marginal_profit,
    pays_off,
    return_chance,
    wants_to_leave,
)
from linkage_sim.economy.ledger import Flow
from linkage_sim.population.state import AWARE, CONNECTED, COPYCAT, FOUNDER, RETURNED, SALIENT

SHARE = st.floats(0, 1)
P = SimpleNamespace(startup_capital=5_000.0, dependence_drag=0.5, belief_midpoint=0.5, know_midpoint=0.4, piece_slope=12.0, open_rate=0.3,
                    second_chance=0.1, informants=2.0, below_threshold=0.2, unseen_trust=0.0, expand_profit=1_000.0)  # fmt: skip
FULL = {
    "flags": AWARE | CONNECTED,
    "motivation": 0.8,
    "dependence": 0,
    "skill": 0.8,
    "cash": 6_000.0,
    "home": 1,
    "losing": 0,
    "ties_online": 2,
}
VILLAGE = {"shipping": 1.0, "goods": 0.9, "share": 0.0, "nearby": 0.0, "stores": 9.0, "profit_store": 1_000.0}
MISSING = [
    {"flags": CONNECTED},
    {"flags": AWARE},
    {"home": 0},
    {"cash": 4_999.0},
    {"shipping": 0.0},
    {"goods": 0.0},
    {"profit_store": 0.0},
    {"ties_online": 0},
]


def chance(**changed: float) -> float:
    rule = getattr(first_store_chance, "py_func", first_store_chance)
    village = SimpleNamespace(**{name: changed.pop(name, value) for name, value in VILLAGE.items()})
    return float(rule(*{**FULL, **changed}.values(), village, P))


def test_with_all_pieces_a_store_is_likely() -> None:
    assert 0.2 < chance() <= 0.3


def test_who_gave_up_a_store_seldom_tries_again() -> None:
    assert chance(losing=3) == pytest.approx(0.1 * chance())


@pytest.mark.parametrize(
    ("ties", "share", "nearby", "part"),
    [
        (2, 0.0, 0.0, 1.0), (9, 0.0, 0.0, 1.0), (1, 0.0, 0.0, 0.2), (1, 0.5, 0.5, 0.2), (0, 0.0, 0.0, 0.0),
        (0, 1.0, 0.0, 0.2), (0, 0.5, 0.0, 0.1), (0, 0.0, 0.5, 0.1), (0, 0.2, 0.5, 0.1),
    ],
)  # fmt: skip
def test_a_household_follows_those_it_knows_and_hardly_those_around_it(ties, share, nearby, part) -> None:
    assert chance(ties_online=ties, share=share, nearby=nearby) == pytest.approx(part * chance())


def test_founders_need_nobody_to_follow() -> None:
    assert chance(flags=AWARE | CONNECTED | FOUNDER, ties_online=0) == pytest.approx(chance())


@pytest.mark.parametrize("missing", MISSING)
def test_with_any_one_piece_missing_there_is_no_chance(missing) -> None:
    assert chance(**missing) == 0.0
    # and no abundance of the others makes up for it
    assert chance(**{"motivation": 1.0, "skill": 1.0, "cash": 1e9, "goods": 1.0, "home": 9, **missing}) == 0.0


@pytest.mark.parametrize("soft", ["motivation", "skill"])
def test_with_hardly_any_skill_or_motivation_there_is_hardly_a_chance(soft) -> None:
    assert chance(**{soft: 0.0}) < 0.01 * chance()
    assert chance(**{soft: 0.0, "cash": 1e9}) < 0.01 * chance()


@given(SHARE, SHARE, SHARE, SHARE, SHARE, st.integers(0, 36))
def test_a_chance_is_a_share_and_rises_with_each_piece(motivation, skill, shipping, goods, pays, dependence) -> None:
    pieces = {"motivation": motivation, "skill": skill, "shipping": shipping, "goods": goods, "profit_store": 1_000.0 * pays}
    base = chance(**pieces, dependence=dependence)
    assert 0 <= base <= 0.3
    for name, level in pieces.items():
        more = level + 100.0 if name == "profit_store" else min(level + 0.1, 1.0)
        assert chance(**{**pieces, name: more}, dependence=dependence) >= base
    assert chance(**pieces, dependence=0) >= base


def test_two_halves_help_more_together_than_the_sum_of_both() -> None:
    none, skilled, motivated = (chance(**{"skill": 0.2, "motivation": 0.3, **more}) for more in ({}, {"skill": 0.5}, {"motivation": 0.6}))
    assert chance(skill=0.5, motivation=0.6) - none > 2 * ((skilled - none) + (motivated - none))


@pytest.mark.parametrize(("dependence", "acts"), [(0, 0.8), (12, 0.6), (24, 0.4), (36, 0.4)])
def test_dependence_keeps_motivation_from_acting(plain, dependence, acts) -> None:
    assert plain(acting_motivation)(0.8, dependence, 0.5) == pytest.approx(acts)
    assert plain(acting_motivation)(0.8, dependence, 0.0) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("profit", "stores", "seen"), [(0.0, 0.0, 1.0), (750.0, 3.0, 0.5), (1_500.0, 3.0, 1.0), (9e9, 3.0, 1.0), (-50.0, 3.0, 0.0)]
)
def test_a_shop_is_seen_to_pay(plain, profit, stores, seen) -> None:
    assert plain(pays_off)(profit, stores, 1_500.0) == seen


def test_a_further_store_brings_sales_less_costs_and_hands(plain) -> None:
    constant = plain(marginal_profit)(10_000.0, 1, 1.0, 0.2, 500.0, 5, 0.7, 2_000.0)
    assert constant == pytest.approx(10_000 * 0.2 - 500)
    assert plain(marginal_profit)(10_000.0, 1, 1.0, 0.2, 500.0, 1, 0.7, 2_000.0) == pytest.approx(constant - 2_000)
    assert plain(marginal_profit)(10_000.0, 1, plain(growth_of_sales)(1, 0.5), 0.2, 500.0, 5, 0.7, 2_000.0) == pytest.approx(
        2_000 * (2**0.5 - 1) - 500
    )


@pytest.mark.parametrize(
    ("aware", "ties", "profit", "rate"),
    [(True, 1, 4_000.0, 0.064), (False, 1, 4_000.0, 0.004), (True, 0, 4_000.0, 0.004), (True, 1, 3_000.0, 0.004), (True, 9, -1.0, 0.004)],
)
def test_migrants_come_home_where_shops_of_their_own_visibly_earn_more(plain, aware, ties, profit, rate) -> None:
    assert plain(return_chance)(aware, ties, profit, 3_000.0, 0.004, 0.06) == pytest.approx(rate)


def test_who_earns_less_than_a_migrant_wants_to_leave(plain) -> None:
    # 9,000 RMB a head for four are 3,000 a month
    assert plain(wants_to_leave)(9_000.0, 4, 1, 3_001.0)
    assert not plain(wants_to_leave)(9_000.0, 4, 1, 3_000.0)
    assert plain(wants_to_leave)(9_000.0, 4, 2, 1_501.0)


@pytest.fixture
def ready(bench):
    """Build a village all of whose households have all pieces of a shop and cannot but open one."""

    def build(**place: float):
        village = bench(
            {
                "actors.household.open_rate": 1,
                "actors.household.piece_slope": 50,
                "actors.household.leave_rate": 0,
                "actors.household.home_rate": 0,
                "actors.household.unseen_trust": 1,
                "actors.household.pioneer_quality": 1,
            },
            **place,
        )
        village.set(flags=AWARE | CONNECTED, skill=0.95, motivation=0.95, cash=50_000.0, workers=2, away=0, size=4, stores=0, dependence=0)
        return village.place(shipping=1.0, goods=1.0, couriers=3.0)

    return build


def test_all_open_where_nothing_is_missing(ready) -> None:
    village = ready().play("input").place(shipping=1.0).play("implementation")
    assert (village.h.stores == 1).all()
    assert village.see.opened == 60
    assert village.h.cash.max() > 0


@pytest.mark.parametrize(
    "missing",
    [
        {"flags": CONNECTED},
        {"flags": AWARE},
        {"workers": 0},
        {"cash": 4_999.0},
        {"shipping": 0.0},
        {"goods": 0.0},
        {"skill": 0.0},
        {"motivation": 0.0},
    ],
)
def test_none_opens_where_one_piece_is_missing(ready, missing) -> None:
    village = ready(broadband=0.0).play("input")
    for name, value in missing.items():
        if name in ("shipping", "goods"):
            village.place(**{name: value})
        else:
            village.set(**{name: value})
    village.play("implementation")
    assert not village.h.stores.any()


def test_opening_is_counted_by_kin_and_neighbours_and_so_is_closing(ready) -> None:
    village = ready().play("input").place(shipping=1.0).play("implementation")
    start, kin, _ = village.ties()
    degrees = np.diff(start.astype(int))
    np.testing.assert_array_equal(village.h.online_kin, kin)
    np.testing.assert_array_equal(village.h.online_neighbours, degrees - kin)
    village.set(losing=250).play("input", 1).play("implementation", 1)
    assert village.see.closed == 60
    assert not village.h.stores.any()
    assert not village.h.online_kin.any()
    assert not village.h.online_neighbours.any()
    assert not village.h.sales.any()


def test_a_founder_that_closes_is_forgotten_by_its_ties(bench) -> None:
    village = bench(households=30, founders=30).set(losing=250).play("input").play("implementation")
    assert not village.h.stores.any()
    assert not village.h.online_kin.any()
    assert not village.h.online_neighbours.any()


@pytest.mark.parametrize(("losing", "closed"), [(2, 0), (3, 60)])
def test_patience_ends_after_so_many_months(ready, losing, closed) -> None:
    village = ready().rule(patience=3.0, expand_rate=0.0).set(stores=2, losing=losing).play("input").play("implementation")
    assert village.see.closed == closed


def test_a_copy_of_a_visible_success_is_of_lower_quality(ready) -> None:
    village = ready().set(quality=1.0)
    village.h.flags[:30] |= SALIENT
    village.play("input").place(shipping=1.0).play("implementation")
    assert village.h.quality[:30] == pytest.approx(village.p["copycat_quality"])
    assert village.h.quality[30:] == pytest.approx(1.0)
    assert ((village.h.flags & COPYCAT) != 0).sum() == 30
    # it stays a copy, but is not made worse when it opens again
    village.set(losing=250).play("input", 1).play("implementation", 1)
    assert (village.h.losing == 250).all()  # given up, and not forgotten
    village.rule(second_chance=1.0).place(shipping=1.0, profit_store=9e9).set(cash=50_000.0, skill=0.95, motivation=0.95)
    village.play("input", 2).place(shipping=1.0).play("implementation", 2)
    assert (village.h.stores == 1).all()
    assert village.h.quality[:30] == pytest.approx(village.p["copycat_quality"])


@pytest.mark.parametrize(
    ("flags", "losing", "around", "pioneer"), [(0, 0, 0.0, True), (FOUNDER, 0, 0.0, False), (0, 3, 0.0, False), (0, 0, 0.01, False)]
)
def test_who_begins_with_no_shop_in_sight_is_a_pioneer(plain, flags, losing, around, pioneer) -> None:
    assert plain(is_pioneer)(flags, losing, around) == pioneer


@pytest.mark.parametrize(("share", "nearby", "quality"), [(0.0, 0.0, 0.2), (0.1, 0.0, 1.0), (0.0, 0.1, 1.0)])
def test_pioneers_must_find_out_what_sells_and_those_after_them_need_not(ready, share, nearby, quality) -> None:
    village = ready().set(quality=1.0).rule(unseen_trust=1.0, pioneer_quality=0.2)
    village.play("input").place(shipping=1.0, share=share, nearby=nearby).play("implementation")
    assert (village.h.stores == 1).all()
    assert village.h.quality == pytest.approx(quality)


def closing(ready, stores: int, cost: float):
    village = ready().rule(patience=1.0, expand_rate=0.0, open_rate=0.0, store_cost=cost, store_returns=1.0, labour_per_store=0.5)
    village.set(stores=stores, sales=1_000.0 * stores, losing=1, workers=200, reputation=0.5)
    return village.play("input").place(net_margin=0.1, shipping=1.0).play("implementation")


@pytest.mark.parametrize(("stores", "left"), [(1, 0), (3, 2), (4, 2), (8, 5), (12, 8)])
def test_stores_are_given_up_as_fast_as_they_are_opened(ready, stores, left) -> None:
    village = closing(ready, stores, cost=101.0)  # each brings a hundred
    assert (village.h.stores == left).all()
    assert village.see.closed == 60 * (stores - left)


def test_no_more_are_given_up_than_do_not_pay(ready) -> None:
    assert (closing(ready, 12, cost=99.0).h.stores == 11).all()


def growing(ready, **rules: float):
    village = ready().rule(expand_rate=1.0, expand_profit=1.0, open_rate=0.0, **rules).place(net_margin=0.5)
    return village.set(stores=1, sales=1e6, losing=0, reputation=0.5, workers=4)


def test_a_further_store_opens_where_it_pays(ready) -> None:
    village = growing(ready).play("input").place(shipping=1.0).play("implementation")
    assert (village.h.stores == 2).all()
    assert not village.h.debt.any()


def test_growth_is_in_proportion_to_size(ready) -> None:
    """One further store for a beginner, and another for every four; each of them has to pay for itself."""
    village = growing(ready).set(cash=1e6)
    village.h.stores[:20], village.h.stores[20:40] = 3, 8
    village.play("input").place(shipping=1.0).play("implementation")
    assert (village.h.stores[:20] == 4).all()
    assert (village.h.stores[20:40] == 11).all()
    assert (village.h.stores[40:] == 2).all()


def test_growth_ends_with_the_store_that_would_not_pay(ready) -> None:
    village = growing(ready).set(cash=1e6, stores=8, workers=99).rule(labour_per_store=1.0, store_returns=0.5, store_cost=0.0)
    gains = [1e6 * 0.5 * ((n + 1) ** 0.5 - n**0.5) / 8**0.5 for n in (8, 9, 10)]
    village.rule(expand_profit=0.5 * (gains[1] + gains[2])).play("input").place(shipping=1.0).play("implementation")
    assert (village.h.stores == 10).all()


@pytest.mark.parametrize("missing", [{"net_margin": 0.0}, {"shipping": 0.0}, {"goods": 0.0}])
def test_no_further_store_where_it_does_not_pay(ready, missing) -> None:
    village = growing(ready).play("input").place(shipping=1.0).place(**missing).play("implementation")
    assert (village.h.stores == 1).all()


def test_nor_without_money_or_in_a_loss_or_beyond_the_most(ready) -> None:
    poor = growing(ready, credit_multiple=0.0).set(cash=0.0).play("input").place(shipping=1.0).play("implementation")
    assert (poor.h.stores == 1).all()
    losing = growing(ready).set(losing=1).play("input").place(shipping=1.0).play("implementation")
    assert (losing.h.stores == 1).all()
    full = growing(ready).set(stores=200).rule(store_returns=1.0).play("input").place(shipping=1.0).play("implementation")
    assert full.h.stores.max() <= 200


def test_credit_carries_a_further_store_as_far_as_sales_do(ready) -> None:
    def after(**rules: float):
        village = growing(ready, **rules).set(cash=100.0).place(credit=1.0)
        return village.play("input").place(shipping=1.0).play("implementation")

    lent = after(credit_multiple=0.5)
    assert (lent.h.stores == 2).all()
    assert lent.see.lent_month == 60
    assert lent.h.debt.min() > 0
    assert (after(credit_multiple=0.5, market_active=0.0).h.stores == 1).all()
    assert (after(credit_multiple=0.001).h.stores == 1).all()


def test_who_returns_brings_skill_and_news(bench) -> None:
    village = bench({"actors.household.home_rate": 1, "actors.household.leave_rate": 0, "actors.household.return_news": 1})
    village.set(workers=3, away=2, skill=0.2, flags=0).play("input").play("implementation")
    assert (village.h.away == 1).all()
    assert village.h.skill == pytest.approx(0.2 + village.p["urban_skill"] * 0.8)
    assert (village.h.flags & (AWARE | RETURNED) == AWARE | RETURNED).all()
    assert village.see.returned == 60
    village.play("input", 1).play("implementation", 1)
    village.play("input", 2).play("implementation", 2)
    assert not village.h.away.any()
    assert village.see.returned == 0


def test_free_hands_leave_but_one_stays(bench) -> None:
    village = bench({"actors.household.home_rate": 0, "actors.household.leave_rate": 1})
    village.set(workers=3, away=0, size=4, income=100.0)
    village.h.stores[:10] = 1
    for month in range(4):
        village.play("input", month).set(income=100.0).play("implementation", month)
    assert (village.h.away[10:] == 2).all()


def test_nobody_leaves_a_shop_or_a_good_income(bench) -> None:
    village = bench({"actors.household.home_rate": 0, "actors.household.leave_rate": 1})
    village.set(workers=3, away=0, size=4, income=1e6).place(couriers=1.0)
    village.play("input").play("implementation")
    assert not village.h.away.any()
    village.set(income=100.0, stores=1, losing=0).play("input", 1).play("implementation", 1)
    assert not village.h.away.any()


def test_a_first_store_costs_all_of_the_capital_and_a_further_one_half(bench) -> None:
    rules = {"actors.household.open_rate": 1, "actors.household.expand_rate": 1, "actors.household.startup_capital": 4_000}
    village = bench(
        {**rules, "actors.household.piece_slope": 50, "actors.household.unseen_trust": 1}, options={"journal": True}, goods=1.0, couriers=3
    )
    village.set(flags=AWARE | CONNECTED, skill=0.95, motivation=0.95, cash=50_000.0, workers=4, away=0, size=5, quality=1.0)
    village.play("input").place(shipping=1.0, net_margin=0.5)
    village.h.stores[:20], village.h.sales[:20], village.h.losing[:20] = 1, 1e6, 0
    village.play("implementation")
    assert list(village.h.stores) == [2] * 20 + [1] * 40
    assert list(village.w.journal[:, Flow.STARTUP]) == [2_000.0] * 20 + [4_000.0] * 40
    assert village.w.flows[0, Flow.STARTUP] == 200_000
