"""The guide to a village's facts names what the code means by facts and by behaviour, and its example runs."""

from __future__ import annotations

import re
from pathlib import Path

from linkage_sim.scenario.behaviour import FACTS, OTHER_BLOCKS, behaviour
from linkage_sim.scenario.bundled import bundled
from linkage_sim.scenario.parameters import parameters
from linkage_sim.scenario.places import Place

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "settings.md").read_text(encoding="utf-8")
SHARED = PAGE.split("## The facts")[0]
NAMED = set(re.findall(r"`([a-z_]+(?:\.[a-z_*]+)*)`", PAGE))


def test_the_first_table_is_the_rule_of_the_code():
    named = set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", SHARED))
    assert named == set(FACTS)
    assert all(f"`{block}`" in SHARED for block in OTHER_BLOCKS)
    assert {path.split(".")[0] for path in behaviour()} == {"population", "economy", "actors", "measures"}


def test_every_fact_of_a_place_is_explained():
    labels = {"name", "count", "weight", "town", "county", "province"}
    assert set(Place.model_fields) - labels <= NAMED


def test_every_path_that_is_named_exists():
    known = {one.path for one in parameters()} | {f"actors.*.{one.name}" for one in parameters() if one.name == "active"}
    paths = {name for name in NAMED if "." in name and name.split(".")[0] in ("actors", "economy", "platform", "population")}
    assert paths <= known


def test_every_bundled_scenario_is_told_of():
    assert all(f"`{name}`" in PAGE for name in bundled())


def test_the_example_of_a_sweep_with_the_ensemble_runs(capsys):
    code = re.search(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[1]
    exec(compile(code, "settings.md", "exec"), {})
    assert "as it is" in capsys.readouterr().out
