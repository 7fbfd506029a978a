"""Firms come where volume pays, leave where it does not, and lend on results."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.market.feedback import credit_after, fee_after
from linkage_sim.actors.market.implementation import branch_earnings, branches_carried, movers, nearby_cost
from linkage_sim.actors.market.input import remembered
from linkage_sim.economy.ledger import Flow
from linkage_sim.population.state import CONNECTED

SHARE = st.floats(0, 1)


def test_a_branch_earns_its_part_of_the_volume_up_to_its_capacity(plain) -> None:
    assert plain(branch_earnings)(1_000.0, 2.0, 60_000.0, 10.0, 0.25) == pytest.approx(500 * 2.5)
    assert plain(branch_earnings)(1e9, 2.0, 60_000.0, 10.0, 0.25) == pytest.approx(60_000 * 2.5)
    assert plain(branch_earnings)(1_000.0, 0.0, 60_000.0, 10.0, 0.25) == 0


@given(st.floats(0, 1e6), st.floats(1, 1e5), st.floats(0.1, 20), st.floats(0.01, 1), st.floats(1, 1e5))
def test_as_many_branches_are_carried_as_earn_their_cost(volume, capacity, price, margin, cost) -> None:
    carried = getattr(branches_carried, "py_func", branches_carried)(volume, capacity, price, margin, cost)
    earned = getattr(branch_earnings, "py_func", branch_earnings)
    assert carried == int(carried)
    assert carried == 0 or earned(volume, carried, capacity, price, margin) >= cost * (1 - 1e-9)
    assert earned(volume, carried + 1, capacity, price, margin) < cost * (1 + 1e-9)


@pytest.mark.parametrize(
    ("missing", "rate", "u", "enter"),
    [(1, 0.25, 0.7, 0), (1, 0.25, 0.8, 1), (10, 0.25, 0.4, 2), (10, 0.25, 0.6, 3), (-2, 1.0, 0.9, 0), (5, 0, 0.9, 0)],
)
def test_a_part_of_the_firms_that_should_move_does(plain, missing, rate, u, enter) -> None:
    assert plain(movers)(float(missing), rate, u) == enter


def test_a_branch_costs_less_where_the_firm_is_near(plain) -> None:
    assert plain(nearby_cost)(60_000.0, 0.0, 0.3) == 60_000
    assert plain(nearby_cost)(60_000.0, 2.0, 0.3) == pytest.approx(42_000)


@given(st.floats(0, 1e6), st.floats(0, 1e6), SHARE)
def test_expectations_lie_between_old_and_new(old, now, memory) -> None:
    expected = getattr(remembered, "py_func", remembered)(old, now, memory)
    assert min(old, now) - 1e-6 <= expected <= max(old, now) + 1e-6


@given(SHARE, st.floats(0, 1e6), st.floats(0, 1e6), SHARE)
def test_trust_is_a_share_and_falls_with_what_is_lost(credit, defaulted, debt, memory) -> None:
    rule = getattr(credit_after, "py_func", credit_after)
    after = rule(credit, defaulted, debt + defaulted, memory)
    assert 0 <= after <= 1
    assert after <= rule(credit, 0.0, debt + defaulted, memory) + 1e-12


def test_trust_is_lost_with_a_tenth_of_the_debt_and_returns_slowly(plain) -> None:
    assert plain(credit_after)(1.0, 100.0, 1_000.0, 1.0) == pytest.approx(0.0)
    assert plain(credit_after)(1.0, 50.0, 1_000.0, 1.0) == pytest.approx(0.5)
    assert plain(credit_after)(0.0, 0.0, 1_000.0, 0.25) == pytest.approx(0.25)
    assert plain(credit_after)(0.4, 0.0, 0.0, 0.5) == pytest.approx(0.7)


def test_fees_fall_with_rivals(plain) -> None:
    fees = [plain(fee_after)(float(couriers), 0.2) for couriers in range(8)]
    assert fees[0] == fees[1] == 1.0
    assert fees[2] == pytest.approx(0.9)
    assert fees == sorted(fees, reverse=True)
    assert fees[-1] > 0.8


CERTAIN = {"entry_rate": 1.0, "courier_cost": 10_000.0, "courier_margin": 0.5, "courier_capacity": 10_000.0, "volume_memory": 1.0,
           "entry_proof": 0.0}  # fmt: skip


def played(bench, volume: float, *, month: int = 0, couriers: int = 0, **rules: float):
    village = bench(couriers=couriers).rule(**{**CERTAIN, **rules}).place(wanted=volume)
    return village.play("input", month).play("implementation", month)


def test_firms_come_after_the_volume_is_there(bench) -> None:
    # a branch must earn 1.3 times 10,000 RMB at half of 15.7 RMB a piece: 1,656 pieces
    assert played(bench, 1_700.0).see.couriers == 1
    assert played(bench, 1_600.0).see.couriers == 0
    assert played(bench, 1_700.0, entry_rate=0.0).see.couriers == 0
    assert played(bench, 1_700.0, market_active=0.0).see.couriers == 0


def test_firms_ask_for_months_of_proof_in_a_row(bench) -> None:
    village = bench(couriers=0).rule(**{**CERTAIN, "entry_proof": 3.0}, supplier_sales=1e5, parcel_value=100.0)
    came = []
    for month, volume in enumerate([1_700.0, 1_700.0, 0.0, 1_700.0, 1_700.0, 1_700.0, 1_700.0]):
        village.place(wanted=volume).play("input", month).play("implementation", month)
        came.append((village.see.couriers, village.see.suppliers))
    assert came == [(0, 0)] * 6 + [(1, 1)]


def test_once_there_is_proof_firms_follow_the_volume_without_new_proof(bench) -> None:
    village = bench(couriers=0).rule(**{**CERTAIN, "entry_proof": 3.0}, courier_rivalry=0.0)
    came = []
    # a branch must earn 1.3 times 10,000 RMB at half of 15.7 RMB a piece: 1,656 pieces
    for month, volume in enumerate([5_000.0, 5_000.0, 5_000.0, 5_000.0, 17_000.0, 17_000.0]):
        village.place(wanted=volume).play("input", month).play("implementation", month)
        came.append(village.see.couriers)
    assert came == [0, 0, 0, 3, 10, 10]


def test_volume_that_could_not_be_shipped_brings_them_too(bench) -> None:
    village = played(bench, 2_000.0)
    assert village.see.volume == 2_000
    assert village.see.couriers == 1
    assert village.see.branches == 1


def test_branches_close_where_they_no_longer_pay(bench) -> None:
    assert played(bench, 0.0, couriers=2).see.couriers == 0
    assert 0 < played(bench, 0.0, couriers=9, entry_rate=0.5).see.couriers < 9
    assert played(bench, 4_000.0, couriers=2).see.couriers == 2
    assert played(bench, 0.0).see.couriers == 0


def test_suppliers_come_with_sales_and_bring_goods(bench) -> None:
    village = bench(goods=0.2).rule(**CERTAIN, supplier_sales=1e5, parcel_value=100.0, supplier_goods=0.5)
    came = []
    for month, sales in enumerate([1.4e5, 2.7e5, 2.7e5, 1e8, 1e8]):  # each asks for 1.3e5
        village.place(wanted=sales / 100.0).play("input", month).play("implementation", month)
        came.append((village.see.suppliers, village.see.goods))
    assert came == [(suppliers, pytest.approx(goods)) for suppliers, goods in [(1, 0.6), (2, 0.8), (2, 0.8), (3, 0.9), (3, 0.9)]]


def test_a_part_of_the_suppliers_that_would_pay_comes_in_a_month(bench) -> None:
    counts = []
    for seed in range(1, 41):
        village = bench(goods=0.2, seed=seed).rule(**{**CERTAIN, "entry_rate": 0.25}, supplier_sales=1e5, parcel_value=100.0)
        counts.append(village.place(wanted=1e6).play("input").play("implementation").see.suppliers)
    assert set(counts) == {0, 1}
    assert 0.5 < np.mean(counts) < 0.95  # three would pay


def test_each_further_supplier_asks_for_more(bench) -> None:
    village = bench().rule(**CERTAIN, supplier_sales=1e5, parcel_value=100.0)
    for month in range(5):
        village.place(wanted=1_400.0).play("input", month).play("implementation", month)  # 1.4 times one, 0.7 times two
    assert village.see.suppliers == 1


@pytest.mark.parametrize(("share", "active", "grows"), [(0.05, 1.0, True), (0.04, 1.0, False), (0.5, 0.0, False)])
def test_lines_are_extended_where_enough_pay_for_them(bench, share, active, grows) -> None:
    village = bench(broadband=0.2).rule(telecom_demand=0.05, telecom_step=0.1, market_active=active)
    village.play("input").place(share=share).play("implementation")
    assert village.see.broadband == pytest.approx(0.28 if grows else 0.2)
    if grows:
        assert (village.h.flags & CONNECTED).any()


def test_the_firms_pay_branches_and_line_haul(bench) -> None:
    village = bench(couriers=2, goods=1.0).rule(**CERTAIN, courier_rivalry=0.0).place(wanted=1e5)
    village.set(stores=1, quality=1.0, skill=0.5, reputation=0.5).play("input").place(shipping=1.0).play("implementation")
    flows = village.w.flows[0]
    assert flows[Flow.PARCELS] > 0
    assert flows[Flow.LINE_HAUL] == pytest.approx(0.5 * flows[Flow.PARCELS])
    assert flows[Flow.BRANCHES] == village.see.couriers * 10_000


def test_lenders_trust_falls_by_what_was_lost_of_all_that_was_owed(bench) -> None:
    still = {f"actors.household.{name}": 0 for name in ("open_rate", "home_rate", "leave_rate")}
    village = bench({**still, "actors.market.loan_rate": 0}).rule(credit_memory=1.0).place(credit=1.0)
    village.play("input").set(debt=10_000.0, cash=1e6, income=10_000.0, need=0)
    village.h.cash[:3], village.h.earning[:3], village.h.income[:3], village.h.workers[:3] = 0.0, 0.0, 1.0, 0
    village.rule(loan_term=1e12, medical_cost=0.0).h.away[:3] = 0
    village.play("implementation").play("feedback")
    assert village.see.defaults == pytest.approx(30_000)
    # three of sixty is half of the tenth at which all trust is gone
    assert village.see.credit == pytest.approx(0.5, abs=0.01)
    assert village.see.credit > 1 - 10 * 3 / 57 + 0.01
