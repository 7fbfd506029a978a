"""The list: how many are on it, how often it errs, and that it is drawn up once."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.actors.household.integration import be_assessed
from linkage_sim.kernel.random import Draws
from linkage_sim.register.identification import BINS, checked_score, is_listed, score_bin, score_household, threshold
from linkage_sim.state.environment import EnvironmentRow
from linkage_sim.state.household import CARD, ILLNESS, Household
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village
from tests.worlds import small_world

LIST_NOW = {"platform.register_start": "2012-01"}
LARGE = 3_000


def held(village) -> np.ndarray:
    return (village.households.card & CARD) != 0


@pytest.fixture(scope="module")
def large(bench):
    """Build a large village with its list drawn up; keywords are parameters."""

    def build(*, integrity: float = 1.0, **rules: float):
        here = bench({**LIST_NOW, "population.clan_size": 500}, households=LARGE)
        here.place(integrity=integrity).rule(**{"falsify": 0.0, "quota": 0.128, **rules})
        here.play("input").play("integration")
        return here, held(here)

    return build


def test_the_list_fills_the_quota(large) -> None:
    # in the last bin that finds a place it is drawn who does; a bin holds some twenty of three thousand
    for quota in (0.05, 0.128, 0.5):
        _, listed = large(quota=quota, check_power=0.0, accuracy=0.0)
        assert listed.sum() == pytest.approx(quota * LARGE, abs=15)


def test_no_quota_no_cards_and_full_quota_all(large) -> None:
    assert not large(quota=0.0, accuracy=0.0)[1].any()
    assert large(quota=1.0, accuracy=0.0, check_power=0.0)[1].all()


def test_without_error_the_poorest_are_listed(large) -> None:
    here, listed = large(proxy_noise=0.0, appraisal_noise=0.0, kin_favour=0.0, accuracy=0.0, check_power=0.0)
    income = here.households.income
    assert np.log(income[listed].max()) < np.log(income[~listed].min()) + 2 * 10 / BINS


def error(village, listed: np.ndarray) -> float:
    """Share of the listed that do not belong to the poorest as many."""
    poorest = np.argsort(np.argsort(village.households.income)) < listed.sum()
    return float((listed & ~poorest).sum() / listed.sum())


def test_errors_are_about_those_of_the_evidence(large) -> None:
    # evidence: b.proxy_test_error 0.30, b.community_targeting_error 0.33; at a quota of three tenths, as measured there
    unlinked = {"quota": 0.3, "check_power": 0.0, "accuracy": 0.0}
    proxy = error(*large(appraisal_weight=0.0, **unlinked))
    community = error(*large(appraisal_weight=1.0, integrity=0.5, **unlinked))
    assert proxy == pytest.approx(0.30, abs=0.08)
    assert community == pytest.approx(0.33, abs=0.08)


def test_two_judgements_err_less_than_one(large) -> None:
    alone = error(*large(appraisal_weight=0.0, accuracy=0.0, check_power=0.0))
    both = error(*large(appraisal_weight=0.5, accuracy=0.0, check_power=0.0))
    assert both < alone - 0.03


def test_the_check_lowers_the_error(large) -> None:
    unchecked = large(coverage=1.0, check_power=0.0, accuracy=0.0)
    checked = large(coverage=1.0, check_power=1.0, accuracy=0.0)
    assert error(*checked) < error(*unchecked) - 0.03


def test_kin_of_officials_are_favoured_as_far_as_integrity_is_missing(large) -> None:
    here, fair = large(integrity=1.0, kin_favour=1.5)
    _, unfair = large(integrity=0.0, kin_favour=1.5)
    kin = np.arange(LARGE) < 500
    assert here.village.clans == 6
    assert unfair[kin].sum() > 1.5 * fair[kin].sum()
    assert unfair[~kin].sum() < fair[~kin].sum()
    assert unfair.sum() == pytest.approx(fair.sum(), abs=25)


def test_without_the_committee_no_kin_is_favoured(large) -> None:
    _, none = large(integrity=0.0, kin_favour=3.0, community_active=0.0)
    _, weightless = large(integrity=0.0, kin_favour=0.0, appraisal_weight=0.0)
    np.testing.assert_array_equal(none, weightless)


def test_a_false_count_lengthens_the_list(large) -> None:
    _, true = large(integrity=0.0, falsify=0.0, check_power=0.0, accuracy=0.0)
    _, false = large(integrity=0.0, falsify=0.5, check_power=0.0, accuracy=0.0)
    assert false.sum() == pytest.approx(1.5 * true.sum(), rel=0.06)
    assert false[true].mean() > 0.99


def test_the_secured_leave_even_where_the_quota_would_keep_them(large) -> None:
    here, listed = large(quota=1.0, accuracy=1.0)
    households, line = here.households, here.environment().poverty_line
    # nutrition, attendance, housing, assets; illness
    secured = (households.income >= line) & (households.deprived & (1 | 8 | 256 | 512) == 0) & (households.need & 1 == 0)
    np.testing.assert_array_equal(listed, ~secured)


@pytest.mark.parametrize(
    ("linked", "draw", "need", "listed"),
    [(1, 0.5, 0, False), (0, 0.5, 0, True), (1, 0.9, 0, True), (1, 0.5, ILLNESS, True)],
)
def test_a_household_chosen_leaves_where_the_platform_sees_it_to_be_secured(linked, draw, need, listed) -> None:
    household, village = Household(income=5_000.0, need=need), Village(linked=linked)
    parameters, environment = Parameters(accuracy=0.9), EnvironmentRow(poverty_line=2_700.0)
    assert is_listed(household, True, draw, village, parameters, environment) is listed
    assert is_listed(household, False, draw, village, parameters, environment) is False


def test_an_income_that_is_seen_counts_where_it_is_above_the_line() -> None:
    for income, seen, score in ((np.e**8, True, 8.0), (np.e**8, False, 7.0), (2_000.0, True, 7.0)):
        assert checked_score(7.0, income, 2_700.0, seen) == pytest.approx(score)
    assert checked_score(9.0, np.e**8, 2_700.0, True) == 9.0


@pytest.mark.parametrize(("active", "kin", "score"), [(1.0, True, 8.0 - 0.25), (1.0, False, 8.0), (0.0, True, 8.0)])
def test_a_score_is_that_of_the_test_and_of_the_village_where_its_committee_is_there(active, kin, score) -> None:
    parameters = Parameters(community_active=active, kin_favour=1.0, appraisal_weight=0.5)
    household, draws = Household(income=np.e**8), Draws(first=0.3, second=0.6)
    assert score_household(household, kin, Village(integrity=0.5), parameters, draws) == pytest.approx(score)


@pytest.mark.parametrize(("month", "drawn"), [(2, False), (3, True), (4, False), (15, False), (24, False)])
def test_the_list_is_drawn_up_once(minimal, month, drawn) -> None:
    world = small_world(minimal({"platform.register_start": "2012-04", "platform.on": False}, households=40))
    world.clock[0], world.villages[0].quota = month, 0.1
    be_assessed(world.villages[0], world)
    assert drawn is bool(world.months[0].entries) is bool(world.villages[0].listed)


def test_another_quota_changes_nothing_once_the_list_is_drawn_up(bench) -> None:
    here = bench(LIST_NOW, households=200).rule(accuracy=0.0, quota=0.2)
    here.play("input").play("integration")
    before, reported = held(here), here.village.quota
    here.rule(quota=0.9).play("input", 12).play("integration", 12)
    np.testing.assert_array_equal(held(here), before)
    assert (here.village.quota, here.village.quota_set) == (reported, 0.2)


def test_without_the_government_there_is_no_list(bench) -> None:
    assert not held(bench({**LIST_NOW, "actors.government.active": False}).play("input").play("integration")).any()


@pytest.mark.parametrize(("score", "at"), [(-9.0, 0), (4.0, 0), (14.0, BINS - 1), (99.0, BINS - 1), (9.0, BINS // 2)])
def test_scores_fall_into_bins(score, at) -> None:
    assert score_bin(score) == at


@pytest.mark.parametrize(
    ("counts", "places", "full"),
    [
        ([2, 3, 5], 2, (0, 1.0)),
        ([2, 3, 5], 4, (1, 2 / 3)),
        ([2, 3, 5], 10, (2, 1.0)),
        ([2, 3, 5], 99, (BINS - 1, 1.0)),
        ([2, 3, 5], 0, (0, 0.0)),
        ([0, 3, 5], 1.5, (1, 0.5)),
    ],
)
def test_where_the_list_is_full(counts, places, full) -> None:
    filled = np.zeros(BINS, np.int64)
    filled[: len(counts)] = counts
    assert threshold(filled, float(places)) == pytest.approx(full)
