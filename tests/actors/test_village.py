"""What a village remembers of a month, and what is worked out at its beginning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.actors.village import bought_online, close_trade, job_share, remember_trade, vacancies
from linkage_sim.population.initialise import line_reach
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.ledger import Flow
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village

COUNT = st.floats(0, 1e4)
SHARE = st.floats(0, 1)


@given(COUNT, COUNT)
def test_jobs_and_vacancies_are_shares(jobs, people) -> None:
    for rule in (job_share, vacancies):
        assert 0 <= rule(jobs, people) <= 1
        assert rule(jobs, 0.0) == rule(0.0, people) == 0
        assert rule(5.0, 20.0) == 0.25


@pytest.mark.parametrize(
    ("helpers", "free", "away", "share", "open_jobs", "vacant"),
    [(5, 20, 10, 0.25, 0, 0.0), (20, 20, 10, 1.0, 0, 0.0), (25, 20, 10, 1.0, 5, 0.5), (50, 20, 10, 1.0, 30, 1.0), (9, 0, 0, 0.0, 9, 0.0)],
)
def test_jobs_beyond_the_free_hands_are_open_to_the_town_and_to_migrants(helpers, free, away, share, open_jobs, vacant) -> None:
    village = Village()
    remember_trade(village, Month(helpers=helpers, free_hands=free, migrants_away=away), 0)
    assert (village.job_share, village.hands, village.open_jobs, village.vacancies) == (share, free, open_jobs, vacant)


@pytest.mark.parametrize(("online", "tenants", "profit", "thriving"), [(4, 0, 25.0, 0.5), (2, 2, 25.0, 0.5), (0, 0, 0.0, 0.0)])
def test_profits_are_seen_as_a_mean_over_all_who_keep_shops(online, tenants, profit, thriving) -> None:
    village = Village(online=online, tenants=tenants)
    remember_trade(village, Month(profit=100.0, thrivers=2.0), 0)
    assert (village.profit_household, village.thriving) == (profit, thriving)


@given(st.floats(0, 1e4), SHARE, st.floats(0, 10), st.floats(0, 30))
def test_a_village_buys_as_many_parcels_as_its_people_are_online_and_the_market_has_grown(people, internet, market, parcels) -> None:
    bought = bought_online(people, internet, market, parcels)
    assert bought == pytest.approx(people * internet * market * parcels)


def test_parcels_are_sent_and_received_and_are_not_pieces() -> None:
    village, month = Village(mean_size=4.0, last=100, tourism=0.5), Month()
    village.flows[Flow.SALES] = 50_000.0
    rules = Parameters(parcel_value=100.0, pieces_per_parcel=1.5, supply_parcels=0.2, shopping_parcels=0.5, tourism_income=60.0)
    close_trade(village, rules, EnvironmentRow(rural_internet=0.3, online_retail=2.0), month)
    assert (month.sales, month.parcels, month.pieces) == (50_000, 500, 750)
    assert month.inbound_parcels == village.inbound == pytest.approx(0.2 * 500 + 400 * 0.3 * 2 * 0.5)
    assert village.flows[Flow.TOURISM] == 60 * 0.5 * 100


@pytest.mark.parametrize(
    ("broadband", "network", "country", "reach"),
    [(0.2, 0.0, 0.9, 0.2), (0.2, 1.0, 0.5, 0.5), (0.6, 1.0, 0.5, 0.6), (0.0, 3.0, 0.5, 1.0), (0, 0, 1, 0)],
)
def test_a_line_can_be_had_where_lines_lie_or_the_network_reaches(broadband, network, country, reach) -> None:
    assert line_reach(broadband, network, country) == pytest.approx(reach)


@given(SHARE, st.floats(0, 20), SHARE)
def test_reach_is_a_share_and_never_less_than_the_lines_that_lie(broadband, network, country) -> None:
    assert broadband <= line_reach(broadband, network, country) <= 1


def test_the_network_reaches_further_year_by_year(bench) -> None:
    here = bench({"months": 60}, broadband=0.1, network=0.8)
    reached = []
    for month in (0, 24, 48):
        here.play("input", month)
        assert here.village.reach == pytest.approx(0.8 * here.environment(month).network)
        reached.append(here.village.reach)
    assert reached == sorted(set(reached))
    here.place(broadband=0.9).play("input", 49)
    assert here.village.reach == pytest.approx(0.9)


def test_what_people_buy_online_arrives_where_nobody_sells(bench) -> None:
    here = bench(households=200).play("input").play("implementation")
    around, rules = here.environment(), here.parameters
    expected = here.village.mean_size * 200 * around.rural_internet * around.online_retail * rules.shopping_parcels
    assert here.month.parcels == here.month.sales == here.month.pieces == 0
    assert here.month.inbound_parcels == pytest.approx(expected)
    here.play("input", 1)
    assert here.village.received == pytest.approx(rules.volume_memory * expected)
    assert here.village.volume == 0
    assert np.isfinite(here.village.fee)
