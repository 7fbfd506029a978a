"""A stratified, balanced sample of a country's villages, with whole weights that add up to the country.

Each stratum is cut into bands of income, as many as villages are taken, and one village is drawn from each band. Of many such draws the one
is kept whose totals come nearest to the stratum's: rejective sampling (Fuller 2009, Biometrika 96, 933-944). Every run draws a sample of
its own, so that the spread of runs holds what is not known because only a sample is played.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.random import Generator, default_rng  # noqa: TID251  # a generator for each address: geography, run and stratum

from linkage_sim.scenario.country import REGIONS
from linkage_sim.scenario.nation import Strata

from .country import Country
from .draws import Array, Whole

LOOKED_AT = 2_000
"""Villages of a stratum that are drawn to choose from, at least: two hundred samples of ten (assumption; more brings little)."""


class Sample(NamedTuple):
    """Villages that stand for a country.

    Attributes
    ----------
    rows : array of int
        Rows of ``Country.villages``, ascending.
    weights : array of int
        Real villages that each stands for: whole numbers, so that sums are exact in any order; over a stratum they differ by one at most.
    strata : array of int
        Number of the stratum of each: strata are numbered by region or province, ordinary counties before poor ones.
    """

    rows: Whole
    weights: Whole
    strata: Whole


def strata_of(country: Country, by: Strata) -> Whole:
    """Return the stratum of each village: its region or its province, and whether its county is poor."""
    villages = country.villages
    regions = list(REGIONS)
    number = np.array([k if by == "province" else regions.index(one.region) for k, one in enumerate(country.provinces)])
    stratum: Whole = number[villages["province"]] * 2 + villages["poor"]
    return stratum


def totals_of(country: Country) -> Array:
    """Return of each village what a sample shall have as much of as its stratum has.

    Households, their income, workers away and goods; and where poor people are, who are the more the lower a village's income is: here by
    its third power (assumption; close to what a lognormal distribution leaves below a poverty line).

    Returns
    -------
    array of shape (5, villages)
    """
    villages = country.villages
    households, income = villages["households"].astype(float), villages["income_scale"]
    per_household = [np.ones(len(villages)), income, villages["away_scale"], villages["goods"], np.maximum(income, 0.25) ** -3.0]
    totals: Array = households * np.stack(per_household)
    return totals


def sample(country: Country, per_stratum: int, by: Strata = "province", geography: int = 1, seed: int = 1) -> Sample:
    """Draw villages from each stratum: one from each band of income, balanced by :func:`totals_of`.

    Parameters
    ----------
    country : Country
        Whose villages are sampled.
    per_stratum : int
        Villages from each stratum; all of them, where it has no more.
    by : {"region", "province"}
        What a stratum is, beside poor counties and others.
    geography : int
        Seed of the geography.
    seed : int
        Seed of the run.
    """
    stratum, totals = strata_of(country, by), totals_of(country)
    order = np.lexsort((country.villages["income_scale"], stratum))
    names, first = np.unique(stratum[order], return_index=True)
    chosen: list[Whole] = []
    weights: list[Whole] = []
    for name, rows in zip(names.tolist(), np.split(order, first[1:]), strict=True):
        luck = default_rng([geography, seed, _code(country, name, by), name % 2])
        bands = np.array_split(rows, min(per_stratum, len(rows)))
        chosen.append(_balanced(bands, totals, luck))
        weights.append(np.array([len(band) for band in bands], np.int64))
    rows, standing = np.concatenate(chosen), np.concatenate(weights)
    back = np.argsort(rows)
    return Sample(rows[back], standing[back], stratum[rows[back]])


def _code(country: Country, stratum: int, by: Strata) -> int:
    """Return a number for a stratum's province or region, the same whatever else is drawn."""
    return country.provinces[stratum // 2].adcode if by == "province" else stratum // 2


def _balanced(bands: list[Whole], totals: Array, luck: Generator) -> Whole:
    """Return a village of each band: of several samples the one with totals nearest to those of all, in units of the samples' spread."""
    sizes = np.array([len(band) for band in bands])
    everybody = np.concatenate(bands)
    places = (luck.random((max(LOOKED_AT // len(bands), 1), len(bands))) * sizes).astype(np.int64)
    tried = everybody[places + np.cumsum(sizes) - sizes]
    off = (totals[:, tried] * sizes).sum(axis=2) - totals[:, everybody].sum(axis=1)[:, None]
    spread = off.std(axis=1, keepdims=True)
    far = ((off / np.where(spread > 0.0, spread, 1.0)) ** 2).sum(axis=0)
    nearest: Whole = tried[np.argmin(far)]
    return nearest
