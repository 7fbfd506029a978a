"""The search in waves: approximate Bayesian computation by sequential Monte Carlo, which knows no model.

A population of particles begins at the prior. In each stage the worse half is dropped, the tolerance falls to the distance of the worst
that is left, copies of those take the empty places and move by steps of Metropolis and Hastings that keep the prior, cut at the
tolerance, as it is (Drovandi and Pettitt 2011, *Biometrics* 67; Del Moral, Doucet, Jasra 2012, *Statistics and Computing* 22; after Toni
et al. 2009). Each round of moves is a wave of runs. Particles have equal weights: with two dozen parameters, weights of importance
(Beaumont et al. 2009) were carried by two or three of a hundred particles.

A particle is taken for the few seeds that it was run with, and some of those that are taken were lucky in them. So all that are left in the
end are run anew with many more seeds, and the nearer half is kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from .moves import Fit, fitted, places_of, scores, tried, uniforms

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Simulate = Callable[[int, Floats], Floats]
    Admit = Callable[[Floats], npt.NDArray[np.bool_]]
    More = Callable[[int], bool]

KEPT = 4  # one particle for so many of the first wave makes the population
MOVED = 0.8  # share of copies that must have moved before the next stage
MOST_ROUNDS = 8  # of moves in a stage
NEAR_ENOUGH = 0.5  # tolerances: a root mean square below this resolves finer than the evidence is known
CLIMBERS = 48  # particles of a wave that climbs
SMOOTH = 0.7  # how far the middle of the next climb follows the nearest of the last
LEAST_SPREAD = 0.15  # of a climb, in normal scores: it never closes on a single point
STALE = 0.05  # share of moves taken below which two thirds of the copies would stay copies, and the population would lose what it knows


@dataclass(frozen=True)
class Wave:
    """What one wave brought.

    Attributes
    ----------
    stage : int
        Stage that it belongs to; 0 for the prior.
    tried : int
        Particles that it tried.
    tolerance : float
        What a particle must be nearer than.
    accepted : float
        Share of its moves that were taken.
    median : float
        Median distance of the population after it.
    distinct : int
        Different particles in the population.
    """

    stage: int
    tried: int
    tolerance: float
    accepted: float
    median: float
    distinct: int


@dataclass(frozen=True)
class Search:
    """The population, and the waves that led to it.

    Attributes
    ----------
    places : array of shape (particles, dimensions)
        Places in the unit cube over which the prior is uniform; copies that have not moved are there twice.
    distances : array of shape (particles,)
        How far each is from the evidence.
    waves : tuple of Wave
        What each wave brought.
    """

    places: Floats
    distances: Floats
    waves: tuple[Wave, ...] = ()

    @property
    def tolerance(self) -> float:
        """Largest distance in the population."""
        return float(self.distances.max())

    @property
    def runs(self) -> int:
        """Particles tried in all."""
        return sum(wave.tried for wave in self.waves)


def search(
    simulate: Simulate,
    first: Floats,
    waves: int,
    seed: int,
    admit: Admit | None = None,
    confirm: Simulate | None = None,
    late: Callable[[], bool] = lambda: False,
    climbs: int = 0,
) -> Search:
    """Search for the particles that fit.

    Parameters
    ----------
    simulate : callable
        Takes the wave's number and places in the unit cube, and gives their distances.
    first : array of shape (particles, dimensions)
        Places of the first wave, spread over the prior.
    waves : int
        Most waves, the first included.
    seed : int
        Seed of the draws; each wave has its own.
    admit : callable, optional
        Takes places and says which of them the prior allows; all, if not given. The first places must be allowed.
    confirm : callable, optional
        As `simulate`, with less noise: the nearer half by its distances is what is found. It runs once, as a wave beyond `waves`.
    late : callable, optional
        Says before each wave but the first whether time is up.
    climbs : int
        Waves after the first that lead the population to where particles fit, before it is moved; see :func:`_climbed`.

    Returns
    -------
    Search
        The same for the same seed.
    """
    now = _begun(first, simulate(0, first))
    stage = 0

    def more(done: int) -> bool:
        return done < waves and not late()

    now = _climbed(simulate, now, min(climbs, waves - 1), more, seed, admit or _all)

    while more(len(now.waves)) and now.tolerance > NEAR_ENOUGH and not _stale(now):
        stage += 1
        now = _stage(simulate, now, stage, more, seed, admit or _all)
    return now if confirm is None else _confirmed(confirm, now, stage + 1)


def _begun(first: Floats, distances: Floats) -> Search:
    """Take the best of the first wave."""
    chosen = _nearest(distances, len(first) // KEPT)
    state = Search(first[chosen], distances[chosen])
    return _with(state, Wave(0, len(first), state.tolerance, 1 / KEPT, _middle(state), len(chosen)))


def _climbed(simulate: Simulate, now: Search, climbs: int, more: More, seed: int, admit: Admit) -> Search:
    """Lead the population downhill by cross-entropy (Rubinstein and Kroese 2004), so that moves begin where particles fit.

    In each wave particles are drawn from a normal distribution, and that of the next wave follows the nearest quarter. The population
    becomes the nearest of all that were tried. Where it begins does not matter for the moves that follow: each of them leaves the prior,
    cut at the tolerance, as it is.
    """
    import numpy as np

    if climbs < 1:
        return now
    best = scores(now.places[_nearest(now.distances, CLIMBERS // KEPT)])
    mean, spread = best.mean(axis=0), best.std(axis=0)
    places, distances, waves = now.places, now.distances, now.waves
    kept = _nearest(distances, len(places))
    for wave in range(1, climbs + 1):
        if not more(wave):
            break
        aims = places_of(mean + spread * scores(uniforms(CLIMBERS, places.shape[1], seed + wave)))
        aims = aims[admit(aims)]
        found = simulate(wave, aims)
        places, distances = np.vstack([places, aims]), np.concatenate([distances, found])
        near = scores(aims[_nearest(found, max(len(aims) // KEPT, 2))])
        mean = mean + SMOOTH * (near.mean(axis=0) - mean)
        spread = np.maximum(spread + 0.5 * (near.std(axis=0) - spread), LEAST_SPREAD)
        kept = _nearest(distances, len(now.places))
        state = Search(places[kept], distances[kept], waves)
        waves = _with(state, Wave(0, len(aims), state.tolerance, 1 / KEPT, _middle(state), len(kept))).waves
    return Search(places[kept], distances[kept], waves)


def _confirmed(confirm: Simulate, now: Search, stage: int) -> Search:
    """Measure all particles anew, and keep the nearer half: those that were taken for a lucky seed go."""
    import numpy as np

    different, of = np.unique(now.places, axis=0, return_inverse=True)
    distances = confirm(len(now.waves), different)[of]
    chosen = _nearest(distances, len(distances) // 2)
    state = Search(now.places[chosen], distances[chosen], now.waves)
    kept = len(np.unique(state.places, axis=0))
    return _with(state, Wave(stage, len(different), state.tolerance, kept / len(different), _middle(state), kept))


def _stage(simulate: Simulate, now: Search, stage: int, more: More, seed: int, admit: Admit) -> Search:
    """Drop the worse half, and move copies of the better half until most of them have moved."""
    import numpy as np

    half = len(now.distances) // 2
    stay = _nearest(now.distances, len(now.distances) - half)
    copies = stay[:half]
    tolerance = float(now.distances[stay[-1]])
    fit = fitted(scores(now.places[stay]))
    moving = _Moving(simulate, admit, fit, len(stay), tolerance, stage, seed)
    now = Search(np.vstack([now.places[stay], now.places[copies]]), np.concatenate([now.distances[stay], now.distances[copies]]), now.waves)
    needed = MOST_ROUNDS
    rounds = 0
    while rounds < needed and more(len(now.waves)):
        now = _round(now, moving)
        rounds += 1
        if rounds == 1:
            needed = _rounds(now.waves[-1].accepted)
    return now


class _Moving(NamedTuple):
    """What all rounds of a stage share."""

    simulate: Simulate
    admit: Admit
    fit: Fit
    stay: int
    tolerance: float
    stage: int
    seed: int


def _round(now: Search, moving: _Moving) -> Search:
    """Try a move of each copy; those that the prior forbids are not run."""
    import numpy as np

    stay, wave = moving.stay, len(now.waves)
    trial = tried(scores(now.places[stay:]), moving.fit, moving.seed + wave)
    aims = places_of(trial.to)
    allowed = np.flatnonzero(trial.allowed & moving.admit(aims))
    at, aims = stay + allowed, aims[allowed]
    found = moving.simulate(wave, aims) if len(aims) else np.empty(0)
    _refuse_unknown(found)
    taken = found <= moving.tolerance
    places, distances = now.places.copy(), now.distances.copy()
    places[at[taken]], distances[at[taken]] = aims[taken], found[taken]
    state = Search(places, distances, now.waves)
    share = float(taken.sum()) / max(len(places) - stay, 1)
    return _with(state, Wave(moving.stage, len(aims), moving.tolerance, share, _middle(state), len(np.unique(places, axis=0))))


def _all(places: Floats) -> npt.NDArray[np.bool_]:
    import numpy as np

    return np.ones(len(places), dtype=bool)


def _rounds(accepted: float) -> int:
    """Rounds after which most copies have moved, if each moves with this chance."""
    if accepted >= MOVED:
        return 1
    return MOST_ROUNDS if accepted <= 0 else min(math.ceil(math.log(1 - MOVED) / math.log(1 - accepted)), MOST_ROUNDS)


def _stale(now: Search) -> bool:
    """Whether the last stage hardly moved anything."""
    last = [wave.accepted for wave in now.waves if wave.stage == now.waves[-1].stage and wave.stage > 0]
    return bool(last) and sum(last) / len(last) < STALE


def _nearest(distances: Floats, count: int) -> npt.NDArray[np.int64]:
    import numpy as np

    _refuse_unknown(distances)
    return np.argsort(distances, kind="stable")[:count]


def _refuse_unknown(distances: Floats) -> None:
    import numpy as np

    if not np.isfinite(distances).all():
        raise ValueError("a distance is not finite")


def _middle(state: Search) -> float:
    import numpy as np

    return float(np.median(state.distances))


def _with(state: Search, wave: Wave) -> Search:
    return replace(state, waves=(*state.waves, wave))
