"""A scenario names a country in place of places; one that does not stays what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.experiments.analysis.comparison.noise import luck_scenario
from linkage_sim.experiments.study.plan import household_count
from linkage_sim.model import LinkageModel
from linkage_sim.population.spots import LIKE
from linkage_sim.scenario import Scenario, validate
from linkage_sim.scenario.bundled import bundled
from linkage_sim.scenario.csv_tables import table_path
from linkage_sim.scenario.declare import digest_of
from linkage_sim.scenario.root import NOTES

HEAD = {"schema": 1, "name": "mine", "title": "Mine"}
FEW = {"nation.only": ["ningxia"], "nation.per_stratum": 2, "months": 6}


@pytest.mark.parametrize("name", sorted(set(bundled()) - {"china"}))
def test_a_scenario_without_a_nation_is_what_it_was(name: str) -> None:
    scenario = Scenario.load(name)
    before = {key: value for key, value in scenario.data if key not in (*NOTES, "extensions", "nation")}
    assert scenario.hash == digest_of(before)
    assert "nation" not in scenario.resolved()
    assert "\nnation:" not in scenario.to_yaml()


def test_a_written_country_reads_as_the_same(tmp_path: Path) -> None:
    china = Scenario.load("china").with_overrides(FEW)
    (tmp_path / "scenario.yaml").write_text(china.to_yaml(), encoding="utf-8")
    assert Scenario.load(tmp_path / "scenario.yaml").hash == china.hash


@pytest.mark.parametrize("path", ["nation.geography", "nation.per_stratum", "nation.goods_gradient", "nation.least_households"])
def test_what_changes_the_country_changes_the_hash(path: str) -> None:
    china = Scenario.load("china")
    name = path.removeprefix("nation.")
    other = china.variant({path: getattr(china.nation, name) + 1})
    assert other.hash != china.hash
    assert list(other.differences(china)) == [path]


def test_a_table_counts_by_what_it_holds(tmp_path: Path) -> None:
    china, copy = Scenario.load("china"), tmp_path / "mine.csv"
    copy.write_bytes(table_path("provinces.csv").read_bytes())
    (tmp_path / "mine.yaml").write_text(
        "schema: 1\nname: mine\ntitle: Mine\nextends: china\nnation: {provinces: mine.csv}\nevidence: {nation: {assumed: tried}}\n"
    )
    assert validate(tmp_path / "mine.yaml").hash == china.hash
    copy.write_bytes(copy.read_bytes().replace(b",2.061,", b",2.062,"))
    assert Scenario.load(tmp_path / "mine.yaml").hash != china.hash


def test_a_file_with_places_does_not_inherit_the_country_and_the_other_way_round() -> None:
    village = Scenario.from_dict({**HEAD, "extends": "china", "places": [{"name": "a"}]})
    assert village.nation is None
    assert not [link for link in village.evidence if link.startswith("nation")]
    country = Scenario.from_dict({**HEAD, "extends": "junpu", "nation": {"only": ["ningxia"]}})
    assert country.places == ()
    assert not [link for link in country.evidence if link.startswith("places")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"nation": {}, "places": [{"name": "a"}]}, "nation stands beside places of the scenario's own; keep one of them"),
        ({}, "lacks places .the villages.; add places, or a nation"),
        ({"places": []}, "places has 0 entries"),
        ({"nation": {"only": []}}, "nation.only has 0 entries, but must have at least 1 entry; add one"),
        ({"nation": {"only": "guangdong"}}, r"must be a list of values; write them in brackets, such as \[guangdong\]"),
        ({"nation": {"only": ["guangdnog"]}}, "no province or county of the table; write guangdong"),
        ({"nation": {"only": ["Guangdong"]}}, "no province or county of the table; write guangdong"),
        ({"nation": {"only": ["atlantis"]}}, "no province or county of the table; write beijing, "),
        ({"nation": {"only": ["guangdong-122"]}}, "counties of guangdong are guangdong-001 to guangdong-121; write one of them"),
        ({"nation": {"only": ["guangdong-17"]}}, "counties of guangdong are guangdong-001 to guangdong-121; write one of them"),
        ({"nation": {"per_stratum": 0}}, "must be a whole number from 1"),
        ({"nation": {"least_households": 300, "most_households": 200}}, "is 300, more than most_households, 200"),
        ({"nation": {"least_households": 100}}, "384591 households of xizang in 5328 villages, not 100 to 2000 in each"),
        ({"nation": {"provinces": "provinzes.csv"}}, "cannot be read as a table .*; write provinces.csv"),
        ({"nation": {"strata": "county"}}, "must be one of region or province"),
    ],
)  # fmt: skip
def test_a_country_that_cannot_be_is_refused(content: dict, told: str) -> None:
    with pytest.raises(LinkageError, match=told) as refused:
        Scenario.from_dict({**HEAD, **content})
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_luck_in_a_country_is_another_geography_of_it() -> None:
    china = Scenario.load("china").with_overrides(FEW)
    assert list(luck_scenario(china).differences(china)) == ["nation.geography"]


def test_the_households_of_a_plan_are_those_of_the_sample() -> None:
    china = Scenario.load("china").with_overrides({**FEW, "nation.arrivals": 0.0})
    assert household_count(china) == LinkageModel(china).villages.last[-1]


def test_a_country_runs_as_a_weighted_sample() -> None:
    china = Scenario.load("china").with_overrides(FEW)
    model = LinkageModel(china, seeds=(1, 2)).run()
    assert [name.startswith(LIKE) for name in model.village_names].count(True) == 8
    assert model.villages.weight.sum() == 2 * 2294
    first, second = ([name for name, run in zip(model.village_names, model.record.village_runs, strict=True) if run == k] for k in (0, 1))
    assert first[:4] != second[:4], "each run has a sample of its own"
    assert first[0].startswith("like-ningxia-")
    sizes = model.villages.last - model.villages.first
    assert model.record.latest(0)["households"] == (model.villages.weight * sizes)[model.villages.run == 0].sum()
    assert model.record.months == 6
