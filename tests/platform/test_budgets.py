"""How money is divided: by households where nothing links, by what was asked for and worked where the platform does."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.actors import month as schedule
from linkage_sim.state.ledger import ACCOUNTS, GOVERNMENT, WORLD
from linkage_sim.model import LinkageModel
from linkage_sim.platform.budgets import PURSE_MONTHS, asked_weight

HELP = {"title": "Help", "providers": ["government"], "need": "skills", "cost": 1_000, "capacity": 50}


def two_programmes(bench, rules: dict | None = None, **second):
    return bench(
        {
            "programmes.a": HELP,
            "programmes.b": {**HELP, "need": "illness", **second},
            "actors.government.public_funds": 200,
            "actors.government.worked_weight": 1,
            **(rules or {}),
        },
        households=50,
    )


def divide(village, claims: list[float], month: int = 0) -> np.ndarray:
    village.w.claims[0] = claims
    village.w.clock[0] = month
    schedule.counties_month(village.w)
    return village.w.purse[0].copy()


def test_all_that_leaves_the_account_is_in_purses(bench) -> None:
    village = two_programmes(bench)
    purses = divide(village, [3, 1])
    funds = 50 * 200.0
    assert purses.sum() == pytest.approx(funds)
    assert village.w.accounts[0, GOVERNMENT] == pytest.approx(0, abs=1e-9)
    # the other funds of the month came in as well, and wait
    assert village.w.accounts.sum() + purses.sum() == pytest.approx(0, abs=1e-6)
    assert village.w.accounts[0, WORLD] < -funds


def test_linked_money_follows_claims(bench) -> None:
    assert divide(two_programmes(bench), [3, 1]) == pytest.approx([7_500, 2_500])
    assert divide(two_programmes(bench), [3, 0]) == pytest.approx([10_000, 0])


@pytest.mark.parametrize("rules", [{"platform.on": False}, {"actors.government.worked_weight": 0}, {"platform.start": "2012-02"}])
def test_unlinked_money_goes_to_all_alike(bench, rules) -> None:
    assert divide(two_programmes(bench, rules), [3, 0]) == pytest.approx([5_000, 5_000])


def test_money_follows_what_met_a_need(bench) -> None:
    village = two_programmes(bench)
    village.w.matched[0], village.w.met[0] = [9, 9], [9, 4]
    assert divide(village, [1, 1]) == pytest.approx([10_000 * 2 / 3, 10_000 / 3])


def test_what_nobody_asks_for_waits_in_the_account(bench) -> None:
    village = two_programmes(bench)
    assert divide(village, [0, 0]).sum() == 0
    assert village.w.accounts[0, GOVERNMENT] == pytest.approx(10_000)


def test_a_programme_that_does_not_run_gets_nothing(bench) -> None:
    assert divide(two_programmes(bench, start="2013-01"), [3, 3]) == pytest.approx([10_000, 0])
    assert divide(two_programmes(bench, trigger="noticed"), [3, 3]) == pytest.approx([10_000, 0])
    village = two_programmes(bench, providers=["society"])
    village.rule(society_active=0.0)
    assert divide(village, [3, 3])[0] == pytest.approx(10_000)


def test_a_provider_that_is_off_receives_nothing(bench) -> None:
    village = two_programmes(bench, {"actors.government.active": False})
    divide(village, [1, 1])
    assert village.w.accounts[0, GOVERNMENT] == 0
    assert village.w.purse.sum() == 0


def test_a_full_purse_is_passed_over(bench) -> None:
    village = two_programmes(bench)
    full = PURSE_MONTHS * 1_000 * 50
    village.w.purse[0] = [full, 0]
    assert divide(village, [3, 1]) == pytest.approx([full, 10_000])


@pytest.mark.parametrize("second", [{"end": "2012-06"}, {"providers": ["society"]}])
def test_the_purse_of_a_programme_that_does_not_run_returns(bench, second) -> None:
    village = two_programmes(bench, **second).rule(society_active=0.0)
    village.w.programmes["active_share"][0, 1] = 1.0 if "end" in second else 0.0
    village.w.purse[0] = [0, 7_000]
    purses = divide(village, [0, 0], month=6)
    assert purses == pytest.approx([0, 0])
    payer = int(village.w.programmes["payer"][0, 1])
    assert village.w.accounts[0, payer] == pytest.approx(7_000 + (10_000 if payer == GOVERNMENT else 0))


def test_counties_do_not_share_money(two_villages) -> None:
    world = LinkageModel(two_villages({"actors.government.public_funds": 70}, households=100)).world
    schedule.counties_month(world)
    funds = 70 * np.array([50, 100])
    payer = world.programmes["payer"][0] == 1
    held = world.purse[:, payer].sum(axis=1) + world.accounts[:, GOVERNMENT]
    assert held == pytest.approx(funds)


def test_the_firms_give_a_share_of_their_balance(bench) -> None:
    village = two_programmes(bench, {"actors.market.support_share": 0.1}, providers=["market"])
    at = ACCOUNTS.index("market")
    village.w.accounts[0, at] = 5_000.0
    purses = divide(village, [0, 1])
    assert purses[1] == pytest.approx(500)
    village.w.accounts[0, at] = -5_000.0
    assert divide(village, [0, 1])[1] == pytest.approx(500)


@pytest.mark.parametrize(("linked", "worked", "weight"), [(False, 1.0, 60.0), (True, 0.0, 60.0), (True, 1.0, 5.0), (True, 0.5, 32.5)])
def test_a_weight_mixes_households_and_claims(plain, linked, worked, weight) -> None:
    assert plain(asked_weight)(60.0, 2_000.0, 5.0, 0.5, worked, linked) == pytest.approx(weight)
