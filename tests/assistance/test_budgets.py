"""How money is divided: by households where nothing links, by what was asked for and worked where the platform does."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.actors.government import receive_public_funds
from linkage_sim.actors.month import open_month
from linkage_sim.actors.spread import meet_neighbours
from linkage_sim.assistance.budgets import ALLOCATION_MONTHS, allotted, asked_weight, divide_budgets, offer_weight
from linkage_sim.state.ledger import ACCOUNTS, WORLD
from linkage_sim.state.parameters import Parameters, ProgrammeRow
from linkage_sim.state.village import GOVERNMENT, MARKET, Offer, Village
from linkage_sim.state.world import World
from tests.worlds import small_world

HELP = {"title": "Help", "providers": ["government"], "need": "skills", "cost": 1_000, "capacity": 50}


@pytest.fixture
def two_programmes(minimal):
    """Build a village with two programmes; keywords change the second."""

    def build(rules: dict | None = None, **second) -> World:
        content = {
            "programmes.a": HELP,
            "programmes.b": {**HELP, "need": "illness", **second},
            "actors.government.public_funds": 200,
            "actors.government.worked_weight": 1,
        }
        return small_world(minimal({**content, **(rules or {})}, households=50))

    return build


def divide(world: World, claims: list[float], month: int = 0) -> np.ndarray:
    """Let public funds come in and be divided; return what is allocated to the programmes."""
    world.offers.claims[:] = claims
    world.clock[0] = month
    meet_neighbours(world)
    for county, accounts in zip(world.counties, world.accounts, strict=True):
        receive_public_funds(county, world.parameters[county.variant], 0.0, accounts)
    divide_budgets(world)
    return world.offers.allocation.copy()


def test_all_that_leaves_the_account_is_allocated(two_programmes) -> None:
    world, funds = two_programmes(), 50 * 200.0
    world.offers.claims[:] = [3, 1]
    open_month(world, 0, 1)
    allocated = world.offers.allocation.sum()
    assert allocated == pytest.approx(funds)
    assert world.accounts[0, GOVERNMENT] == pytest.approx(0, abs=1e-9)
    # the other funds of the month came in as well, and wait
    assert world.accounts.sum() + allocated == pytest.approx(0, abs=1e-6)
    assert world.accounts[0, WORLD] < -funds


def test_linked_money_follows_claims(two_programmes) -> None:
    assert divide(two_programmes(), [3, 1]) == pytest.approx([7_500, 2_500])
    assert divide(two_programmes(), [3, 0]) == pytest.approx([10_000, 0])


@pytest.mark.parametrize("rules", [{"platform.on": False}, {"actors.government.worked_weight": 0}, {"platform.start": "2012-02"}])
def test_unlinked_money_goes_to_all_alike(two_programmes, rules) -> None:
    assert divide(two_programmes(rules), [3, 0]) == pytest.approx([5_000, 5_000])


def test_money_follows_what_met_a_need(two_programmes) -> None:
    world = two_programmes()
    world.offers.matched[:], world.offers.met[:] = [9, 9], [9, 4]
    assert divide(world, [1, 1]) == pytest.approx([10_000 * 2 / 3, 10_000 / 3])


def test_what_nobody_asks_for_waits_in_the_account(two_programmes) -> None:
    world = two_programmes()
    assert divide(world, [0, 0]).sum() == 0
    assert world.accounts[0, GOVERNMENT] == pytest.approx(10_000)


@pytest.mark.parametrize("second", [{"start": "2013-01"}, {"trigger": "noticed"}, {"providers": ["society"]}])
def test_a_programme_that_does_not_run_gets_nothing(two_programmes, second) -> None:
    off = {"actors.society.active": False} if "providers" in second else {}
    assert divide(two_programmes(off, **second), [3, 3]) == pytest.approx([10_000, 0])


def test_a_provider_that_is_off_receives_nothing(two_programmes) -> None:
    world = two_programmes({"actors.government.active": False})
    assert divide(world, [1, 1]).sum() == 0
    assert world.accounts[0, GOVERNMENT] == 0


def test_a_full_allocation_is_passed_over(two_programmes) -> None:
    world, full = two_programmes(), ALLOCATION_MONTHS * 1_000 * 50
    world.offers.allocation[:] = [full, 0]
    assert divide(world, [3, 1]) == pytest.approx([full, 10_000])


@pytest.mark.parametrize("second", [{"end": "2012-06"}, {"providers": ["society"]}])
def test_the_allocation_of_a_programme_that_does_not_run_returns(two_programmes, second) -> None:
    world = two_programmes({"actors.society.active": False}, **second)
    assert world.programmes[1].active_share == (1 if "end" in second else 0)
    world.offers.allocation[:] = [0, 7_000]
    assert divide(world, [0, 0], month=6) == pytest.approx([0, 0])
    payer = world.programmes[1].payer
    assert world.accounts[0, payer] == pytest.approx(7_000 + (10_000 if payer == GOVERNMENT else 0))


def test_counties_do_not_share_money(two_villages) -> None:
    world = small_world(two_villages({"actors.government.public_funds": 70}, households=100))
    open_month(world, 0, 1)
    allocated = world.offers.allocation.reshape(2, -1)[:, world.programmes.payer == GOVERNMENT].sum(axis=1)
    assert allocated + world.accounts[:, GOVERNMENT] == pytest.approx(70 * np.array([50, 100]))


def test_the_firms_give_a_share_of_their_balance(two_programmes) -> None:
    world = two_programmes({"actors.market.support_share": 0.1}, providers=["market"])
    assert ACCOUNTS[MARKET] == "market"
    for balance in (5_000.0, -5_000.0):  # nothing is given of a debt, and nothing taken back
        world.accounts[0, MARKET] = balance
        assert divide(world, [0, 1])[1] == pytest.approx(500)


@pytest.mark.parametrize(("linked", "worked", "weight"), [(False, 1.0, 60.0), (True, 0.0, 60.0), (True, 1.0, 5.0), (True, 0.5, 32.5)])
def test_a_weight_mixes_households_and_claims(linked, worked, weight) -> None:
    assert asked_weight(60.0, 2_000.0, 5.0, 0.5, worked, linked) == pytest.approx(weight)


@pytest.mark.parametrize(
    ("offer", "active", "weight"),
    [
        ({}, 1.0, 60.0),
        ({"allocation": 299_999.0}, 1.0, 60.0),
        ({"allocation": 300_000.0}, 1.0, 0.0),  # full
        ({}, 0.0, -1.0),  # does not run
    ],
)
def test_an_offer_weighs_as_it_runs_and_has_room(offer, active, weight) -> None:
    programme = ProgrammeRow(cost=1_000.0, capacity=50.0, active_share=active, end=9)
    assert offer_weight(Offer(**offer), programme, Village(last=60), Parameters(), 0) == weight


@pytest.mark.parametrize(
    ("allocation", "weight", "total", "moves"), [(0, 1, 4, 250), (900, 1, 4, 100), (0, 0, 4, 0), (0, 0, 0, 0), (700, -1, 4, -700)]
)
def test_an_allocation_takes_its_part_until_it_is_full_or_returns(allocation, weight, total, moves) -> None:
    assert allotted(allocation, 1_000.0, weight, total, 1_000.0) == moves
