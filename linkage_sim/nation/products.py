"""What places sell: niches of the table's products, shared by the villages of a town and the towns of a county."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from linkage_sim.scenario.country import Product
from linkage_sim.scenario.nation import Nation

from .draws import Array, Whole

MONTHS = 12
FOLLOWS = {"farm": 0.0, "craft": 0.5, "wares": 1.0}
"""How far the share of a kind follows a county's goods, times ``nation.product_by_goods`` (assumption)."""


class Niches(NamedTuple):
    """The niches in which villages sell; villages of one niche share its market.

    Attributes
    ----------
    names : tuple of str
        Such as "fruit-07".
    depth : array of float
        Sales a month of all sellers of the country at the level of 2013, RMB.
    found : array of float
        Part of the country's villages that begin with it.
    follows : array of float
        Elasticity of that part to a county's goods.
    """

    names: tuple[str, ...]
    depth: Array
    found: Array
    follows: Array


def niches_of(nation: Nation, products: tuple[Product, ...]) -> Niches:
    """Return the niches of all products that villages make; those of the kind none take their part of online retail, and no village."""
    rows = [(f"{one.name}-{k:02d}", one) for one in products if one.kind in FOLLOWS for k in range(1, one.niches + 1)]
    return Niches(
        names=tuple(name for name, _ in rows),
        depth=np.array([nation.market_2013 / MONTHS * one.share / one.niches for _, one in rows]),
        found=np.array([one.found / one.niches for _, one in rows]),
        follows=np.array([FOLLOWS[one.kind] * nation.product_by_goods for _, one in rows]),
    )


class Chances:
    """Chances of all niches in each of some counties, to draw from by the county's row.

    Parameters
    ----------
    niches : Niches
        What may be drawn.
    goods : array of float, shape (counties,)
        A county's goods over the country's mean: manufactured products are the more common the higher it is.
    """

    def __init__(self, niches: Niches, goods: Array) -> None:
        some = np.maximum(goods, np.finfo(float).tiny)  # none at all is no number of a logarithm
        weights = niches.found * np.exp(np.log(some)[:, None] * niches.follows)
        share = np.cumsum(weights, axis=1)
        # Row k ends at k + 1, so that one search in the flattened table finds the niche in the row of any county.
        self.steps = (share / share[:, -1:] + np.arange(len(goods))[:, None]).ravel()
        self.count = len(niches.names)

    def drawn(self, county: Whole, uniform: Array) -> Whole:
        """Return a niche for each place, given the row of its county."""
        found = np.searchsorted(self.steps, county + uniform, side="right") - county * self.count
        niche: Whole = np.clip(found, 0, self.count - 1)
        return niche
