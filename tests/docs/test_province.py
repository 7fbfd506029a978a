"""A province in full is summed village by village, each once, whatever it weighs in a run's totals."""

from __future__ import annotations

import pandas as pd
import pytest

from linkage_sim.experiments.results import write_result_folder
from linkage_sim.experiments.running import run
from linkage_sim.nation.country import country_of
from linkage_sim.scenario import Scenario
from tests.docs.scripts import DOCS, script

province = script("province")
PAGE = (DOCS / "nation.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def in_full(tmp_path_factory):
    folder = tmp_path_factory.mktemp("province") / "full"
    county = Scenario.load("china").with_overrides({"nation.only": ["ningxia-001"], "nation.full": True})
    write_result_folder(folder, run(county, months=2, villages=True))
    return country_of(county.nation), province.one_by_one(folder)


def test_every_village_counts_once(in_full):
    country, sums = in_full
    assert list(sums["households"]) == [country.villages["households"].sum()] * 3


def test_a_sum_is_held_against_the_runs_of_the_sample():
    full = pd.DataFrame({name: dict.fromkeys(province.WHEN, 3e6) for name in province.SUMS})
    runs = pd.DataFrame(
        [{"month": f"{month}-01", **dict.fromkeys(province.SUMS, value)} for month in province.WHEN for value in (1e6, 2e6, 4e6)]
    )
    found = province.rows(full, runs)
    assert all(row.inside for row in found)
    assert not any(row.inside for row in province.rows(full * 2, runs))
    assert {row.full for row in found if row.name == "poor people, thousands"} == {3e3}
    assert province.part(found).count("| yes |") == len(found)


def test_the_page_tells_every_sum_at_every_time():
    told = province.PART.search(PAGE)[2]
    for name in province.SUMS.values():
        assert told.count(f"| {name} |") == len(province.WHEN)
