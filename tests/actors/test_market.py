"""Firms come where volume pays, leave where it does not, and lend on results."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.market import (
    branch_earnings,
    branches_carried,
    branches_within_reach,
    credit_after,
    enter_and_leave,
    fee_after,
    movers,
    nearby_cost,
    remembered,
    sell,
    set_margins,
    ship,
    shopkeeper,
    sold_in_idle_hours,
    watch_volume,
)
from linkage_sim.kernel.state import empty
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import CONNECTED, FOUNDER, Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village
from tests.worlds import small_world

SHARE = st.floats(0, 1)


def test_a_branch_earns_its_part_of_the_volume_up_to_its_capacity() -> None:
    assert branch_earnings(1_000.0, 2.0, 60_000.0, 10.0, 0.25) == pytest.approx(500 * 2.5)
    assert branch_earnings(1e9, 2.0, 60_000.0, 10.0, 0.25) == pytest.approx(60_000 * 2.5)
    assert branch_earnings(1_000.0, 0.0, 60_000.0, 10.0, 0.25) == 0


@given(st.floats(0, 1e6), st.floats(1, 1e5), st.floats(0.1, 20), st.floats(0.01, 1), st.floats(1, 1e5))
def test_as_many_branches_are_carried_as_earn_their_cost(volume, capacity, price, margin, cost) -> None:
    carried = branches_carried(volume, capacity, price, margin, cost)
    assert carried == int(carried)
    assert carried == 0 or branch_earnings(volume, carried, capacity, price, margin) >= cost * (1 - 1e-9)
    assert branch_earnings(volume, carried + 1, capacity, price, margin) < cost * (1 + 1e-9)


@pytest.mark.parametrize(
    ("missing", "rate", "u", "enter"),
    [(1, 0.25, 0.7, 0), (1, 0.25, 0.8, 1), (10, 0.25, 0.4, 2), (10, 0.25, 0.6, 3), (-2, 1.0, 0.9, 0), (5, 0, 0.9, 0)],
)
def test_a_part_of_the_firms_that_should_move_does(missing, rate, u, enter) -> None:
    assert movers(float(missing), rate, u) == enter


def test_a_branch_costs_less_where_the_firm_is_near() -> None:
    assert nearby_cost(60_000.0, 0.0, 0.3) == 60_000
    assert nearby_cost(60_000.0, 2.0, 0.3) == pytest.approx(42_000)


@given(st.floats(0, 1e6), st.floats(0, 1e6), SHARE)
def test_expectations_lie_between_old_and_new(old, now, memory) -> None:
    assert min(old, now) - 1e-6 <= remembered(old, now, memory) <= max(old, now) + 1e-6


@given(SHARE, st.floats(0, 1e6), st.floats(0, 1e6), SHARE)
def test_trust_is_a_share_and_falls_with_what_is_lost(credit, defaulted, debt, memory) -> None:
    after = credit_after(credit, defaulted, debt + defaulted, memory)
    assert 0 <= after <= 1
    assert after <= credit_after(credit, 0.0, debt + defaulted, memory) + 1e-12


def test_trust_is_lost_with_a_tenth_of_the_debt_and_returns_slowly() -> None:
    assert credit_after(1.0, 100.0, 1_000.0, 1.0) == pytest.approx(0.0)
    assert credit_after(1.0, 50.0, 1_000.0, 1.0) == pytest.approx(0.5)
    assert credit_after(0.0, 0.0, 1_000.0, 0.25) == pytest.approx(0.25)
    assert credit_after(0.4, 0.0, 0.0, 0.5) == pytest.approx(0.7)


def test_fees_fall_with_rivals() -> None:
    fees = [fee_after(float(couriers), 0.2) for couriers in range(8)]
    assert fees[0] == fees[1] == 1.0
    assert fees[2] == pytest.approx(0.9)
    assert fees == sorted(fees, reverse=True)
    assert fees[-1] > 0.8


CERTAIN = {"entry_rate": 1.0, "courier_cost": 10_000.0, "courier_margin": 0.5, "courier_capacity": 10_000.0, "volume_memory": 1.0,
           "entry_proof": 0.0, "supplier_sales": 1e5, "parcel_value": 100.0}  # fmt: skip


@pytest.fixture
def village(minimal):
    """Build a village where firms decide month by month on the volume that they see."""

    class Place:
        def __init__(self, rules: dict[str, float], seed: int = 1, **place: float) -> None:
            self.world = small_world(minimal(**place), seeds=[seed])
            self.world.environment.courier_price[:] = 15.7
            self.village, self.month = self.world.villages[0], self.world.months[0]
            for name, value in {**CERTAIN, **rules}.items():
                setattr(self.world.parameters[0], name, value)

        def after(self, volume: float, received: float = 0.0):
            """Let firms decide once more, after a month in which so many parcels were asked for, and received."""
            self.village.wanted, self.village.inbound = volume, received
            watch_volume(self.village, self.world.parameters[0])
            enter_and_leave(self.village, self.world)
            self.world.clock[0] += 1
            return self.village

    return lambda seed=1, place=None, **rules: Place(rules, seed, **(place or {}))


# a branch must earn 1.3 times 10,000 RMB at half of 15.7 RMB a parcel: 1,656 parcels


@pytest.mark.parametrize(
    ("volume", "rules", "come"), [(1_700, {}, 1), (1_600, {}, 0), (1_700, {"entry_rate": 0.0}, 0), (1_700, {"market_active": 0.0}, 0)]
)
def test_firms_come_after_the_volume_is_there(village, volume, rules, come) -> None:
    assert village(**rules).after(volume).couriers == come


def test_firms_ask_for_months_of_proof_in_a_row(village) -> None:
    place, came = village(entry_proof=3.0), []
    for volume in (1_700, 1_700, 0, 1_700, 1_700, 1_700, 1_700):
        seen = place.after(volume)
        came.append((seen.couriers, seen.suppliers))
    assert came == [(0, 0)] * 6 + [(1, 1)]


def test_once_there_is_proof_firms_follow_the_volume_without_new_proof(village) -> None:
    place = village(entry_proof=3.0)
    assert [place.after(volume).couriers for volume in (5_000, 5_000, 5_000, 5_000, 17_000, 17_000)] == [0, 0, 0, 3, 10, 10]


def test_volume_that_could_not_be_shipped_brings_them_too(village) -> None:
    place = village(supplier_sales=1e9)
    seen = place.after(2_000.0)
    assert (seen.volume, seen.couriers, place.month.implementation_market) == (2_000, 1, 1)


def test_couriers_live_of_what_is_sent_and_of_what_is_received(village) -> None:
    assert village().after(900.0, 800.0).couriers == 1
    assert village().after(0.0, 1_700.0).couriers == 1
    assert village().after(900.0, 700.0).couriers == 0


def test_suppliers_come_for_what_is_sold_and_not_for_what_is_bought(village) -> None:
    assert village().after(0.0, 1e6).suppliers == 0
    assert village().after(1e6, 0.0).suppliers == 3


@pytest.mark.parametrize(
    ("own", "nearby", "active", "within"), [(0, 0, 1, 0.0), (0, 1, 1, 0.3), (0, 9, 1, 0.3), (2, 1, 1, 2.3), (2, 0, 1, 2.0), (2, 9, 0, 0.0)]
)
def test_a_branch_of_the_next_village_collects_a_part(own, nearby, active, within) -> None:
    village, rules = Village(couriers=own, couriers_nearby=nearby), Parameters(courier_reach=0.3, market_active=active)
    assert branches_within_reach(village, rules) == pytest.approx(within)


@pytest.mark.parametrize(
    ("nearby", "wanted", "shipping", "by_courier"), [(0, 100.0, 0.1, 0.0), (1, 100.0, 0.4, 0.75), (1, 20.0, 1.0, 1.0), (1, 0.0, 1.0, 0.0)]
)
def test_parcels_go_with_the_next_villages_van_first(nearby, wanted, shipping, by_courier) -> None:
    village = Village(couriers_nearby=nearby, roads=0.5)
    rules = Parameters(courier_reach=0.3, market_active=1.0, courier_capacity=100.0, self_haul=10.0)
    ship(village, rules, wanted, 2.0)
    assert (village.shipping, village.courier_part) == (pytest.approx(shipping), pytest.approx(by_courier))


@pytest.mark.parametrize(
    ("market", "elsewhere", "attraction", "crowded"), [(1, 20, 0, 0.0), (1, 20, 20, 0.5), (2, 80, 0, 0.5), (2, 40, 0, 0.0)]
)
def test_prices_fall_as_sellers_crowd_beyond_what_the_market_carries(market, elsewhere, attraction, crowded) -> None:
    """A depth of a million carries twenty sellers of 50,000 RMB, and twice as many as the market doubles."""
    village = Village(market_depth=1e6, attraction=attraction)
    rules = Parameters(seller_sales=50_000.0, gross_margin=0.4, price_war=0.5, platform_fee=0.05, parcel_value=100.0)
    set_margins(village, rules, EnvironmentRow(online_retail=market, courier_price=10.0), elsewhere * 1.0)
    assert village.margin == pytest.approx(0.4 * (1 - 0.5 * crowded))


@pytest.mark.parametrize(("spared", "flags", "held"), [(1.0, FOUNDER, True), (0.0, FOUNDER, False), (1.0, 0, False)])
def test_a_shop_on_the_side_sells_what_idle_hours_send(bench, spared, flags, held) -> None:
    here = bench(goods=1.0, market_depth=1e9).rule(sales_noise=0.0).place(spared=spared, couriers=1_000.0, station=1.0)
    here.set(stores=0).households[0].stores = 1
    here.set(quality=1.0, skill=1.0, reputation=1.0, flags=flags)
    most = sold_in_idle_hours(here.parameters)
    sell(here.village, here.world)
    alone = here.households[0].sales
    assert alone == pytest.approx(most, rel=1e-3) if held else alone > 2 * most
    here.set(quality=1e-6)
    sell(here.village, here.world)
    assert 0.0 < here.households[0].sales < 0.1 * most  # who is asked for less sells less


def test_shopkeepers_are_the_households_and_beyond_them_those_from_outside() -> None:
    households, tenants = empty(Household, 3), empty(Household, 2)
    households.cash[:], tenants.cash[:] = [0, 1, 2], [3, 4]
    assert [shopkeeper(who, households, tenants).cash for who in range(5)] == [0, 1, 2, 3, 4]


def test_branches_close_where_they_no_longer_pay(village) -> None:
    assert village(place={"couriers": 2}).after(0.0).couriers == 0
    assert 0 < village(place={"couriers": 9}, entry_rate=0.5).after(0.0).couriers < 9
    assert village(place={"couriers": 2}).after(4_000.0).couriers == 2
    assert village().after(0.0).couriers == 0


def test_suppliers_come_with_sales_and_bring_goods(village) -> None:
    place, came = village(place={"goods": 0.2}, supplier_goods=0.5), []
    for sales in (1.4e5, 2.7e5, 2.7e5, 1e8, 1e8):  # each asks for 1.3e5
        seen = place.after(sales / 100.0)
        came.append((seen.suppliers, seen.goods))
    assert came == [(suppliers, pytest.approx(goods)) for suppliers, goods in [(1, 0.6), (2, 0.8), (2, 0.8), (3, 0.9), (3, 0.9)]]


def test_a_part_of_the_suppliers_that_would_pay_comes_in_a_month(village) -> None:
    counts = [village(seed=seed, place={"goods": 0.2}, entry_rate=0.25).after(1e6).suppliers for seed in range(1, 41)]
    assert set(counts) == {0, 1}
    assert 0.5 < np.mean(counts) < 0.95  # three would pay


def test_each_further_supplier_asks_for_more(village) -> None:
    place = village()
    assert [place.after(1_400.0).suppliers for _ in range(5)] == [1] * 5  # 1.4 times one, 0.7 times two


@pytest.mark.parametrize(("share", "active", "grows"), [(0.05, 1.0, True), (0.04, 1.0, False), (0.5, 0.0, False)])
def test_lines_are_extended_where_enough_pay_for_them(bench, share, active, grows) -> None:
    here = bench(broadband=0.2).rule(telecom_demand=0.05, telecom_step=0.1, market_active=active)
    here.play("input").place(share=share).play("implementation")
    assert here.village.broadband == pytest.approx(0.28 if grows else 0.2)
    if grows:
        assert (here.households.flags & CONNECTED).any()


def test_the_firms_pay_branches_and_line_haul(bench) -> None:
    here = bench(couriers=2, goods=1.0).rule(**{**CERTAIN, "courier_rivalry": 0.0}).place(wanted=1e5)
    here.set(stores=1, quality=1.0, skill=0.5, reputation=0.5).play("input").place(shipping=1.0).play("implementation")
    flows = here.village.flows
    assert flows[Flow.PARCELS] > 0
    assert flows[Flow.LINE_HAUL] == pytest.approx(0.5 * flows[Flow.PARCELS])
    assert flows[Flow.BRANCHES] == here.village.couriers * 10_000


def test_lenders_trust_falls_by_what_was_lost_of_all_that_was_owed(bench) -> None:
    still = {f"actors.household.{name}": 0 for name in ("open_rate", "home_rate", "leave_rate")}
    here = bench({**still, "actors.market.loan_rate": 0}).rule(credit_memory=1.0, loan_term=1e12, medical_cost=0.0).place(credit=1.0)
    here.play("input").set(debt=10_000.0, cash=1e6, income=10_000.0, need=0)
    for household in here.households.rows(0, 3):
        household.cash, household.earning, household.income, household.workers, household.away = 0.0, 0.0, 1.0, 0, 0
    here.play("implementation").play("feedback")
    assert here.month.defaults == pytest.approx(30_000)
    # three of sixty is half of the tenth at which all trust is gone
    assert here.village.credit == pytest.approx(0.5, abs=0.01)
    assert here.village.credit > 1 - 10 * 3 / 57 + 0.01
