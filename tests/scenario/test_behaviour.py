"""Behaviour is shared by all scenarios: only the one that extends nothing sets it, and only a calibration does."""

from __future__ import annotations

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.scenario import Scenario, validate
from linkage_sim.scenario.behaviour import FACTS, behaviour, behaviour_set
from linkage_sim.scenario.bundled import bundled
from linkage_sim.scenario.loading import read_layer
from linkage_sim.scenario.parameters import parameters

LAYERS = {name: read_layer(path) for name, path in bundled().items()}
ROOTS = [name for name, layer in LAYERS.items() if layer.value.get("extends") is None]


@pytest.mark.parametrize("name", sorted(set(LAYERS) - set(ROOTS)))
def test_no_scenario_but_the_root_sets_behaviour(name):
    assert behaviour_set(LAYERS[name]) == []


def test_all_bundled_scenarios_extend_one_root():
    assert ROOTS == ["base"]


def test_the_root_sets_behaviour_only_as_it_was_calibrated():
    links = LAYERS["base"].value["evidence"]
    assert all("calibrated" in links[path] for path in behaviour_set(LAYERS["base"]))


def test_all_bundled_scenarios_behave_alike():
    scenarios = [Scenario.load(name) for name in bundled()]
    support = [{one.path: one.value for one in scenario.coverage() if one.path in behaviour()} for scenario in scenarios]
    assert all(one == support[0] for one in support)


def test_what_is_shared_has_a_prior_and_is_no_fact_of_place_or_policy():
    known = {one.path: one for one in parameters()}
    assert set(FACTS) <= set(known)
    assert all(known[path].prior for path in FACTS), "a fact without a prior need not be named"
    assert all(one.prior for one in behaviour().values())
    assert not any(path.startswith(("places", "programmes", "platform", "environment")) for path in behaviour())
    assert "actors.household.open_rate" in behaviour()
    assert "actors.government.public_funds" not in behaviour()


def test_a_value_may_say_that_it_was_calibrated_by_a_bundled_ensemble(minimal):
    made = minimal({"economy.gross_margin": 0.3, "evidence": {"economy.gross_margin": {"calibrated": "junpu"}}})
    support = next(one for one in made.coverage() if one.path == "economy.gross_margin")
    assert str(support) == "calibrated: ensemble junpu"
    again = made.with_overrides({"economy.gross_margin": 0.4})
    assert again.evidence["economy.gross_margin"] == {"assumed": "set by an override"}


def test_a_file_may_support_what_was_calibrated_in_another_way(tmp_path):
    (tmp_path / "root.yaml").write_text(
        "schema: 1\nname: root\ntitle: Root\nplaces: [{name: a}]\neconomy: {gross_margin: 0.3}\n"
        "evidence: {economy.gross_margin: {calibrated: junpu}}\n"
    )
    child = tmp_path / "child.yaml"
    child.write_text(
        "schema: 1\nname: child\ntitle: Child\nextends: root.yaml\neconomy: {gross_margin: 0.4}\n"
        "evidence: {economy.gross_margin: {assumed: dearer}}\n"
    )
    assert validate(child).evidence["economy.gross_margin"] == {"assumed": "dearer"}


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ({"calibrated": "jumpu"}, "write junpu"),
        ({"calibrated": "atlantis"}, "no bundled ensemble"),
        ({"calibrated": ""}, "links neither"),
        ({"calibrated": "junpu", "assumed": "both"}, "links neither"),
    ],
)
def test_a_link_to_an_ensemble_that_is_none_is_refused(minimal, link, told):
    with pytest.raises(LinkageError, match=told):
        minimal({"evidence": {"economy.gross_margin": link}})
