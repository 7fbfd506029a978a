"""A stratified sample of a country's villages, with whole weights that add up to the country."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from linkage_sim.scenario.country import REGIONS
from linkage_sim.scenario.nation import Strata

from .country import Country
from .draws import Addresses, What, Whole, words


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


def order_within(country: Country, geography: int) -> npt.NDArray[np.uint64]:
    """Return a number for each village by which it comes early or late in any sample, by its address."""
    villages = country.villages
    codes = np.array([one.adcode for one in country.provinces])
    at = Addresses(geography, codes[villages["province"]], country.counties["number"][villages["county"]], villages["number"])
    high, low, _, _ = words(at, What.SAMPLE)
    return (high << np.uint64(32)) | low


def sample(country: Country, per_stratum: int, by: Strata = "province", geography: int = 1) -> Sample:
    """Draw villages from each stratum; a larger sample contains the smaller one.

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
    """
    stratum = strata_of(country, by)
    order = np.lexsort((np.arange(len(stratum)), order_within(country, geography), stratum))
    names, first, sizes = np.unique(stratum[order], return_index=True, return_counts=True)
    of = np.repeat(np.arange(len(names)), sizes)
    place = np.arange(len(order)) - first[of]
    taken = np.minimum(sizes, per_stratum)
    kept = place < taken[of]
    weights = (sizes // taken)[of] + (place < (sizes % taken)[of])
    back = np.argsort(order[kept])
    rows = order[kept][back]
    return Sample(rows, weights[kept][back].astype(np.int64), stratum[rows])
