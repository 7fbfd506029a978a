from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.household.contagion import ties_online
from linkage_sim.actors.household.stores import (
    acting_motivation,
    can_have_line,
    gain_of_sales,
    is_free_to_open,
    is_pioneer,
    keep_stores,
    last_store_pays,
    pays_off,
    pieces_at_most,
    pieces_of_shop,
    sees_it_done,
    shop_work,
    supply,
    wants_to_grow,
)
from linkage_sim.kernel.random import Draws
from linkage_sim.population.initialise import push_online
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import AWARE, CONNECTED, COPYCAT, FOUNDER, SALIENT, Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village
from linkage_sim.state.world import workings_of
from tests.worlds import parameters_of, small_world

SHARE = st.floats(0, 1)
RULES = Parameters(startup_capital=5_000.0, dependence_drag=0.5, belief_midpoint=0.5, know_midpoint=0.4, piece_slope=12.0, open_rate=0.3,
                   second_chance=0.1, informants=2.0, below_threshold=0.2, unseen_trust=0.0, hand_trust=0.5, worth_while=0.5)  # fmt: skip
WAGES = EnvironmentRow(migrant_wage=2_000.0)
FULL = {"flags": AWARE | CONNECTED, "motivation": 0.8, "skill": 0.8, "cash": 6_000.0, "workers": 1}
VILLAGE = {"shipping": 1.0, "goods": 0.9, "stores": 9.0, "profit_household": 1_000.0}
MISSING = [
    {"flags": CONNECTED},
    {"flags": AWARE},
    {"workers": 0},
    {"cash": 4_999.0},
    {"shipping": 0.0},
    {"goods": 0.0},
    {"profit_household": 0.0},
    {"seen": 0},
]


def chance(seen: int = 2, **changed: float) -> float:
    """Return the chance that a household opens a first store in a month."""
    facts = {name: changed.pop(name) for name in Village.fields if name in changed}
    household, village = Household(**{**FULL, **changed}), Village(**{**VILLAGE, **facts})
    if not is_free_to_open(household, RULES) or not can_have_line(household, 0, village):
        return 0.0
    return RULES.open_rate * pieces_of_shop(household, seen, village, RULES, WAGES)


@given(SHARE, SHARE, SHARE, SHARE, st.integers(0, 36), st.integers(0, 3), st.integers(0, 4))
def test_no_belief_and_know_how_lift_a_chance_above_the_most(motivation, skill, shipping, goods, dependence, losing, seen) -> None:
    """To the last digit: who is told off by the most would have been told off by the chance itself."""
    household = Household(**FULL | {"motivation": motivation, "skill": skill, "dependence": dependence, "losing": losing})
    village = Village(**VILLAGE | {"shipping": shipping, "goods": goods})
    most = pieces_at_most(household, seen, village, RULES, WAGES)
    assert 0.0 <= pieces_of_shop(household, seen, village, RULES, WAGES) <= most <= 1.0


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
    assert chance(ties, share=share, nearby=nearby) == pytest.approx(part * chance())


def test_founders_need_nobody_to_follow() -> None:
    assert chance(0, flags=AWARE | CONNECTED | FOUNDER) == pytest.approx(chance())


def test_goods_of_other_villages_are_as_good_as_ones_own() -> None:
    assert supply(Village(goods=0.2, goods_near=0.9)) == supply(Village(goods=0.9, goods_near=0.2)) == 0.9
    assert chance(goods=0.0, goods_near=0.9) == pytest.approx(chance())


@pytest.mark.parametrize(("here", "near", "trusts"), [(0.0, 0.0, 0.0), (0.4, 0.0, 0.2), (0.0, 0.4, 0.2), (0.4, 0.2, 0.3), (1.0, 1.0, 0.5)])
def test_who_helps_in_a_shop_trusts_it_as_far_as_there_is_work(here, near, trusts) -> None:
    village = Village(job_share=here, jobs_near=near)
    assert sees_it_done(Household(), 0, village, RULES) == pytest.approx(trusts)
    assert sees_it_done(Household(), 2, village, RULES) == 1.0  # two of one's own are more than any work
    assert sees_it_done(Household(), 0, village, Parameters(informants=2.0)) == 0.0


