"""Where the points of a design lie: on a grid, in the unit cube, or one factor at a time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from ...errors import LinkageError
from .declared import Design
from .factors import Factor

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SPREAD = ("lhs", "sobol", "saltelli", "morris")
"""Designs that are spread over the unit cube."""


def point_count(design: Design, factors: Sequence[Factor]) -> int:
    """Number of points, known before any of them is made."""
    k = len(factors)
    if design.kind == "grid":
        return prod(len(factor.levels()) for factor in factors)
    if design.kind == "oat":
        return 1 + sum(len(factor.ends()) for factor in factors)
    if design.kind == "saltelli":
        return design.points * (2 * k + 2 if design.second_order else k + 2)
    return design.points * (k + 1) if design.kind == "morris" else design.points


def levels(design: Design, factors: Sequence[Factor]) -> Iterator[dict[str, Any]]:
    """Yield the factors' values point by point; a factor that a point leaves out keeps the scenario's own value.

    Grids let the first factor vary slowest. One at a time begins with the scenario as it is.
    """
    if design.kind == "grid":
        for values in itertools.product(*(factor.levels() for factor in factors)):
            yield dict(zip([factor.name for factor in factors], values, strict=True))
    elif design.kind == "oat":
        yield {}
        yield from ({factor.name: value} for factor in factors for value in factor.ends())
    else:
        for row in unit_points(design, len(factors)).tolist():
            yield {factor.name: factor.at(place) for factor, place in zip(factors, row, strict=True)}


def unit_points(design: Design, dimensions: int) -> npt.NDArray[np.float64]:
    """Place points in the unit cube; the same seed gives the same points.

    Parameters
    ----------
    design : Design
        Of a kind that is spread over the cube. ``lhs`` and ``sobol`` are scipy's; ``saltelli`` and ``morris`` are SALib's, in the order
        that its analyses expect.
    dimensions : int
        Number of factors.

    Returns
    -------
    array of shape (points, dimensions)
        Places in [0, 1].
    """
    import numpy as np
    from scipy.stats import qmc

    if design.kind == "lhs":
        return np.asarray(qmc.LatinHypercube(dimensions, rng=design.seed).random(design.points))
    if design.kind == "sobol":
        return np.asarray(qmc.Sobol(dimensions, rng=design.seed).random(design.points))
    _need_salib()
    problem = {"num_vars": dimensions, "names": [f"x{k}" for k in range(dimensions)], "bounds": [[0.0, 1.0]] * dimensions}
    if design.kind == "saltelli":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(problem, design.points, calc_second_order=design.second_order, seed=design.seed))
    from SALib.sample import morris

    return np.asarray(morris.sample(problem, design.points, num_levels=design.levels, seed=design.seed))


def _need_salib() -> None:
    try:
        import SALib  # noqa: F401
    except ImportError as error:
        raise LinkageError("Designs morris and saltelli need SALib; install linkage-sim[analysis].") from error
