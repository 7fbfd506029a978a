"""How a particle moves: in a space in which the prior is standard normal, by steps that leave a normal fit of the population as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

EDGE = 1e-6  # share of the prior at each end of a range that is never tried, so that no normal score is infinite
STEPS = (0.25, 0.5, 0.9)  # sizes of steps, one of them for each move: near, middling, almost anew
WIDER = 1.5  # times the particles' covariance: half of a small population is narrower than what it stands for


class Fit(NamedTuple):
    """A normal distribution fitted to particles.

    Attributes
    ----------
    mean : array of shape (dimensions,)
    factor : array of shape (dimensions, dimensions)
        Lower Cholesky factor of the covariance.
    """

    mean: Floats
    factor: Floats

    def log_density(self, at: Floats) -> Floats:
        """Logarithm of its density, up to a constant."""
        import numpy as np
        from scipy.linalg import solve_triangular

        return np.asarray(-0.5 * (solve_triangular(self.factor, (at - self.mean).T, lower=True) ** 2).sum(axis=0))


class Trial(NamedTuple):
    """Moves that are tried.

    Attributes
    ----------
    to : array of shape (particles, dimensions)
        Where the particles would go.
    allowed : array of bool
        Whether the prior lets them: what remains is that they fit.
    """

    to: Floats
    allowed: npt.NDArray[np.bool_]


def fitted(particles: Floats) -> Fit:
    """Fit a normal distribution; the covariance of few particles is noisy and shrunk towards its diagonal, the more the fewer there are."""
    import numpy as np

    count, dimensions = particles.shape
    covariance = np.atleast_2d(np.cov(particles, rowvar=False))
    diagonal = np.diag(np.maximum(np.diag(covariance), 1e-4))
    keep = count / (count + dimensions)
    return Fit(particles.mean(axis=0), np.linalg.cholesky(WIDER * (keep * covariance + (1.0 - keep) * diagonal)))


def tried(particles: Floats, fit: Fit, seed: int) -> Trial:
    """Try a move for each particle.

    The step ``mean + sqrt(1 - s**2) (x - mean) + s * noise`` keeps the fit as it is (an autoregressive, or Crank-Nicolson, step), so that
    with the rule of Metropolis and Hastings only the ratio of prior and fit decides: where the targets tell nothing the fit is near the
    prior, and long steps are taken; where they tell much, steps are of the population's own width.
    """
    import numpy as np

    dimensions = particles.shape[1]
    draws = uniforms(len(particles), dimensions + 2, seed)
    size = np.asarray(STEPS)[np.minimum((draws[:, 0] * len(STEPS)).astype(int), len(STEPS) - 1)][:, None]
    noise = scores(draws[:, 2:]) @ fit.factor.T
    to = fit.mean + np.sqrt(1.0 - size**2) * (particles - fit.mean) + size * noise
    ratio = _log_prior(to) - _log_prior(particles) + fit.log_density(particles) - fit.log_density(to)
    return Trial(to, np.log(np.maximum(draws[:, 1], 1e-300)) < ratio)


def _log_prior(at: Floats) -> Floats:
    import numpy as np

    return np.asarray(-0.5 * (at**2).sum(axis=1))


def scores(places: Floats) -> Floats:
    """Normal scores of places in the unit cube."""
    import numpy as np
    from scipy.special import ndtri

    return np.asarray(ndtri(np.clip(places, EDGE, 1.0 - EDGE)))


def places_of(at: Floats) -> Floats:
    """Places in the unit cube, of normal scores."""
    import numpy as np
    from scipy.special import ndtr

    return np.asarray(np.clip(ndtr(at), EDGE, 1.0 - EDGE))


def uniforms(count: int, dimensions: int, seed: int) -> Floats:
    """Uniform draws, a row per particle: a Latin hypercube, whose rows are as good as independent.

    Scrambled Sobol' points are not: particles that keep their places in the sequence would move together from round to round.
    """
    import numpy as np
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(dimensions, rng=seed).random(count))
