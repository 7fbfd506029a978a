"""Which villages exchange brides: circles of a town, and one tie to another town of the county."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage_sim.population.spots import Spot, listed
from linkage_sim.population.world import marriage_circles
from linkage_sim.scenario.places import Place
from linkage_sim.state.village import MARRIED


def spots(*towns: tuple[int, str], run: int = 0, county: str = "c", province: str = "p") -> list[Spot]:
    """Make so many villages in each town of a county."""
    places = [Place(name=f"{town}{k}", town=town, county=county, province=province) for count, town in towns for k in range(count)]
    return list(listed(run, places))


def partners(married: np.ndarray, row: int) -> set[int]:
    return {int(other) for other in married[row] if other >= 0}


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_partners_are_others_and_three_of_the_town_and_one_beyond_at_most(counts) -> None:
    here = spots(*((count, f"t{k}") for k, count in enumerate(counts)))
    married = marriage_circles(here)
    assert married.shape == (len(here), MARRIED)
    for row, spot in enumerate(here):
        near, far = married[row, : MARRIED - 1], married[row, MARRIED - 1]
        found = [int(other) for other in near if other >= 0]
        assert row not in found
        assert len(set(found)) == len(found) == min(sum(other.town == spot.town for other in here) - 1, 3)
        assert all(here[other].town == spot.town for other in found)
        assert far < 0 or here[int(far)].town != spot.town


def test_a_village_alone_marries_into_none() -> None:
    assert (marriage_circles(spots((1, "t"))) == -1).all()


def test_a_towns_villages_hang_together_by_marriage() -> None:
    married = marriage_circles(spots((9, "t")))
    reached, found = {0}, {0}
    while found:
        found = {other for row in found for other in partners(married, row)} - reached
        reached |= found
    assert reached == set(range(9))


def test_towns_of_a_county_are_tied_and_other_counties_and_runs_are_not() -> None:
    near = spots((4, "a"), (4, "b"))
    elsewhere = spots((4, "a"), county="d")
    other_run = spots((4, "a"), (4, "b"), run=1)
    married = marriage_circles([*near, *elsewhere, *other_run])
    assert (married[:8, MARRIED - 1] >= 0).any()
    for rows in (range(8), range(8, 12), range(12, 20)):
        assert all(partners(married, row) <= set(rows) for row in rows)
    np.testing.assert_array_equal(np.where(married[:8] >= 0, married[:8] + 12, -1), married[12:])  # runs alike have circles alike


@pytest.mark.parametrize("turned", [slice(None, None, -1), [3, 0, 2, 1, 4]])
def test_circles_are_by_name_and_not_by_order(turned) -> None:
    here = spots((5, "t"))
    order = np.arange(5)[turned]
    names = [{here[other].name for other in partners(marriage_circles(here), row)} for row in range(5)]
    there = [here[row] for row in order]
    again = marriage_circles(there)
    for at, row in enumerate(order):
        assert {there[other].name for other in partners(again, at)} == names[row]


@given(st.lists(st.booleans(), min_size=1, max_size=9), st.sampled_from(["a", "ab"]))
def test_nobody_marries_into_a_village_that_counts_nowhere_and_it_marries_as_if_it_counted(counts, towns) -> None:
    def circles(weights: list[int]) -> dict[str, list[str]]:
        places = [Place(name=f"v{k}", town=towns[k % len(towns)], weight=weight) for k, weight in enumerate(weights) if weight >= 0]
        here = list(listed(0, places))
        return {here[k].name: [here[int(other)].name for other in row if other >= 0] for k, row in enumerate(marriage_circles(here))}

    found, without = circles([int(one) for one in counts]), circles([1 if one else -1 for one in counts])
    for k, one in enumerate(counts):
        if one:
            assert found[f"v{k}"] == without[f"v{k}"]
        else:
            assert found[f"v{k}"] == circles([1 if other or j == k else -1 for j, other in enumerate(counts)])[f"v{k}"]
