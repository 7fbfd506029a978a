"""The yearly list: how many are on it, and how often it errs."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.platform.identification import BINS, score_bin, threshold
from linkage_sim.state.household import CARD, CARD_EVER

LIST_NOW = {"platform.register_start": "2012-01"}
LARGE = 3_000


def listed(village) -> np.ndarray:
    village.play("input").play("integration")
    return (village.h.card & CARD) != 0


@pytest.fixture(scope="module")
def large(bench):
    """Build a large village with its list drawn up; keywords are parameters."""

    def build(*, integrity: float = 1.0, **rules: float):
        village = bench({**LIST_NOW, "population.clan_size": 500}, households=LARGE)
        village.place(integrity=integrity)
        village.rule(**{"falsify": 0.0, "quota": 0.128, **rules})
        return village, listed(village)

    return build


def test_the_list_fills_the_quota(large) -> None:
    # in the last bin that finds a place it is drawn who does; a bin holds some twenty of three thousand
    for quota in (0.05, 0.128, 0.5):
        _, held = large(quota=quota, check_power=0.0, accuracy=0.0)
        assert held.sum() == pytest.approx(quota * LARGE, abs=15)


def test_no_quota_no_cards_and_full_quota_all(large) -> None:
    assert not large(quota=0.0, accuracy=0.0)[1].any()
    assert large(quota=1.0, accuracy=0.0, check_power=0.0)[1].all()


def test_without_error_the_poorest_are_listed(large) -> None:
    village, held = large(proxy_noise=0.0, appraisal_noise=0.0, kin_favour=0.0, accuracy=0.0, check_power=0.0)
    income = village.h.income
    assert np.log(income[held].max()) < np.log(income[~held].min()) + 2 * 10 / BINS


def error(village, held: np.ndarray) -> float:
    """Share of the listed that do not belong to the poorest as many."""
    poorest = np.argsort(np.argsort(village.h.income)) < held.sum()
    return float((held & ~poorest).sum() / held.sum())


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
    village, fair = large(integrity=1.0, kin_favour=1.5)
    _, unfair = large(integrity=0.0, kin_favour=1.5)
    kin = np.arange(LARGE) < 500
    assert village.see.clans == 6
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
    village, held = large(quota=1.0, accuracy=1.0)
    h, line = village.h, village.e()["line"]
    # nutrition, attendance, housing, assets; illness
    secured = (h.income >= line) & (h.deprived & (1 | 8 | 256 | 512) == 0) & (h.need & 1 == 0)
    np.testing.assert_array_equal(held, ~secured)


def test_entries_exits_and_relapses_are_counted(bench) -> None:
    village = bench(LIST_NOW, households=40).rule(accuracy=0.0, quota=1.0)
    listed(village)
    assert (village.see.entries, village.see.exits, village.see.relapses) == (40, 0, 0)
    village.rule(quota=0.0).play("input", 12).play("integration", 12)
    assert (village.see.entries, village.see.exits, village.see.relapses) == (0, 40, 0)
    assert (village.h.card & CARD_EVER).all()
    village.rule(quota=1.0).play("input", 24).play("integration", 24)
    assert (village.see.entries, village.see.exits, village.see.relapses) == (40, 0, 40)


@pytest.mark.parametrize(("month", "due"), [(2, False), (3, True), (4, False), (14, False), (15, True)])
def test_the_list_is_due_every_twelve_months_from_its_start(bench, month, due) -> None:
    village = bench({"platform.register_start": "2012-04", "platform.on": False}, households=40)
    village.play("input", month).play("integration", month)
    assert bool(village.see.entries) is due


def test_without_the_government_there_is_no_list(bench) -> None:
    assert not listed(bench({**LIST_NOW, "actors.government.active": False})).any()


@pytest.mark.parametrize(("score", "at"), [(-9.0, 0), (4.0, 0), (14.0, BINS - 1), (99.0, BINS - 1), (9.0, BINS // 2)])
def test_scores_fall_into_bins(plain, score, at) -> None:
    assert plain(score_bin)(score) == at


@pytest.mark.parametrize(
    ("counts", "places", "full"),
    [
        ([2, 3, 5], 2, (0, 1.0)),
        ([2, 3, 5], 4, (1, 2 / 3)),
        ([2, 3, 5], 10, (2, 1.0)),
        ([2, 3, 5], 99, (2, 1.0)),
        ([2, 3, 5], 0, (0, 0.0)),
        ([0, 3, 5], 1.5, (1, 0.5)),
    ],
)
def test_where_the_list_is_full(plain, counts, places, full) -> None:
    assert plain(threshold)(np.array(counts, dtype=float), float(places)) == pytest.approx(full)