def test_a_line_can_be_had_as_far_as_the_network_reaches_and_by_the_same_households() -> None:
    before: set[int] = set()
    for reach in (0.0, 0.3, 0.6, 1.0):
        village = Village(seed=1, key=2, reach=reach)
        can = {row for row in range(400) if can_have_line(Household(), row, village)}
        assert len(can) / 400 == pytest.approx(reach, abs=0.08)
        assert before <= can
        before = can
    assert can_have_line(Household(flags=CONNECTED), 0, Village())


@pytest.mark.parametrize("missing", MISSING)
def test_with_any_one_piece_missing_there_is_no_chance(missing) -> None:
    assert chance(**missing) == 0.0
    # and no abundance of the others makes up for it
    assert chance(**{"motivation": 1.0, "skill": 1.0, "cash": 1e9, "goods": 1.0, "workers": 9, **missing}) == 0.0


@pytest.mark.parametrize("soft", ["motivation", "skill"])
def test_with_hardly_any_skill_or_motivation_there_is_hardly_a_chance(soft) -> None:
    assert chance(**{soft: 0.0}) < 0.01 * chance()
    assert chance(**{soft: 0.0, "cash": 1e9}) < 0.01 * chance()


@given(SHARE, SHARE, SHARE, SHARE, SHARE, st.integers(0, 36))
def test_a_chance_is_a_share_and_rises_with_each_piece(motivation, skill, shipping, goods, pays, dependence) -> None:
    pieces = {"motivation": motivation, "skill": skill, "shipping": shipping, "goods": goods, "profit_household": 1_000.0 * pays}
    base = chance(**pieces, dependence=dependence)
    assert 0 <= base <= 0.3
    for name, level in pieces.items():
        more = level + 100.0 if name == "profit_household" else min(level + 0.1, 1.0)
        assert chance(**{**pieces, name: more}, dependence=dependence) >= base
    assert chance(**pieces, dependence=0) >= base


def test_two_halves_help_more_together_than_the_sum_of_both() -> None:
    none, skilled, motivated = (chance(**{"skill": 0.2, "motivation": 0.3, **more}) for more in ({}, {"skill": 0.5}, {"motivation": 0.6}))
    assert chance(skill=0.5, motivation=0.6) - none > 2 * ((skilled - none) + (motivated - none))


@pytest.mark.parametrize(("dependence", "acts"), [(0, 0.8), (12, 0.6), (24, 0.4), (36, 0.4)])
def test_dependence_keeps_motivation_from_acting(dependence, acts) -> None:
    assert acting_motivation(0.8, dependence, 0.5) == pytest.approx(acts)
    assert acting_motivation(0.8, dependence, 0.0) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("profit", "stores", "seen"), [(0.0, 0.0, 1.0), (750.0, 3.0, 0.5), (1_500.0, 3.0, 1.0), (9e9, 3.0, 1.0), (-50.0, 3.0, 0.0)]
)
def test_a_shop_is_seen_to_pay(profit, stores, seen) -> None:
    assert pays_off(profit, stores, 1_500.0) == seen


TRADE = {"parcel_value": 100.0, "parcels_per_hand": 100.0, "store_attention": 0.5, "helper_wage": 0.5, "worth_while": 0.25,
         "store_cost": 500.0}  # fmt: skip
DEAR = EnvironmentRow(migrant_wage=4_000.0)


def test_the_work_of_a_shop_follows_its_parcels() -> None:
    rules = parameters_of(**TRADE)
    assert [shop_work(sales, rules) for sales in (0.0, 10_000.0, 25_000.0)] == pytest.approx([0.5, 1.5, 3.0])


@pytest.mark.parametrize(("workers", "rank", "gain"), [(5, 0.0, 500.0), (1, 0.0, -500.0), (2, 0.0, 0.0), (5, 1.0, 0.0), (1, 1.0, -500.0)])
def test_a_further_store_brings_sales_less_costs_and_hands(workers, rank, gain) -> None:
    """It is wanted up to what it brings: its sales at two tenths, less 500, and a hand for a hundred parcels, 1,000 of one's own or 2,000.

    The first store sells 10,000 RMB with a hand and a half; the second as much as it, or half as much where stores get smaller.
    """
    rules, household, village = parameters_of(rank, **TRADE), Household(stores=1, workers=workers), Village(net_margin=0.2)
    for enough, wanted in ((gain - 1e-6, True), (gain + 1e-6, False)):
        rules.expand_profit = enough
        assert wants_to_grow(household, 10_000.0, village, rules, DEAR) == wanted


