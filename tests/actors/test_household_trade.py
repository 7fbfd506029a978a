"""Sales, earnings, debts and consumption of a month."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.household.stores import cost_of_stores
from linkage_sim.actors.household.trade import (
    MAX_LOSING,
    at_work_for_shops,
    bank,
    disappoints,
    earn,
    earn_offline,
    free_hands,
    idle_hands,
    judge_stores,
    live,
    needs_cost,
    own_hands,
)
from linkage_sim.economy.living import farm_income, structural, wage_income
from linkage_sim.model import LinkageModel
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import (
    DISABILITY,
    DISASTER,
    ENTERPRISE,
    FOUNDER,
    ILLNESS,
    LAND,
    MARRIAGE,
    SCHOOLING,
    SUBSIDISED,
    Household,
)
from linkage_sim.state.ledger import Flow
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Books, Village
from tests.worlds import parameters_of

NEEDS = Parameters(medical_cost=350.0, schooling_cost=250.0, marriage_cost=600.0, disaster_loss=0.3, disaster_end=0.15)
STILL = {
    "actors.household.home_rate": 0,
    "actors.household.leave_rate": 0,
    "actors.household.open_rate": 0,
    "actors.household.expand_rate": 0,
    "actors.household.return_rate": 0,
    "actors.household.newcomer_rate": 0,
    "actors.household.succession": 0,
    "actors.household.enterprise_rate": 0,
    "population.enterprise_share": 0,
    "economy.sales_noise": 0,
    **{f"actors.household.{name}_onset": 0 for name in ("illness", "disability", "schooling", "disaster", "marriage")},
}


@pytest.mark.parametrize(
    ("need", "cost"),
    [
        (0, 0),
        (ILLNESS, 350),
        (SCHOOLING, 250),
        (MARRIAGE, 600),
        (DISABILITY, 0),
        (DISASTER, 0.045 * 2_000),
        (ILLNESS | SCHOOLING | MARRIAGE, 1_200),
    ],
)
def test_what_needs_cost(need, cost) -> None:
    assert needs_cost(need, 2_000.0, NEEDS) == pytest.approx(cost)


def test_a_disaster_takes_its_share_of_cash_until_it_is_made_good() -> None:
    cash, paid = 1_000.0, 0.0
    for _ in range(7):  # a mean duration of 1 / 0.15
        due = needs_cost(DISASTER, cash, NEEDS)
        cash, paid = cash - due, paid + due
    assert paid == pytest.approx(300, abs=40)


@given(st.integers(0, 9), st.integers(0, 3), st.integers(0, 9))
def test_free_hands_are_those_left(home, need, engaged) -> None:
    free = free_hands(home, need, engaged)
    assert 0 <= free <= home
    assert free == max(home - engaged - (1 if need else 0), 0)


@pytest.fixture
def village(bench):
    """Build a village with a journal in which nothing opens, closes or moves."""

    def build(rules: dict | None = None, **place: float):
        made = bench({**STILL, **(rules or {})}, options={"journal": True}, **place)
        made.set(workers=2, away=0, size=4, need=0, cash=10_000.0, debt=0.0, earning=1.0)
        return made.place(shipping=1.0)

    return build


def month_of(village, month: int = 0):
    village.play("input", month).play("implementation", month)
    return {flow.name: village.world.journal.flows[: len(village.households), flow].copy() for flow in Flow}


def test_demand_is_shared_by_attraction(village) -> None:
    made = village(couriers=9, goods=1.0).set(quality=1.0, skill=0.5, reputation=0.4)
    made.households.stores[:2] = 1
    made.households.quality[1] = 3.0
    flows = month_of(made)
    pulls = np.array([1, 3]) * 0.5 * 0.4
    around, parameters = made.environment(), made.parameters
    rivals = made.village.market_depth / parameters.seller_sales * around.online_retail**parameters.rival_growth
    expected = made.village.market_depth * around.online_retail * around.season * pulls / (pulls.sum() + rivals)
    assert flows["SALES"][:2] == pytest.approx(expected, rel=1e-5)
    assert not flows["SALES"][2:].any()
    assert made.month.sales == pytest.approx(expected.sum(), rel=1e-5)
    assert made.month.parcels == pytest.approx(expected.sum() / parameters.parcel_value, rel=1e-5)
    assert made.month.pieces == pytest.approx(made.month.parcels * parameters.pieces_per_parcel, rel=1e-9)


def test_what_cannot_be_sent_is_not_sold(village) -> None:
    shops = {"quality": 1.0, "skill": 0.5, "reputation": 0.4, "stores": 1}
    sold = month_of(village(couriers=9, goods=1.0, roads=0).set(**shops))["SALES"].sum()
    tight = village(couriers=1, goods=1.0, roads=0).set(**shops)
    tight.rule(courier_capacity=0.25 * sold / tight.parameters.parcel_value)
    assert month_of(tight)["SALES"].sum() == pytest.approx(0.25 * sold, rel=1e-5)
    assert tight.village.shipping == pytest.approx(0.25, rel=1e-5)
    assert tight.village.wanted == pytest.approx(sold / tight.parameters.parcel_value, rel=1e-5)


def test_a_store_pays_for_goods_parcels_fees_and_rent(village) -> None:
    made = village(couriers=9, goods=1.0).set(quality=1.0, skill=0.5, reputation=0.4)
    made.households.stores[0] = 1
    flows, parameters = {name: column[0] for name, column in month_of(made).items()}, made.parameters
    parcels = flows["SALES"] / parameters.parcel_value
    assert flows["GOODS"] == pytest.approx(flows["SALES"] * (1 - made.village.margin))
    assert flows["PARCELS"] == pytest.approx(parcels * made.environment().courier_price)
    assert flows["HAULAGE"] == 0
    assert flows["FEES"] == pytest.approx(flows["SALES"] * parameters.platform_fee)
    assert flows["STORE_COSTS"] == parameters.store_cost
    assert flows["HELPER_PAY"] == 0
    paid = sum(flows[name] for name in ("GOODS", "PARCELS", "HAULAGE", "FEES"))
    assert flows["SALES"] - paid == pytest.approx(made.village.net_margin * flows["SALES"], rel=1e-5)


def test_without_couriers_shops_carry_their_parcels_out(village) -> None:
    made = village(couriers=0, goods=1.0, roads=6).set(quality=1.0, skill=0.5, reputation=0.4)
    made.households.stores[0] = 1
    flows, parameters = {name: column[0] for name, column in month_of(made).items()}, made.parameters
    assert flows["PARCELS"] == 0
    parcels = flows["SALES"] / parameters.parcel_value
    assert flows["HAULAGE"] == pytest.approx(parcels * made.environment().courier_price * parameters.self_haul_cost)


def test_relief_pays_the_rent_while_it_lasts(village) -> None:
    made = village(couriers=9).set(stores=1, relief=2).rule(patience=99.0)
    rents = [month_of(made, month)["STORE_COSTS"][0] for month in range(4)]
    assert rents == [0, 0, made.parameters.store_cost, made.parameters.store_cost]


SEVEN = {"store_attention": 6.5, "parcels_per_hand": 1e9}
"""Stores that need seven hands, whatever they sell."""


def test_stores_beyond_own_hands_hire_helpers(village) -> None:
    made = village(couriers=9).rule(**SEVEN).set(stores=10)  # two hands of their own
    flows = month_of(made)
    wage = made.parameters.helper_wage * made.environment().migrant_wage
    assert flows["HELPER_PAY"] == pytest.approx(np.full(60, 5 * wage))
    assert made.month.people_engaged == 7 * 60
    assert made.month.helpers == 5 * 60


def test_helpers_from_the_village_earn_those_wages_a_month_later(village) -> None:
    made = village(couriers=9).rule(**SEVEN).set(stores=0)
    made.households.stores[:5] = 10
    paid = month_of(made)["HELPER_PAY"].sum()
    made.play("feedback")
    assert made.village.job_share == pytest.approx(25 / (2 * 55))
    earned = month_of(made, 1)["HELPER_INCOME"]
    assert not earned[:5].any()
    assert earned.sum() == pytest.approx(paid, rel=0.01)  # all of it: jobs are fewer than free hands


def test_reputation_is_earned_by_selling(village) -> None:
    made = village(couriers=9).set(stores=2, reputation=0.5)
    orders = month_of(made)["SALES"] / made.parameters.parcel_value / made.parameters.joint_sizes[2]
    assert orders.max() > 1
    pace = orders / (orders + made.parameters.reputation_orders)
    assert made.households.reputation == pytest.approx(0.5 + made.parameters.reputation_gain * pace * 0.5)


TRADE = parameters_of(
    parcel_value=100.0, reputation_orders=50.0, reputation_gain=0.1, worth_while=0.3, store_attention=1.0, parcels_per_hand=180.0
)
WAGES = EnvironmentRow(migrant_wage=3_000.0)


def judged(household: Household, profit: float = 0.0) -> Household:
    """Let a household judge a month of its one store, in which one of its hands works."""
    judge_stores(household, profit, 1, Village(), TRADE, WAGES)
    return household


def test_reputation_is_not_earned_without_selling() -> None:
    assert judged(Household(stores=1, reputation=0.5)).reputation == 0.5
    assert judged(Household(stores=1, reputation=0.5, sales=5_000.0)).reputation == pytest.approx(0.5 + 0.1 * 0.5 * 0.5)


def test_losses_are_counted_and_a_good_month_ends_them() -> None:
    household = Household(stores=1)
    assert [judged(household, profit).losing for profit in (0.0, 899.0, 900.0)] == [1, 2, 0]


def test_one_shop_on_the_side_asks_for_no_rent_and_no_hands() -> None:
    """It sells next to nothing and lives, where a shop among shops would not; a second one costs what it costs anywhere."""
    aside, trade = (
        Village(spared=1.0),
        parameters_of(store_cost=500.0, worth_while=0.3, store_attention=1.0, parcels_per_hand=180.0, parcel_value=100.0),
    )
    costs = [
        cost_of_stores(Household(stores=stores, flags=flags), village, trade)
        for flags, village in ((FOUNDER, aside), (0, aside), (FOUNDER, Village()))
        for stores in (1, 2)
    ]
    assert costs == [0.0, 500.0, 500.0, 1_000.0, 500.0, 1_000.0]  # only who came home keeps one on the side
    cases = ((aside, FOUNDER, 1, False), (aside, 0, 1, True), (Village(), FOUNDER, 1, True), (aside, FOUNDER, 2, True))
    for village, flags, stores, loses in cases:
        household = Household(stores=stores, flags=flags)
        judge_stores(household, 10.0, 1, village, trade, WAGES)
        assert (household.losing > 0) == loses


def test_losses_are_counted_in_the_course_of_months(village) -> None:
    made, counted = village(couriers=9, goods=1.0).set(stores=1, losing=0, quality=0.0), []
    for month, shop in enumerate(({}, {}, {"quality": 20.0, "reputation": 0.5, "skill": 0.5})):
        month_of(made.set(**shop), month)
        counted.append(set(made.households.losing))
    assert counted == [{1}, {2}, {0}]


def test_months_of_loss_do_not_overflow() -> None:
    household = Household(stores=1, losing=MAX_LOSING)
    for _ in range(8):
        judged(household)
    assert household.losing == MAX_LOSING == 250


DEBTS = {"loan_rate": 0.06, "loan_term": 36.0, "government_active": 1.0}


class Banked:
    """A household's month at the bank: what was booked, and what is left."""

    def __init__(self, household: Household, earned: float = 0.0) -> None:
        self.village, self.books, self.month = Village(journal=1), Books(), Month()
        self.interest = bank(household, earned, self.village, Parameters(**DEBTS), self.books, self.month)

    def __getitem__(self, flow: Flow) -> float:
        """What was booked: for the household as for the village, but what the state pays."""
        booked = self.village.flows[flow]
        assert self.books.flows[flow] == (0 if flow == Flow.SUBSIDY else booked)
        return float(booked)


