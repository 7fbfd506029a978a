"""An enterprise that is not online: who begins one, who gives it up."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.actors.household.enterprise import can_begin, keep_enterprise
from linkage_sim.kernel.random import Draws
from linkage_sim.state.household import ENTERPRISE, Household
from linkage_sim.state.ledger import Flow
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Books, Village

RULES = {"household_active": 1.0, "enterprise_rate": 0.1, "enterprise_end": 0.05, "enterprise_capital": 8_000.0}
ABLE = {"workers": 2, "cash": 9_000.0, "motivation": 0.5, "traits": 18}


def kept(household: dict[str, float], draw: float, **rules: float) -> tuple[Household, Books]:
    """Let a household keep, begin or give up an enterprise; return it and what was booked."""
    one, village, books = Household(**household), Village(journal=1), Books()
    keep_enterprise(one, village, Parameters(**{**RULES, **rules}), Draws(third=draw), books)
    np.testing.assert_array_equal(village.flows, books.flows)
    return one, books


@pytest.mark.parametrize(("draw", "begins"), [(0.951, True), (0.949, False), (1e-6, False)])
def test_the_motivated_begin_with_the_highest_draws(draw, begins) -> None:
    one, books = kept(ABLE, draw)
    assert one.traits == 18 + (ENTERPRISE if begins else 0)  # schooling and age stay as they are
    assert books.flows[Flow.STARTUP] == books.flows.sum() == (8_000 if begins else 0)
    assert one.cash == 9_000 - books.flows.sum()


@pytest.mark.parametrize(
    "missing", [{"workers": 0}, {"workers": 2, "away": 2}, {"cash": 7_999.0}, {"motivation": 0.0}, {"workers": 1, "stores": 1}]
)
def test_nobody_begins_without_a_hand_to_spare_money_and_motivation(missing) -> None:
    assert kept({**ABLE, **missing}, 0.9999)[0].traits == 18


def test_nobody_begins_where_households_take_no_initiative() -> None:
    assert kept(ABLE, 0.9999, household_active=0.0)[0].traits == 18


@pytest.mark.parametrize(("stores", "workers", "away", "can"), [(0, 1, 0, True), (0, 2, 2, False), (1, 2, 0, True), (1, 2, 1, False)])
def test_a_shop_takes_one_of_the_hands(stores, workers, away, can) -> None:
    assert can_begin(Household(stores=stores, workers=workers, away=away, cash=8_000.0), Parameters(**RULES)) is can


@pytest.mark.parametrize(
    ("household", "draw", "kept_on"),
    [
        ({}, 0.949, True),
        ({}, 0.951, False),
        ({"workers": 2, "away": 2}, 0.1, False),
        ({"workers": 0}, 0.1, False),
        ({"cash": 0.0}, 0.1, True),
    ],
)
def test_it_is_given_up_now_and_then_and_without_a_hand_for_it(household, draw, kept_on) -> None:
    one, books = kept({**ABLE, "traits": 18 + ENTERPRISE, **household}, draw)
    assert one.traits == 18 + (ENTERPRISE if kept_on else 0)
    assert not books.flows.any()


def test_shares_of_enterprises_settle_where_as_many_begin_as_end(bench) -> None:
    here = bench({"population.enterprise_share": 0.3}, households=2_000)
    at_start = (here.households.traits & ENTERPRISE) != 0
    home = here.households.workers > here.households.away
    assert at_start[home].mean() == pytest.approx(0.3, abs=0.04)
    assert not at_start[~home].any()
    here.play("input").play("implementation").play("feedback")
    assert here.month.enterprises == ((here.households.traits & ENTERPRISE) != 0).sum()
    assert here.month.income_enterprise == here.village.flows[Flow.ENTERPRISE] > 0