@given(st.integers(1, 30), st.floats(0, 1e6), st.floats(0, 2), st.floats(-0.1, 0.3), st.integers(0, 6))
def test_what_a_store_was_expected_to_bring_is_what_it_brings_as_the_last(stores, sales, rank, margin, workers) -> None:
    rules, household, village = parameters_of(round(rank, 1), **TRADE), Household(workers=workers), Village(net_margin=margin)
    growth, part = rules.growth_of_sales[stores], rules.parts_of_last[stores + 1]
    expected = gain_of_sales(household, sales, sales * growth, village, rules, DEAR)
    all_of_them = sales * (1 + growth)
    found = gain_of_sales(household, all_of_them * (1 - part), all_of_them * part, village, rules, DEAR)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(("cost", "relief", "pays"), [(999.0, 0, True), (1_001.0, 0, False), (1_001.0, 1, True)])
def test_the_last_store_pays_up_to_its_cost_and_any_pays_while_there_is_relief(cost, relief, pays) -> None:
    rules = parameters_of(0.0, **{**TRADE, "store_cost": cost, "worth_while": 0.0})
    household, village = Household(stores=2, workers=9, relief=relief), Village(net_margin=0.1)
    assert last_store_pays(household, 20_000.0, village, rules, DEAR) == pays


READY = {"flags": AWARE | CONNECTED, "skill": 0.95, "motivation": 0.95, "cash": 50_000.0, "workers": 2, "away": 0, "stores": 0}


class Ready:
    """A village whose first household has all pieces of a shop and cannot but open one; keywords are parameters."""

    def __init__(self, scenario: Any, **rules: float) -> None:
        self.world = small_world(scenario, journal=True)
        self.village, self.month, self.parameters = self.world.villages[0], self.world.months[0], self.world.parameters[0]
        sure = {"open_rate": 1.0, "piece_slope": 50.0, "unseen_trust": 1.0, "pioneer_quality": 1.0}
        self.rule(**{**sure, **rules}).place(shipping=1.0, goods=1.0)
        self.household = self.world.households[0]
        self.set(**READY)

    def set(self, row: int = 0, **values: float) -> Ready:
        for name, value in values.items():
            setattr(self.world.households[row], name, value)
        return self

    def rule(self, **values: float) -> Ready:
        for name, value in values.items():
            setattr(self.parameters, name, value)
        return self

    def place(self, **values: float) -> Ready:
        for name, value in values.items():
            setattr(self.village, name, value)
        return self

    def decide(self, row: int = 0, draw: float = 0.99) -> Household:
        """Let a household decide on its stores."""
        household = self.world.households[row]
        workings_of(self.village, self.world)[row].seen = ties_online(household)
        keep_stores(household, row, self.village, self.parameters, Draws(first=draw), self.world)
        return household


@pytest.fixture
def ready(minimal):
    return lambda **rules: Ready(minimal(), **rules)


def test_all_open_where_nothing_is_missing(ready) -> None:
    here = ready()
    assert here.decide().stores == 1
    assert here.month.stores_opened == here.month.entrants == 1
    assert here.month.lines_ordered == 0
    assert here.household.cash == 50_000 - here.parameters.startup_capital
    assert here.household.reputation == pytest.approx(here.parameters.reputation_start)


@pytest.mark.parametrize(("reach", "opened"), [(1.0, 1), (0.0, 0)])
def test_who_has_no_line_orders_one_where_the_network_reaches(ready, reach, opened) -> None:
    here = ready().place(reach=reach).set(flags=AWARE)
    assert here.decide().stores == here.month.lines_ordered == opened
    assert here.household.connected is bool(opened)


@pytest.mark.parametrize(("month", "quarter"), [(0, 1), (2, 1), (3, 2), (14, 5)])
def test_the_quarter_of_opening_is_noted(ready, month, quarter) -> None:
    here = ready()
    here.world.clock[0] = month
    assert here.decide().opened == quarter


@pytest.mark.parametrize("missing", [one for one in MISSING if not {"profit_household", "seen"} & set(one)])
def test_none_opens_where_one_piece_is_missing(ready, missing) -> None:
    place = {name: value for name, value in missing.items() if name in ("shipping", "goods")}
    here = ready().place(**place).set(**{name: value for name, value in missing.items() if name not in place})
    assert here.decide(draw=1e-7).stores == 0