def test_a_loss_that_cash_cannot_carry_is_lent() -> None:
    household = Household(cash=100.0, income=1e6, size=4, flags=SUBSIDISED)
    banked = Banked(household, earned=-3_000.0)
    assert banked[Flow.LOANS] == pytest.approx(2_900)
    assert household.debt == pytest.approx(banked[Flow.LOANS] - banked[Flow.REPAYMENT])
    assert household.cash >= 0
    assert household.flags == 0  # a subsidy ends with any other loan


def test_losses_are_lent_in_the_course_of_a_month(village) -> None:
    made = village(couriers=9).set(stores=10, quality=0.0, cash=0.0, earning=0.0, income=1e6)
    flows = month_of(made)
    assert flows["LOANS"] == pytest.approx(flows["HELPER_PAY"] + flows["STORE_COSTS"])
    assert flows["LOANS"].all()
    assert made.households.debt == pytest.approx(flows["LOANS"] - flows["REPAYMENT"])
    assert (made.households.cash >= 0).all()


@pytest.mark.parametrize("subsidised", [False, True])
def test_interest_is_paid_by_the_borrower_or_by_the_state(subsidised) -> None:
    household = Household(cash=10_000.0, debt=12_000.0, income=9_000.0, size=4, flags=SUBSIDISED if subsidised else 0)
    banked = Banked(household)
    assert banked[Flow.INTEREST] == banked.interest == pytest.approx(0 if subsidised else 60)
    assert banked[Flow.SUBSIDY] == pytest.approx(60 if subsidised else 0)
    assert banked[Flow.REPAYMENT] == pytest.approx(12_000 / 36)
    assert household.debt == pytest.approx(12_000 - 12_000 / 36)
    assert household.cash == pytest.approx(10_000 - 12_000 / 36 - banked.interest)


