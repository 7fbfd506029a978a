"""Who wakes, who stands for whom, and founders who come home together: one village at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.actors.waking import WAKING_STORES, next_asleep, receive_founders, wake, wake_villages, wakes
from linkage_sim.scenario import Scenario
from linkage_sim.state.household import AWARE, FOUNDER
from linkage_sim.state.ledger import Flow
from linkage_sim.state.parameters import Parameters
from linkage_sim.state.village import Village
from linkage_sim.state.world import World, households_of
from tests.worlds import small_world


@pytest.mark.parametrize(
    ("asleep", "arrival", "stores", "now", "expected"),
    [
        (True, 0, 0.0, 50, False),
        (True, 0, WAKING_STORES - 1, 50, False),  # single shops are found anywhere
        (True, 0, WAKING_STORES, 50, True),
        (True, 8, 0.0, 6, False),
        (True, 8, 0.0, 7, True),  # the month of arrival, which counts from one
        (True, 8, 0.0, 70, True),
        (False, 8, 500.0, 70, False),  # it is awake already
    ],
)
def test_a_village_wakes_with_its_founders_or_with_more_than_single_shops(asleep, arrival, stores, now, expected) -> None:
    village = Village(awake=0.0 if asleep else 1.0, arrival=arrival, stores=stores)
    assert wakes(village, Parameters(), now) is expected


@pytest.mark.parametrize(
    ("spared", "households", "stores", "expected"),
    [
        (0.0, 300, 5.0, True),
        (1.0, 300, 5.0, False),  # kept on the side
        (1.0, 300, 14.0, False),
        (1.0, 300, 15.0, True),  # half of a tenth of the households
        (1.0, 2000, 49.0, False),
        (1.0, 2000, 50.0, True),  # half of a hundred
        (1.0, 60, 4.0, False),  # never fewer than anywhere
    ],
)
def test_shops_on_the_side_wake_a_village_when_they_are_half_of_what_the_definition_asks(spared, households, stores, expected) -> None:
    village, parameters = (
        Village(awake=0.0, stores=stores, spared=spared, last=households),
        Parameters(village_stores=100, village_share=0.1),
    )
    assert wakes(village, parameters, 50) is expected
    village.arrival = 9
    assert wakes(village, parameters, 50)


class Kind:
    """Villages of one kind in a small world: representatives that sleep, each the next one's, and others at weight zero."""

    def __init__(self, scenario, weights: list[float], others: int = 0) -> None:
        count = len(weights) + others
        place = scenario.data.places[0].model_dump()
        places = [{**place, "name": f"v{k}", "households": 20} for k in range(count)]
        self.world: World = small_world(scenario.with_overrides({"places": places}))
        self.villages = self.world.villages
        self.villages.array["weight"] = [*weights, *[0.0] * others]
        self.villages.array["awake"] = 0.0
        ring = [(k + 1) % len(weights) + 1 for k in range(len(weights))]
        self.villages.array["stands_in"] = [*ring, *[k % len(weights) + 1 for k in range(others)]]

    @property
    def weights(self) -> list[float]:
        return [float(weight) for weight in self.villages.array["weight"]]


@pytest.fixture
def kind(minimal):
    return lambda *weights, others=0: Kind(minimal(), list(weights), others)


def test_who_was_stood_for_counts_as_one_and_its_representative_for_one_less(kind) -> None:
    here = kind(5.0, 4.0, others=2)
    wake(here.villages[2], here.world)
    assert here.weights == [4.0, 4.0, 1.0, 0.0]
    wake(here.villages[3], here.world)
    assert here.weights == [4.0, 3.0, 1.0, 1.0]
    assert list(here.villages.array["awake"]) == [0.0, 0.0, 1.0, 1.0]