@pytest.mark.parametrize("soft", ["skill", "motivation"])
def test_nor_where_skill_or_motivation_is(ready, soft) -> None:
    assert ready().set(**{soft: 0.0}).decide(draw=1e-6).stores == 0


def test_opening_is_counted_by_kin_and_neighbours_and_so_is_closing(ready) -> None:
    here = ready()
    everyone = here.world.households
    for row in range(60):
        here.set(row, **READY).decide(row)
    assert here.month.stores_opened == here.month.entrants == 60
    assert (everyone.online_kin == everyone.kin).all()
    assert (everyone.online_neighbours == everyone.neighbours).all()
    assert everyone.kin.all()
    for row in range(60):
        here.set(row, losing=250, sales=1.0).decide(row)
    assert here.month.stores_closed == here.month.quitters == 60
    for name in ("stores", "online_kin", "online_neighbours", "sales", "reputation"):
        assert not getattr(everyone, name).any()


def test_all_open_and_close_in_the_course_of_months(bench) -> None:
    rules = {"open_rate": 1, "piece_slope": 50, "leave_rate": 0, "home_rate": 0, "unseen_trust": 1}
    here = bench({f"actors.household.{name}": value for name, value in rules.items()}).place(goods=1.0, couriers=3.0).set(**READY)
    here.play("input").place(shipping=1.0).play("implementation")
    assert here.month.stores_opened == here.households.stores.sum() == 60
    assert (here.households.online_kin == here.households.kin).all()
    here.set(losing=250).play("input", 1).play("implementation", 1)
    assert here.month.stores_closed == 60
    for name in ("stores", "online_kin", "online_neighbours", "sales"):
        assert not getattr(here.households, name).any()


def test_a_founder_that_closes_is_forgotten_by_its_ties(bench) -> None:
    here = bench(households=30, founders=30)
    assert here.households.online_kin.any()
    here.set(losing=250).play("input").play("implementation")
    for name in ("stores", "online_kin", "online_neighbours"):
        assert not getattr(here.households, name).any()


@pytest.mark.parametrize(("losing", "closed"), [(2, 0), (3, 1)])
def test_patience_ends_after_so_many_months(ready, losing, closed) -> None:
    here = ready(patience=3.0, expand_rate=0.0).set(stores=2, losing=losing)
    assert here.decide().stores == 2 - closed
    assert here.month.stores_closed == closed


def test_a_copy_of_a_visible_success_is_of_lower_quality(ready) -> None:
    here = ready().set(quality=1.0, flags=AWARE | CONNECTED | SALIENT)
    copy = here.decide()
    assert copy.quality == pytest.approx(here.parameters.copycat_quality)
    assert copy.flags == AWARE | CONNECTED | COPYCAT
    # it stays a copy, but is not made worse when it opens again
    here.set(losing=250).decide()
    assert copy.stores == 0
    assert copy.losing == 250  # given up, and not forgotten
    here.rule(second_chance=1.0).set(flags=copy.flags | SALIENT).decide()
    assert copy.stores == 1
    assert copy.quality == pytest.approx(here.parameters.copycat_quality)
    assert here.set(row=1, **READY, quality=1.0).decide(1).quality == 1.0


@pytest.mark.parametrize(
    ("flags", "losing", "around", "pioneer"), [(0, 0, 0.0, True), (FOUNDER, 0, 0.0, False), (0, 3, 0.0, False), (0, 0, 0.01, False)]
)
def test_who_begins_with_no_shop_in_sight_is_a_pioneer(flags, losing, around, pioneer) -> None:
    assert is_pioneer(flags, losing, around) == pioneer


@pytest.mark.parametrize(("share", "nearby", "quality"), [(0.0, 0.0, 0.2), (0.1, 0.0, 1.0), (0.0, 0.1, 1.0)])
def test_pioneers_must_find_out_what_sells_and_those_after_them_need_not(ready, share, nearby, quality) -> None:
    here = ready(pioneer_quality=0.2).set(quality=1.0).place(share=share, nearby=nearby)
    assert here.decide().stores == 1
    assert here.household.quality == pytest.approx(quality)


