"""The page of the country: its numbers are of the shipped ensemble, and a province in full is summed village by village, each once."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from linkage_sim.experiments.calibration.targets import targets_of
from linkage_sim.experiments.ensemble.ensemble import Ensemble
from linkage_sim.experiments.running import run
from linkage_sim.experiments.validation.controls import controls_of
from linkage_sim.nation.country import country_of
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.evidence import Evidence
from tests.docs.scripts import DOCS, script

nation = script("nation")
PARTS = {part[2]: part[3] for part in nation.PART.finditer((DOCS / "nation.md").read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def in_full(tmp_path_factory):
    folder = tmp_path_factory.mktemp("province") / "full"
    county = Scenario.load("china").with_overrides({"nation.only": ["ningxia-001"], "nation.full": True})
    run(county, months=2, villages=True, out=folder)
    return country_of(county.nation), nation.one_by_one(folder)


def test_every_village_counts_once(in_full):
    country, sums = in_full
    assert set(sums["households"]) == {country.villages["households"].sum()}


def test_a_sum_is_held_against_the_runs_of_the_sample():
    full = pd.DataFrame({name: dict.fromkeys(nation.WHEN, 3e6) for name in nation.SUMS})
    runs = pd.DataFrame(
        [{"month": f"{month}-01", **dict.fromkeys(nation.SUMS, value)} for month in nation.WHEN for value in (1e6, 2e6, 4e6)]
    )
    assert all(row.inside for row in nation.rows(full, runs))
    assert not any(row.inside for row in nation.rows(full * 2, runs))
    assert nation.by_month(nation.rows(full * 2, runs)[:2])[1:] == ("**6 (1.1 to 3.8)**",) * 2


def test_the_page_tells_of_the_shipped_ensemble():
    remedy = "run 'linkage-sim reproduce china --controls --out DIR' and 'python docs/nation.py --table-one DIR'"
    assert nation.STAMP.format(Ensemble.load("china").hash[:16]) in PARTS["targets"], remedy


def test_the_page_tells_every_target_control_actor_and_parameter():
    told = {
        "targets": [one.label for one in targets_of(["china"], Evidence.load())],
        "controls": [one.name for one in controls_of("china")],
        "attribution": ["household", "community", "government", "market", "society"],
        "posterior": [f"`{path}`" for path in Ensemble.load("china").factors.values() if path.startswith("nation.")],
    }
    for part, names in told.items():
        assert [name for name in names if f"| {name}" not in PARTS[part]] == []


def test_the_page_tells_every_sum_at_every_time():
    for name in nation.SUMS.values():
        (line,) = re.findall(rf"^\| {name}(?:, (?:thousands|millions))? \|.*$", PARTS["province"], re.MULTILINE)
        assert len(re.findall(r"\(\S+ to \S+\)", line)) == len(nation.WHEN)