def test_interest_is_paid_in_the_course_of_a_month(village) -> None:
    for flags, by_state in ((0, 0), (SUBSIDISED, 1)):
        made = village().set(debt=12_000.0, flags=flags)
        flows, interest = month_of(made), 12_000 * made.parameters.loan_rate / 12
        assert flows["INTEREST"] == pytest.approx(np.full(60, interest * (1 - by_state)))
        assert made.village.flows[Flow.SUBSIDY] == pytest.approx(60 * interest * by_state)
        assert flows["REPAYMENT"] == pytest.approx(np.full(60, 12_000 / made.parameters.loan_term))
        assert made.households.debt == pytest.approx(12_000 - flows["REPAYMENT"])


def test_the_subsidy_ends_with_the_debt() -> None:
    household = Household(cash=10_000.0, debt=50.0, flags=SUBSIDISED)
    Banked(household)
    assert household.debt == 0
    assert household.flags == 0


def test_a_hopeless_debt_is_written_off_and_the_state_pays_no_interest_on_what_is_gone() -> None:
    household = Household(debt=5e6, income=100.0, size=4, flags=SUBSIDISED)
    assert Banked(household).month.defaults == pytest.approx(5e6)
    assert household.debt == 0
    assert household.flags == 0
    assert Banked(household)[Flow.SUBSIDY] == 0