@pytest.mark.parametrize(("stores", "left", "cost"), [(1, 0, 101), (3, 2, 101), (4, 2, 101), (8, 5, 101), (12, 8, 101), (12, 11, 99)])
def test_stores_are_given_up_as_fast_as_they_are_opened_and_no_more_than_do_not_pay(minimal, stores, left, cost) -> None:
    """Each of them brings a hundred."""
    rules = {"patience": 1.0, "store_cost": cost, "worth_while": 0.0, "parcels_per_hand": 1e9}
    here = Ready(minimal({"economy.store_rank": 0}), **rules).place(net_margin=0.1)
    here.set(stores=stores, sales=1_000.0 * stores, losing=1, workers=200, reputation=0.5)
    push_online(here.household, 0, 1, here.village, here.world)
    assert here.decide().stores == left
    assert here.month.stores_closed == stores - left


def growing(scenario: Any, **rules: float) -> Ready:
    """A village in which a further store pays."""
    here = Ready(scenario, **{"expand_rate": 1.0, "expand_profit": 1.0, **rules}).place(net_margin=0.5)
    return here.set(stores=1, sales=1e6, losing=0, reputation=0.5, workers=4)


@pytest.mark.parametrize(("stores", "after"), [(1, 2), (3, 4), (8, 11)])
def test_growth_is_in_proportion_to_size(minimal, stores, after) -> None:
    """One further store for a beginner, and another for every four; each of them has to pay for itself."""
    here = growing(minimal()).set(stores=stores, cash=1e6)
    assert here.decide().stores == after
    assert here.household.debt == 0


def test_growth_ends_with_the_store_that_would_not_pay(minimal) -> None:
    rank, rules = 0.5, {"worth_while": 0.0, "parcels_per_hand": 1e9, "store_cost": 0.0}
    here = growing(minimal({"economy.store_rank": rank}), **rules).set(cash=1e6, stores=8, workers=99)
    joint = sum(k**-rank for k in range(1, 9))
    gains = [1e6 * 0.5 * k**-rank / joint for k in (9, 10, 11)]
    assert here.rule(expand_profit=0.5 * (gains[1] + gains[2])).decide().stores == 10


def test_a_further_store_waters_reputation_down_by_its_size(minimal) -> None:
    here = growing(minimal({"economy.store_rank": 1}), reputation_start=0.1).set(reputation=0.7)
    assert here.decide().stores == 2
    assert here.household.reputation == pytest.approx((0.7 + 0.5 * 0.1) / 1.5)


@pytest.mark.parametrize("missing", [{"net_margin": 0.0}, {"shipping": 0.0}, {"goods": 0.0}])
def test_no_further_store_where_it_does_not_pay(minimal, missing) -> None:
    assert growing(minimal()).place(**missing).decide(draw=1e-7).stores == 1


def test_nor_without_money_or_in_a_loss_or_beyond_the_most(minimal) -> None:
    assert growing(minimal(), credit_multiple=0.0).set(cash=0.0).decide().stores == 1
    assert growing(minimal()).set(losing=1).decide().stores == 1
    assert growing(minimal({"economy.store_rank": 0})).set(stores=200, cash=1e9).decide().stores == 200


@pytest.mark.parametrize(
    ("rules", "lent"),
    [({"credit_multiple": 0.5}, 2_400), ({"credit_multiple": 0.5, "market_active": 0.0}, 0), ({"credit_multiple": 0.001}, 0)],
)
def test_credit_carries_a_further_store_as_far_as_sales_do(minimal, rules, lent) -> None:
    here = growing(minimal(), **rules, startup_capital=5_000.0).set(cash=100.0).place(credit=1.0)
    assert here.decide().stores == (2 if lent else 1)
    assert here.month.feedback_market == (1 if lent else 0)
    assert here.household.debt == here.village.flows[Flow.LOANS] == here.world.journal[0].flows[Flow.LOANS] == lent


@pytest.mark.parametrize(("stores", "cost"), [(0, 4_000.0), (1, 2_000.0)])
def test_a_first_store_costs_all_of_the_capital_and_a_further_one_half(minimal, stores, cost) -> None:
    here = growing(minimal(), startup_capital=4_000.0).set(stores=stores)
    assert here.decide().stores == stores + 1
    assert here.household.cash == 50_000 - cost
    assert here.world.journal[0].flows[Flow.STARTUP] == here.village.flows[Flow.STARTUP] == cost
