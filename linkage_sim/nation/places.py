"""The villages of a scenario, whether it lists them or names a country."""

from __future__ import annotations

from functools import lru_cache

from linkage_sim.scenario.nation import Nation, nation_digest
from linkage_sim.scenario.places import Place
from linkage_sim.scenario.scenario import Scenario

from .country import country_of
from .sample import Sample, sample


def places_of(scenario: Scenario, seed: int = 1) -> tuple[Place, ...]:
    """Return the places of a scenario: those that it lists, or the sample of its nation's villages, with weights, in a run of this seed."""
    nation = scenario.data.nation
    return scenario.data.places if nation is None else _sampled(nation, nation_digest(nation), seed)[1]


def sample_of(nation: Nation, seed: int = 1) -> Sample:
    """Return the sample of a nation's villages that a run of this seed has."""
    return _sampled(nation, nation_digest(nation), seed)[0]


@lru_cache(maxsize=16)
def _sampled(nation: Nation, digest: str, seed: int) -> tuple[Sample, tuple[Place, ...]]:
    """Sample a country; its digest is part of the key, for a table may be written anew under its name."""
    country = country_of(nation)
    chosen = sample(country, nation.per_stratum, nation.strata, nation.geography, seed)
    drawn = zip(chosen.rows.tolist(), chosen.weights.tolist(), strict=True)
    return chosen, tuple(country.place_of(row, weight) for row, weight in drawn)
