from __future__ import annotations

from itertools import combinations, pairwise
from math import dist

import pytest

from linkage_sim.experiments.snapshots import Snapshot
from linkage_sim.views.layout import clans, positions, sample
from linkage_sim.views.network import network, state
from linkage_sim.views.style import spread


def test_households_are_drawn_by_clan(village):
    assert [len(clan) for clan in clans(village)] == [10, 10, 10]


def test_households_of_other_clans_stand_further_apart_than_those_of_one(village):
    groups = clans(village)
    places = positions(groups)
    nearest_kin = min(dist(places[a], places[b]) for group in groups for a, b in combinations(group, 2))
    nearest_other = min(dist(places[a], places[b]) for one, two in combinations(groups, 2) for a in one for b in two)
    assert nearest_kin > 0.02
    assert nearest_other > nearest_kin


def test_places_do_not_depend_on_what_happens(village):
    before, village = positions(clans(village)), village.copy()
    village.add_edge("market", ("household", 3), kind="assistance", units=1.0)
    assert positions(clans(village)) == before


def test_a_sample_takes_from_every_clan(village):
    drawn = sample(clans(village), 9)
    assert [len(clan) for clan in drawn] == [3, 3, 3]


def test_at_most_five_hundred_households_are_drawn(village):
    village = village.copy()
    village.add_nodes_from((("household", i), {"clan": i}) for i in range(30, 800))
    figure = network([Snapshot("now", village)], "title").figure
    assert max(len(one.get_offsets()) for one in figure.axes[0].collections if hasattr(one, "get_offsets")) == 500


@pytest.mark.parametrize(
    ("known", "seen"),
    [
        ({"stores": 2, "registered": True}, "online"),
        ({"registered": True, "poor": True}, "carded"),
        ({"poor": True}, "poor"),
        ({}, "other"),
    ],
)
def test_a_household_is_coloured_by_one_state(known, seen):
    assert state(known) == seen


def test_labels_are_moved_apart_and_stay_in_order():
    placed = spread([0.5, 0.5, 0.52, 0.9], 0.1)
    assert placed == sorted(placed)
    assert all(b - a > 0.1 - 1e-12 for a, b in pairwise(placed))
    assert placed[3] == 0.9


def test_labels_stay_inside_where_there_is_room():
    placed = spread([0.0, 0.0, 1.0, 1.0], 0.2)
    assert min(placed) >= 0
    assert max(placed) <= 1
