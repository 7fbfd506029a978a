"""Each pattern of households is shown by a made-up history that has it and not by one that has not; a real run can be watched."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from linkage_sim.experiments.validation import household_patterns as of
from linkage_sim.experiments.validation.histories import History, histories
from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.state.ledger import Flow

N, H = 48, 200


def made(opens: np.ndarray | None = None, **changed: object) -> History:
    """Households 0 to 179 open a store one after the other, 40 a year; the last 20 never do."""
    opens = np.append(np.arange(180) * N // 200 + 1, np.full(20, N + 1)) if opens is None else opens
    online = np.arange(N)[:, None] >= opens[None, :]
    zeros = np.zeros((N, H))
    usual = History(
        stores=online * 2.0, sales=online * 1e4, profit=online * 3000.0, wages=np.where(online, 1000.0, 1500.0), poor=zeros > 0,
        units=zeros, met=zeros, kin_online=zeros, neighbours_online=zeros, founder=np.zeros(H, bool), copycat=np.zeros(H, bool),
        schooling=np.arange(H) % 5 * 1.0, age=np.arange(H) % 3 * 1.0, months=pd.DataFrame(),
    )  # fmt: skip
    return replace(usual, **changed)


def ties(early: float, late: float, spread: float = 0.1) -> np.ndarray:
    """Online share of ties: so much higher for those who are about to open, in the first and in the second half; else spread by chance."""
    opens = np.append(np.arange(180) * N // 200 + 1, np.full(20, N + 1))
    about = (np.arange(N)[:, None] + 1 == opens[None, :]).astype(float)
    size = np.where(np.arange(N) < 21, early, late)[:, None]
    return 0.4 + spread * np.random.default_rng(11).normal(size=(N, H)) + about * size


@pytest.mark.parametrize(
    ("kin", "near", "shown"), [((0.3, 0.1), (0.1, 0.1), 1.0), ((0.1, 0.1), (0.3, 0.1), 0.0), ((0.2, 0.4), (0.1, 0.1), 0.0)]
)
def test_growth_goes_by_kin_first_and_by_neighbours_next(kin, near, shown):
    assert of.kin_first(made(kin_online=ties(*kin), neighbours_online=ties(*near))) == shown


def test_ties_are_told_in_units_of_their_spread():
    coarse = ties(0.4, 0.1, spread=0.4)  # a larger difference, but no more than neighbours' shares differ by chance
    assert of.kin_first(made(kin_online=ties(0.2, 0.1), neighbours_online=coarse)) == 1.0
    assert of.kin_first(made(kin_online=coarse, neighbours_online=ties(0.2, 0.1))) == 0.0


def test_households_that_are_online_already_are_no_measure_of_those_that_open():
    kin, near = ties(0.3, 0.1), ties(0.1, 0.1)
    run = made(kin_online=np.where(made().online, 5.0, kin), neighbours_online=near)
    assert of.kin_first(run) == of.kin_first(made(kin_online=kin, neighbours_online=near)) == 1.0


def test_few_openings_tell_nothing_of_ties():
    assert math.isnan(of.kin_first(made(np.append(np.arange(10), np.full(190, N + 1)))))


def test_founders_outdo_copies_where_they_earn_more_and_stay():
    kinds = {"founder": np.arange(H) < 12, "copycat": (np.arange(H) >= 20) & (np.arange(H) < 60)}
    profit = made().profit * np.where(np.arange(H) < 12, 5.0, 1.0)
    left = made().stores.copy()
    left[40:, 20:40] = 0
    assert of.founders_outdo_copies(made(**kinds, profit=profit, stores=left)) == 1.0
    assert of.founders_outdo_copies(made(**kinds, profit=profit)) == 0.0  # nobody leaves
    assert of.founders_outdo_copies(made(**kinds, stores=left)) == 0.0  # nobody earns more
    assert math.isnan(of.founders_outdo_copies(made(founder=np.arange(H) < 12)))


def test_the_chance_to_leave_is_per_month_online():
    stores = np.ones((5, 2))
    stores[3:, 0] = 0
    run = replace(made(), stores=stores)
    assert of.leaving(run, np.array([True, False])) == pytest.approx(1 / 3)
    assert of.leaving(run, np.array([False, True])) == 0.0


@pytest.mark.parametrize(("sigma", "shown"), [(1.6, 1.0), (0.3, 0.0)])
def test_sales_are_heavy_tailed_where_they_are_spread_as_observed(sigma, shown):
    each = np.exp(sigma * np.random.default_rng(2).normal(size=H))
    assert of.heavy_tail(made(sales=made().sales * each)) == shown


@pytest.mark.parametrize(("wages", "profit", "shown"), [(1000.0, 3000.0, 1.0), (2000.0, 3000.0, 0.0), (1000.0, 100.0, 0.0)])
def test_wages_fall_and_income_rises_as_households_go_online(wages, profit, shown):
    run = made()
    assert of.wages_fall_income_rises(replace(run, wages=np.where(run.online, wages, 1500.0), profit=run.online * profit)) == shown


@pytest.mark.parametrize(("young", "schooled", "shown"), [(0.1, 0.1, 1.0), (-0.1, 0.1, 0.0), (0.1, -0.1, 0.0), (0.0, 0.0, 0.0)])
def test_the_young_and_the_schooled_take_part_more_or_do_not(young, schooled, shown):
    age, schooling = np.arange(H) % 3, np.arange(H) % 5
    chance = 0.5 + young * (1 - age) + schooled * (schooling - 2)
    run = made(age=age * 1.0, schooling=schooling * 1.0)
    assert of.young_and_schooled(replace(run, stores=(np.arange(N)[:, None] < N * chance) * 1.0)) == shown


def test_founders_tell_nothing_of_who_takes_part():
    run = made(age=np.zeros(H), schooling=np.full(H, 4.0))
    assert math.isnan(of.young_and_schooled(run))
    young = np.arange(H) < 10
    known = made(age=np.where(young, 0.0, 2.0), schooling=np.where(np.arange(H) % 2, 4.0, 0.0), founder=young)
    assert math.isnan(of.young_and_schooled(known))


def test_help_reaches_the_poor_better_where_more_of_it_meets_their_needs():
    poor = np.zeros((N, H), bool)
    poor[:, :20] = True
    aimed = made(poor=poor, units=poor * 1.0, met=poor * 1.0)
    spread = made(poor=poor, units=np.ones((N, H)), met=np.ones((N, H)) * 0.5)
    assert of.well_aimed(aimed) == 1.0
    assert of.well_aimed(spread) == pytest.approx(0.05)
    assert of.linked_reaches_poor(aimed, spread) == 1.0
    assert of.linked_reaches_poor(spread, aimed) == 0.0
    assert math.isnan(of.linked_reaches_poor(aimed, made(poor=poor)))


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load("junpu").with_overrides({"months": 30, "platform.start": "2012-06"})


def test_a_history_is_what_the_model_itself_records(scenario):
    seeds = [3, 4]
    runs = histories([scenario, scenario], seeds)
    for seed, run in zip(seeds, runs, strict=True):
        months = LinkageModel(scenario, seed=seed).run().record.monthly
        assert run.stores.sum(axis=1).tolist() == (months["stores"] - months["tenant_stores"]).tolist()
        assert run.online.sum(axis=1).tolist() == months["online_households"].tolist()
        sales, alone = (
            months["sales"].to_numpy(),
            (months["tenant_stores"].cumsum() == 0).to_numpy(),
        )  # before others come
        assert alone.any()
        assert run.sales.sum(axis=1)[alone] == pytest.approx(sales[alone], rel=1e-9)
        assert (run.sales.sum(axis=1) <= sales * (1 + 1e-9)).all()
        assert run.poor.sum(axis=1).tolist() == months["poor_households"].tolist()
        links = sum(months[f"integration_{payer}"] for payer in ("community", "government", "market", "society"))
        assert (run.units.sum(axis=1) <= links.to_numpy() + 1e-9).all()  # works for the village are no household's units
        assert 12 <= run.founder.sum() <= 12 + months["founders_home"].sum()
        assert (run.met <= run.units).all()
        assert run.met.sum() > 0
        assert np.nanmax(run.kin_online) <= 1.0
        assert run.months["stores"].tolist() == months["stores"].tolist()
        assert set(run.age) == {0.0, 1.0, 2.0}
        assert set(run.schooling) <= {0.0, 1.0, 2.0, 3.0, 4.0}


def test_profit_is_what_the_ledger_says_of_stores(scenario):
    model = LinkageModel(scenario, seed=5, journal=True)
    run = histories([scenario], [5])[0]
    for month in range(6):
        model.step()
        journal = model.world.journal.flows[: len(model.world.households)]  # rooms for shopkeepers from outside follow
        profit = journal[:, Flow.SALES] - journal[:, Flow.GOODS : Flow.HELPER_PAY + 1].sum(axis=1)
        assert run.profit[month] == pytest.approx(profit)
