"""The search finds known posteriors of toy simulators, stays inside the prior, and is the same for the same seed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import qmc

from linkage_sim.experiments.calibration.moves import fitted, places_of, scores, tried
from linkage_sim.experiments.calibration.search import NEAR_ENOUGH, search

NOISE, OBSERVED = 0.5, 1.0


def first(count: int, dimensions: int) -> np.ndarray:
    return np.asarray(qmc.LatinHypercube(dimensions, rng=3).random(count))


def normal_toy(wave: int, places: np.ndarray) -> np.ndarray:
    """One observation with normal noise of the sum of two parameters with standard normal priors; a third one does nothing."""
    at = scores(places)
    noise = NOISE * scores(np.asarray(qmc.Sobol(1, rng=1000 + wave).random_base2(11)[: len(at)]))[:, 0]
    return np.abs(at[:, 0] + at[:, 1] + noise - OBSERVED) * 3.0


@pytest.fixture(scope="module")
def found():
    return search(normal_toy, first(1024, 3), 30, seed=5)


def test_the_known_posterior_of_a_normal_toy_is_found(found):
    at = scores(found.places)
    total = at[:, 0] + at[:, 1]
    # Prior of the sum: variance 2. Posterior, with noise of variance 0.25: mean 2 / 2.25, variance 2 * 0.25 / 2.25.
    assert total.mean() == pytest.approx(OBSERVED * 2 / 2.25, abs=0.09)
    assert total.std() == pytest.approx((2 * 0.25 / 2.25) ** 0.5, rel=0.2)
    # What trades off stays as free as the prior leaves it: the difference has variance 2.
    assert (at[:, 0] - at[:, 1]).std() == pytest.approx(2**0.5, rel=0.2)


def test_the_same_posterior_is_found_from_where_a_climb_has_led():
    found = search(normal_toy, first(1024, 3), 30, seed=5, climbs=8)
    at = scores(found.places)
    total = at[:, 0] + at[:, 1]
    assert len(found.waves) > 9
    assert [wave.stage for wave in found.waves[:10]] == [0] * 9 + [1]
    assert total.mean() == pytest.approx(OBSERVED * 2 / 2.25, abs=0.12)
    assert total.std() == pytest.approx((2 * 0.25 / 2.25) ** 0.5, rel=0.25)
    assert (at[:, 0] - at[:, 1]).std() == pytest.approx(2**0.5, rel=0.3)
    assert at[:, 2].std() == pytest.approx(1.0, rel=0.2)


def test_a_climb_comes_nearer_than_the_best_of_the_prior():
    def far(wave: int, places: np.ndarray) -> np.ndarray:
        return np.linalg.norm(scores(places) - 1.0, axis=1)

    climbed = search(far, first(256, 12), 13, seed=5, climbs=12)
    assert climbed.tolerance < search(far, first(256, 12), 1, seed=5).distances.min()
    assert climbed.places.tobytes() == search(far, first(256, 12), 13, seed=5, climbs=12).places.tobytes()


def test_a_parameter_that_nothing_tells_of_keeps_its_prior(found):
    free = scores(found.places)[:, 2]
    assert abs(free.mean()) < 0.2
    assert free.std() == pytest.approx(1.0, rel=0.15)


def test_the_tolerance_falls_and_all_particles_are_within_it(found):
    tolerances = [wave.tolerance for wave in found.waves]
    assert all(one >= other for one, other in pairwise(tolerances))
    assert found.distances.max() == found.tolerance <= tolerances[-1]
    assert found.tolerance <= NEAR_ENOUGH or len(found.waves) == 30
    assert ((found.places > 0) & (found.places < 1)).all()


def test_the_same_seed_gives_the_same_particles_and_another_one_others(found):
    again = search(normal_toy, first(1024, 3), 30, seed=5)
    assert again.places.tobytes() == found.places.tobytes()
    assert search(normal_toy, first(1024, 3), 4, seed=6).places.tobytes() != search(normal_toy, first(1024, 3), 4, seed=5).places.tobytes()


def test_places_that_are_not_admitted_are_never_run():
    seen = []

    def simulate(wave: int, places: np.ndarray) -> np.ndarray:
        seen.append(places)
        return normal_toy(wave, places)

    begin = first(400, 2)
    found = search(simulate, begin[begin[:, 0] < 0.5], 12, 1, admit=lambda places: places[:, 0] < 0.5)
    assert len(seen) > 3
    assert all((places[:, 0] < 0.5).all() for places in seen)
    assert (scores(found.places)[:, 1] > 0).mean() > 0.8  # the first being low, the second makes up for it


def test_moves_leave_the_prior_as_it_is_where_there_is_no_tolerance():
    """From the prior, with a fit that is not the prior: after many accepted moves it is the prior still."""
    at = scores(first(2048, 2))
    fit = fitted(at[at[:, 0] > 0])
    for round_number in range(40):
        trial = tried(at, fit, 100 + round_number)
        at = np.where(trial.allowed[:, None], trial.to, at)
    assert at.mean(axis=0) == pytest.approx([0, 0], abs=0.08)
    assert at.std(axis=0) == pytest.approx([1, 1], rel=0.06)


def test_particles_that_were_only_lucky_are_found_out():
    """Distances are all luck but for a part that is told without noise in the end: what is kept is near by that part."""

    def noisy(wave: int, places: np.ndarray) -> np.ndarray:
        return np.abs(places[:, 0] - 0.5) + np.random.default_rng(wave).random(len(places)) + NEAR_ENOUGH

    def exact(wave: int, places: np.ndarray) -> np.ndarray:
        asked.append((wave, len(places)))
        return np.abs(places[:, 0] - 0.5)

    asked: list[tuple[int, int]] = []
    without = search(noisy, first(512, 2), 6, 1)
    found = search(noisy, first(512, 2), 6, 1, confirm=exact)
    assert asked == [(len(without.waves), len(np.unique(without.places, axis=0)))]
    assert len(found.distances) == len(without.distances) // 2
    assert found.distances == pytest.approx(np.abs(found.places[:, 0] - 0.5))
    assert found.tolerance <= np.median(np.abs(without.places[:, 0] - 0.5)) + 1e-12
    assert (found.waves[-1].tried, found.waves[-1].stage) == (asked[0][1], without.waves[-1].stage + 1)


def test_scores_and_places_are_inverse_to_each_other():
    places = first(64, 3)
    assert places_of(scores(places)) == pytest.approx(places, abs=1e-6)


def test_a_distance_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="not finite"):
        search(lambda wave, places: np.full(len(places), np.nan), first(40, 2), 3, 1)