def test_a_representative_that_wakes_is_split_and_the_next_one_keeps_the_rest(kind) -> None:
    here = kind(5.0, 4.0, 3.0)
    wake(here.villages[0], here.world)
    assert here.weights == [1.0, 8.0, 3.0]
    wake(here.villages[1], here.world)
    assert here.weights == [1.0, 1.0, 10.0]


def test_the_last_of_its_kind_sleeps_on(kind) -> None:
    here = kind(5.0)
    wake(here.villages[0], here.world)
    assert (here.weights, here.villages[0].awake) == ([5.0], 0.0)


def test_who_stands_for_itself_alone_stands_in_for_nobody(kind) -> None:
    here = kind(1.0, 4.0, others=1)
    assert next_asleep(here.villages[2], here.world) == 1


def test_what_a_village_stood_for_passes_to_one_of_its_size(kind) -> None:
    """Large villages wake first: were others to take over the rest, the kind would lose people with every one of them."""
    here = kind(5.0, 4.0, 3.0, 2.0)
    here.villages.array["last"] = here.villages.array["first"] + [20, 5, 18, 20]
    here.villages[3].awake = 1.0
    wake(here.villages[0], here.world)
    assert here.weights == [1.0, 4.0, 7.0, 2.0]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(2, 50), min_size=2, max_size=5), st.lists(st.integers(0, 9), max_size=12))
def test_all_villages_are_as_many_whoever_wakes(weights, order) -> None:
    here = Kind(Scenario.load("base").with_overrides({"months": 3}), [float(weight) for weight in weights], others=5)
    for number in order:
        village = here.villages[number % len(here.villages)]
        if village.awake == 0.0:
            wake(village, here.world)
    assert sum(here.weights) == sum(weights)
    assert min(here.weights) >= 0.0
    assert all(weight == 1.0 for weight, awake in zip(here.weights, here.villages.array["awake"], strict=True) if awake)


def test_where_nothing_begins_nobody_wakes_and_where_all_are_awake_nothing_changes(kind, minimal) -> None:
    here = kind(5.0, 4.0, others=2)
    wake_villages(here.world)
    assert here.weights == [5.0, 4.0, 0.0, 0.0]
    world = small_world(minimal())
    world.villages[0].stores = 500.0
    wake_villages(world)
    assert (world.villages[0].weight, world.villages[0].awake) == (1.0, 1.0)


def test_founders_come_home_together_in_their_month_and_only_then(minimal) -> None:
    world = small_world(minimal(households=60), journal=True)
    village, parameters, month = world.villages[0], world.parameters[0], world.months[0]
    village.arrival, village.arriving = 3, 4
    households = households_of(village, world)
    for now in range(5):
        world.clock[0] = now
        receive_founders(village, parameters, world, month)
        assert ((households.flags & FOUNDER) != 0).sum() == (4 if now >= 2 else 0)
    home = households.array[(households.flags & FOUNDER) != 0]
    assert (home["flags"] & AWARE != 0).all()
    assert (home["skill"] >= 0.7 - 1e-6).all()
    assert (home["cash"] >= parameters.startup_capital).all()
    assert month.founders_home == 4
    assert np.isclose(village.flows[Flow.BROUGHT], sum(one.flows[Flow.BROUGHT] for one in world.journal))


def test_where_households_do_not_act_no_founders_come(minimal) -> None:
    world = small_world(minimal(households=60))
    world.villages[0].arrival, world.villages[0].arriving = 1, 4
    world.parameters[0].household_active = 0.0
    receive_founders(world.villages[0], world.parameters[0], world, world.months[0])
    assert world.months[0].founders_home == 0
    assert ((world.households.flags & FOUNDER) == 0).all()


def test_of_a_small_village_no_more_come_home_than_there_are(minimal) -> None:
    world = small_world(minimal(households=3))
    world.villages[0].arrival, world.villages[0].arriving = 1, 12
    receive_founders(world.villages[0], world.parameters[0], world, world.months[0])
    assert world.months[0].founders_home == 3
