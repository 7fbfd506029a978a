"""The two invented settings are what they say: facts of place and policy, laid over the behaviour that all share."""

from __future__ import annotations

import pytest

from linkage_sim.experiments.running import run
from linkage_sim.scenario import Scenario, validate

INVENTED = ("craft-village", "remote-farm")


@pytest.mark.parametrize("name", INVENTED)
def test_they_are_valid_and_every_fact_of_the_place_has_a_support_of_its_own(name):
    scenario = validate(name)
    changed = {path for path in scenario.differences(Scenario.load("base")) if path.startswith(("actors", "economy", "platform"))}
    support = {one.path: one for one in scenario.coverage()}
    assert all(support[path].evidence or support[path].assumed for path in changed)


def test_the_craft_village_has_no_state_programme():
    scenario = Scenario.load("craft-village")
    assert not scenario.actors.government.active
    assert not scenario.platform.on
    assert scenario.programmes
    assert not any("government" in programme.providers for programme in scenario.programmes.values())


def test_the_remote_village_has_the_whole_catalogue_from_the_first_month():
    scenario, base = Scenario.load("remote-farm"), Scenario.load("base")
    assert set(base.programmes) < set(scenario.programmes)
    assert {programme.trigger for programme in scenario.programmes.values()} == {"always"}
    assert scenario.platform.on
    assert scenario.platform.start == scenario.platform.register_start == scenario.start


def test_without_a_state_there_is_no_register_and_no_public_money():
    last = run("craft-village", 3).monthly.groupby("run").last()
    assert (last["registered_households"] == 0).all()


def stores(name, **facts):
    """Stores at the end, by seed, where facts of the place are other ones."""
    return run(Scenario.load(name).with_overrides({f"places.{name}.{fact}": value for fact, value in facts.items()}), 8).runs["stores_end"]


def test_a_village_far_from_the_market_falls_behind_the_same_village_near_it():
    far = stores("remote-farm", market_depth=450e6)
    near = stores("remote-farm", market_depth=450e6, goods=0.75, roads=3)
    assert (near > far).mean() >= 0.75
    assert near.median() > 1.1 * far.median()


def test_a_craft_of_a_small_market_stays_small():
    small, large = (stores("craft-village", market_depth=depth) for depth in (2e6, 450e6))
    assert small.max() < 0.1 * large.median()


def test_founders_bring_a_village_next_to_junpu_to_follow_it():
    county = Scenario.load("county").with_overrides({"places.near-xichang.founders": 4})
    runs = run(county, 2, villages=True).villages
    last = runs[runs["month"] == runs["month"].max()]
    of = {kind: last[last["village"].astype(str).str.startswith(kind)]["stores"] for kind in ("near-xichang", "near-yujiao")}
    assert of["near-xichang"].median() > 38  # a tenth of their households
    assert of["near-xichang"].median() > 5 * of["near-yujiao"].median()  # further off, without founders
