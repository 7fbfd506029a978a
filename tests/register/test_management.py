"""Cards once there is a list: reviews, audits, the displayed list and supervision."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.actors.government import is_falsified
from linkage_sim.register.cards import correct
from linkage_sim.register.management import remember_card, review_card
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import CARD, CARD_BEFORE, CARD_EVER, COMPLAINED, ILLNESS, RECORDED, RISEN, Household
from linkage_sim.state.month import Month
from linkage_sim.state.parameters import Parameters

N = 200
QUIET = {
    "platform.register_start": "2012-01",
    "platform.update_start": "2012-01",
    "actors.government.audit": 0,
    "actors.community.display": 0,
    "actors.society.supervise": 0,
    "actors.household.complain_rate": 0,
    **{f"actors.household.{shock}_onset": 0 for shock in ("illness", "disability", "schooling", "disaster", "marriage")},
}


@pytest.mark.parametrize(
    ("household", "after"),
    [
        ({"card": CARD | CARD_EVER, "income": 5_000.0}, CARD_EVER | RISEN),  # secured
        ({"card": CARD, "income": 5_000.0, "need": ILLNESS}, CARD),
        ({"card": CARD, "income": 2_000.0}, CARD),
        ({"card": COMPLAINED, "income": 2_000.0}, CARD | CARD_EVER),
        ({"card": COMPLAINED, "income": 5_000.0}, COMPLAINED),
    ],
)
def test_a_review_lets_the_secured_go_and_the_poor_in(household, after) -> None:
    parameters, environment = Parameters(coverage=0.8, delay=2.0, accuracy=0.9), EnvironmentRow(poverty_line=2_700.0)
    for draws, reviewed in (((0.39, 0.89), True), ((0.41, 0.89), False), ((0.39, 0.91), False)):
        one, month, held = Household(**household), Month(), household["card"] & CARD
        review_card(one, (*draws, 0.0, 0.0), parameters, environment, month)
        assert one.card == (after if reviewed else household["card"])
        assert month.entries - month.exits == (one.card & CARD) - held
        assert month.entries + month.exits == abs((one.card & CARD) - held)


def test_a_card_is_put_right_and_what_it_was_is_remembered() -> None:
    household, month = Household(card=RECORDED), Month()
    seen = []
    for _ in range(2):
        remember_card(household, 2_700.0)
        correct(household, 2_700.0, month)
        seen.append(household.card)
    assert seen == [RECORDED | CARD | CARD_EVER, RECORDED | CARD_BEFORE | CARD_EVER]  # with no income, it has not risen
    assert (month.entries, month.exits) == (1, 1)


@pytest.mark.parametrize(("reported", "falsified"), [(0.1, False), (0.1 * (1 + 1e-12), False), (0.11, True), (0.09, False)])
def test_a_count_above_the_quota_is_false(reported, falsified) -> None:
    assert is_falsified(reported, 0.1) is falsified


@pytest.fixture
def village(bench):
    """Half of the households are poor; half of the poor and half of the others hold cards."""
    made = bench(QUIET, households=N)
    made.set(income=np.where(np.arange(N) % 2 == 0, 500.0, 50_000.0), need=0, deprived=0, voiced=0, cash=9_999.0)
    made.set(card=np.where(np.arange(N) % 4 < 2, CARD | CARD_EVER, 0))
    return made.place(listed=1.0)


def held(village) -> np.ndarray:
    return (village.households.card & CARD) != 0


def poor(village) -> np.ndarray:
    return village.households.income < village.environment().poverty_line


def test_a_certain_review_lets_the_secured_go_and_those_that_complained_in(village) -> None:
    village.households.card[2::8] = COMPLAINED  # half of the poor without a card
    village.rule(coverage=1.0, delay=1.0, accuracy=1.0)
    before = held(village)
    village.play("input", 1).play("integration", 1)
    row = np.arange(N)
    np.testing.assert_array_equal(held(village), (before & poor(village)) | (row % 8 == 2))
    assert village.month.exits == N / 4
    assert village.month.entries == N / 8
    assert not (village.households.card[held(village)] & COMPLAINED).any()


@pytest.mark.parametrize("lacking", [{"coverage": 0.0}, {"accuracy": 0.0}, {"platform_on": 0.0}, {"government_active": 0.0}])
def test_without_one_of_its_parts_there_is_no_review(village, lacking) -> None:
    village.rule(**{"coverage": 1.0, "delay": 1.0, "accuracy": 1.0, **lacking})
    before = held(village)
    village.play("input", 1).play("integration", 1)
    np.testing.assert_array_equal(held(village), before)


def test_reviews_take_their_delay(village) -> None:
    village.rule(coverage=1.0, delay=10.0, accuracy=1.0)
    wrong = int((held(village) & ~poor(village)).sum())
    village.play("input", 1).play("integration", 1)
    left = int((held(village) & ~poor(village)).sum())
    assert 0 < wrong - left < 0.4 * wrong


@pytest.mark.parametrize(
    ("rule", "who"),
    [({"audit": 1.0, "audit_power": 1.0}, "government"), ({"display": 1.0}, "community"), ({"supervise": 1.0}, "society")],
)
def test_who_looks_puts_wrong_cards_right(village, rule, who) -> None:
    village.rule(**rule).place(integrity=0.5)
    wrong = int((held(village) != poor(village)).sum())
    village.play("input", 1).play("feedback", 1)
    np.testing.assert_array_equal(held(village), poor(village))
    for actor in ("government", "community", "society"):
        assert getattr(village.month, f"feedback_{actor}") == (wrong if actor == who else 0)
    assert wrong == N / 2
    assert village.month.entries == village.month.exits == N / 4


@pytest.mark.parametrize(
    ("rule", "who"),
    [({"audit": 1.0, "audit_power": 1.0}, "government"), ({"display": 1.0}, "community"), ({"supervise": 1.0}, "society")],
)
def test_who_is_off_does_not_look_nor_does_anyone_before_the_first_list(village, rule, who) -> None:
    before = held(village)
    village.rule(**rule, **{f"{who}_active": 0.0}).play("input", 1).play("feedback", 1)
    np.testing.assert_array_equal(held(village), before)
    village.rule(**{f"{who}_active": 1.0}).place(listed=0.0).play("input", 1).play("feedback", 1)
    np.testing.assert_array_equal(held(village), before)


def test_a_card_is_put_right_once_though_three_look(village) -> None:
    village.rule(audit=1.0, audit_power=1.0, display=1.0, supervise=1.0)
    village.play("input", 1).play("feedback", 1)
    np.testing.assert_array_equal(held(village), poor(village))
    assert village.month.entries + village.month.exits == N / 2


def test_a_rare_look_finds_its_share(village) -> None:
    village.rule(audit=0.5, audit_power=0.5)
    village.play("input", 1).play("feedback", 1)
    assert village.month.feedback_government == pytest.approx(N / 2 / 4, abs=4 * np.sqrt(N / 2 * 3 / 16))


def test_a_finding_costs_the_committee_and_looking_away_lets_integrity_fade(village) -> None:
    village.place(integrity=0.5).rule(integrity_decay=0.1, punish=0.2)
    village.play("input", 1).play("feedback", 1)
    assert village.village.integrity == pytest.approx(0.45)
    quota = village.parameters.quota
    village.place(integrity=0.5, quota=quota * 1.1, quota_set=quota).rule(integrity_decay=0.0, audit=1.0, audit_power=1.0)
    village.play("input", 1).play("feedback", 1)
    assert village.village.integrity == pytest.approx(0.5 + 0.2 * 0.5)


def test_an_honest_mistake_costs_the_committee_nothing(village) -> None:
    quota = village.parameters.quota
    village.place(integrity=0.5, quota=quota, quota_set=quota).rule(integrity_decay=0.0, punish=0.2, audit=1.0, audit_power=1.0)
    village.play("input", 1).play("feedback", 1)
    assert village.month.feedback_government > 0
    assert village.village.integrity == pytest.approx(0.5)


def test_the_poor_left_off_complain_once(village) -> None:
    village.rule(complain_rate=1.0)
    village.play("input", 1).play("feedback", 1)
    complained = (village.households.card & COMPLAINED) != 0
    np.testing.assert_array_equal(complained, poor(village) & ~held(village))
    assert village.month.feedback_community == N / 4
    village.play("input", 2).play("feedback", 2)
    assert village.month.feedback_community == 0