def test_debts_are_written_off_in_the_course_of_a_month(village) -> None:
    made = village().set(debt=5e6, cash=0.0, earning=0.0, income=100.0, flags=SUBSIDISED)
    month_of(made)
    assert made.month.defaults == pytest.approx(60 * 5e6)
    assert not made.households.debt.any()
    assert not (made.households.flags & SUBSIDISED).any()
    month_of(made, 1)
    assert made.village.flows[Flow.SUBSIDY] == 0


def test_needs_come_before_consumption() -> None:
    household, village, books = Household(need=ILLNESS, cash=100.0, size=4), Village(journal=1), Books()
    live(household, 0.0, village, Parameters(medical_cost=350.0, necessities=0.6), EnvironmentRow(poverty_line=2_700.0), books)
    assert books.flows[Flow.NEEDS] == village.flows[Flow.NEEDS] == 100
    assert books.flows[Flow.CONSUMPTION] == village.flows[Flow.CONSUMPTION] == household.cash == 0


def test_income_settles_where_it_is_earned(minimal) -> None:
    model = LinkageModel(minimal({**STILL, "months": 90, "actors.household.outside_news": 0}), seed=1)
    for name, value in {"need": 0, "workers": 2, "away": 0, "size": 4, "earning": 1.0, "setbacks": 0, "income": 100.0}.items():
        getattr(model.world.households, name)[:] = value
    model.run()
    # structural income alone; the rural mean grows by about nine per cent a year, which a trailing year follows a year behind
    assert model.world.households.income == pytest.approx(0.75 * model.world.environment[89 - 12].rural_income, rel=0.02)


