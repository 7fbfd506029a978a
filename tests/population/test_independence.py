"""Who else is there does not matter: not to draws, not to neighbours' columns, not to a run's record."""

from __future__ import annotations

import numpy as np
import pytest

from linkage_sim.model import LinkageModel
from linkage_sim.scenario import Scenario
from linkage_sim.state.world import households_of


def columns(model: LinkageModel, village: int) -> dict[str, np.ndarray]:
    households = households_of(model.villages[village], model.world)
    return {name: households.array[name].copy() for name in households.kind.fields}


def assert_same(one: dict[str, np.ndarray], two: dict[str, np.ndarray]) -> None:
    for name, column in one.items():
        np.testing.assert_array_equal(column, two[name], err_msg=name)


@pytest.fixture(scope="module")
def pair(two_villages) -> LinkageModel:
    return LinkageModel(two_villages(), seed=5, by_village=True).run()


def test_another_household_far_away_changes_nothing(two_villages, pair) -> None:
    larger = LinkageModel(two_villages(households=51), seed=5, by_village=True).run()
    assert_same(columns(pair, 0), columns(larger, 0))
    np.testing.assert_array_equal(pair.world.village_record[:, 0], larger.world.village_record[:, 0])
    assert not np.array_equal(pair.world.village_record[:, 1], larger.world.village_record[:, 1])


def test_another_order_of_the_villages_changes_nothing(two_villages, pair) -> None:
    content = two_villages().resolved()
    content["places"] = content["places"][::-1]
    turned = LinkageModel(Scenario.from_dict(content), seed=5, by_village=True).run()
    for here, there in ((0, 1), (1, 0)):
        assert_same(columns(pair, here), columns(turned, there))
        np.testing.assert_array_equal(pair.world.village_record[:, here], turned.world.village_record[:, there])


def test_a_village_alone_equals_itself_among_unlinked_ones(two_villages, pair) -> None:
    content = two_villages().resolved()
    content["places"] = content["places"][:1]
    alone = LinkageModel(Scenario.from_dict(content), seed=5).run()
    assert_same(columns(alone, 0), columns(pair, 0))
    np.testing.assert_array_equal(alone.world.record[:, 0], pair.world.village_record[:, 0])


def test_a_run_alone_equals_itself_in_a_chunk_of_many(two_villages) -> None:
    scenario = two_villages()
    chunk = LinkageModel(scenario, seeds=[1, 2, 3]).run()
    alone = LinkageModel(scenario, seed=2).run()
    np.testing.assert_array_equal(chunk.world.record[:, 1], alone.world.record[:, 0])
    for village in (0, 1):
        assert_same(columns(chunk, 2 + village), columns(alone, village))
    assert not np.array_equal(chunk.world.record[:, 0], chunk.world.record[:, 1])


def test_villages_of_one_county_do_share_its_money(two_villages) -> None:
    # the control: where villages are linked, the other one does matter
    linked = two_villages(county="jiedong", province="guangdong")
    larger = two_villages(county="jiedong", province="guangdong", households=90)
    one = LinkageModel(linked, seed=5, by_village=True).run()
    two = LinkageModel(larger, seed=5, by_village=True).run()
    assert not np.array_equal(one.world.village_record[:, 0], two.world.village_record[:, 0])


def test_a_village_draws_by_its_name(two_villages) -> None:
    renamed = two_villages(name="third")
    model, other = LinkageModel(two_villages(), seed=5), LinkageModel(renamed, seed=5)
    assert model.villages[1].key != other.villages[1].key
    assert not np.array_equal(columns(model, 1)["income"], columns(other, 1)["income"])
    assert_same(columns(model, 0), columns(other, 0))


def test_the_same_seed_gives_the_same_run(two_villages, pair) -> None:
    again = LinkageModel(two_villages(), seed=5, by_village=True).run()
    np.testing.assert_array_equal(again.world.village_record, pair.world.village_record)


def test_a_longer_run_begins_as_the_shorter_one(two_villages, pair) -> None:
    longer = LinkageModel(two_villages({"months": 18}), seed=5, by_village=True).run()
    np.testing.assert_array_equal(longer.world.village_record[:12], pair.world.village_record)