@pytest.mark.parametrize(("part_of_gain", "losing"), [(0.9, 0), (1.1, 1)])
def test_the_last_of_several_stores_disappoints_where_it_costs_more_than_it_brings(village, part_of_gain, losing) -> None:
    """All six together earn well in either case: only what the sixth adds decides."""
    rules = {"actors.household.worth_while": 0, "economy.parcels_per_hand": 1e5, "economy.store_rank": 1}
    made = village(rules, couriers=9, goods=1.0)
    six = {"stores": 6, "losing": 0, "quality": 1.0, "skill": 0.5, "reputation": 0.5, "workers": 9, "relief": 0}
    sales = month_of(made.set(**six))["SALES"]
    last = sales[0] * made.village.net_margin * (1 / 6) / sum(1 / k for k in range(1, 7))
    made.set(**six).rule(store_cost=part_of_gain * last)
    flows = month_of(made)
    assert (flows["SALES"] == sales).all()
    assert (flows["SALES"] * made.village.net_margin - flows["STORE_COSTS"] > 0).all()
    assert (made.households.losing == losing).all()


def test_a_store_that_pays_no_rent_does_not_disappoint(village) -> None:
    rules = {"actors.household.worth_while": 0, "economy.parcels_per_hand": 1e5, "economy.store_cost": 1e6}
    made = village(rules, couriers=9, goods=1.0)
    month_of(made.set(stores=6, losing=0, quality=1.0, skill=0.5, reputation=0.5, workers=9, relief=2))
    assert not made.households.losing.any()
    month_of(made.set(relief=0), 1)
    assert (made.households.losing == 1).all()


def test_members_work_in_their_own_stores_as_these_need_and_no_more_than_are_at_home() -> None:
    rules = parameters_of(parcel_value=100.0, parcels_per_hand=100.0, store_attention=0.5)
    at_work = [own_hands(Household(stores=1, workers=4, away=1, sales=sales), rules) for sales in (0.0, 5_000.0, 6_000.0, 1e6)]
    assert at_work == [1, 1, 2, 3]
    assert own_hands(Household(stores=0, workers=4, sales=1e6), rules) == 0
    assert idle_hands(Household(stores=1, workers=4), rules) == 0
    assert idle_hands(Household(workers=4, away=1, need=ILLNESS), rules) == 2


@pytest.mark.parametrize(
    ("own", "sales", "enough"), [(1, 0.0, 450.0), (1, 5_000.0, 900.0), (1, 1e6, 900.0), (3, 1e6, 2_700.0), (0, 1e6, 0.0)]
)
def test_a_shop_must_pay_for_the_work_of_its_owners(own, sales, enough) -> None:
    """Half a hand for answering, and one for 100 parcels; but those who hire do not ask for what others do."""
    rules = parameters_of(parcel_value=100.0, parcels_per_hand=100.0, store_attention=0.5, worth_while=0.3)
    for profit, loss in ((enough - 1.0, True), (enough + 1.0, False)):
        assert disappoints(Household(stores=1, sales=sales), profit, own, Village(), rules, WAGES) is loss


@pytest.mark.parametrize(("here", "near", "share"), [(0.2, 0.3, 0.5), (0.7, 0.7, 1.0), (0.0, 0.0, 0.0)])
def test_hands_work_for_shops_here_and_in_the_town(here, near, share) -> None:
    assert at_work_for_shops(Village(job_share=here, jobs_near=near)) == pytest.approx(share)


OFFLINE = Parameters(wage_share=0.4, land_loss=0.3, enterprise_income=0.8, remittance=0.35, helper_wage=0.5, tourism_income=60.0)
COUNTRY = EnvironmentRow(migrant_wage=3_000.0, rural_income=9_000.0)


@pytest.mark.parametrize(
    ("traits", "free", "busy", "working"),
    [(0, 2.0, 0.0, 1.0), (0, 0.5, 0.0, 0.25), (ENTERPRISE, 2.0, 1.0, 0.5), (ENTERPRISE, 0.5, 0.5, 0.0), (ENTERPRISE, 0.0, 0.0, 0.0)],
)
def test_free_hands_earn_in_an_enterprise_first_then_on_the_farm_and_for_wages(traits, free, busy, working) -> None:
    household, village, books = Household(workers=2, size=4, earning=1.0, traits=traits), Village(journal=1), Books()
    earned = earn_offline(household, free, village, OFFLINE, COUNTRY, books)
    full = structural(1.0, 4, 9_000.0)
    expected = {
        Flow.FARM: farm_income(full, working, 0.4, 1.0),
        Flow.WAGES: wage_income(full, working, 0.4),
        Flow.ENTERPRISE: busy * 0.8 * 3_000,
    }
    for flow, amount in expected.items():
        assert books.flows[flow] == village.flows[flow] == pytest.approx(amount)
    assert earned == books.flows.sum() == pytest.approx(sum(expected.values()))


def test_without_hands_at_home_the_farm_gives_its_half() -> None:
    household, books = Household(workers=2, away=2, size=4, earning=1.0, need=LAND, traits=ENTERPRISE), Books()
    earned = earn_offline(household, 0.0, Village(journal=1), OFFLINE, COUNTRY, books)
    assert earned == books.flows[Flow.FARM] == pytest.approx(structural(1.0, 4, 9_000.0) * 0.6 * 0.5 * 0.7)


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 2), st.floats(0, 1.2), st.booleans(), st.floats(-9e3, 9e4))
def test_what_a_household_earns_is_what_is_booked(workers, away, stores, jobs, enterprise, profit) -> None:
    household = Household(workers=max(workers, away), away=away, stores=stores, size=5, earning=1.0, traits=ENTERPRISE if enterprise else 0)
    village, books = Village(journal=1, job_share=jobs, tourism=0.5), Books()
    rules = parameters_of(wage_share=0.4, enterprise_income=0.8, remittance=0.35, helper_wage=0.5, tourism_income=60.0, parcel_value=100.0,
                          parcels_per_hand=100.0, store_attention=0.5)  # fmt: skip
    earned = earn(household, profit, village, rules, COUNTRY, books)
    assert earned == pytest.approx(profit + books.flows.sum())
    assert books.flows.min() >= 0
    assert books.flows[Flow.TOURISM] == 30.0
    if stores:
        assert books.flows[Flow.HELPER_INCOME] == 0
