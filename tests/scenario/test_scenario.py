"""Loading, laying over, overriding, writing and comparing scenarios."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage_sim.errors import LinkageError
from linkage_sim.scenario import Scenario, validate
from linkage_sim.scenario import bundled as shipped
from linkage_sim.scenario.bundled import bundled
from linkage_sim.scenario.overrides import parse_setting
from linkage_sim.scenario.parameters import parameters
from linkage_sim.scenario.reading import read_text

MINE = {"schema": 1, "name": "mine", "title": "Mine", "extends": "base"}
ALONE = Scenario.load("base")
BASE = {one.path: one.value for one in ALONE.coverage()}
BLOCKS = ("places", "platform", "population", "economy", "actors")
BOUNDED = {p.path: p for p in parameters() if p.kind == "number" and p.path in BASE and p.low is not None and p.high is not None}


@pytest.fixture(scope="module")
def junpu() -> Scenario:
    return Scenario.load("junpu")


@pytest.mark.parametrize("name", sorted(bundled()))
def test_bundled_scenarios_are_valid_and_supported(name: str) -> None:
    assert validate(name).name == name
    assert all(str(support) != "not supported" for support in validate(name).coverage())


def test_bundled_scenarios_are_found_from_any_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Scenario.load("junpu").places[0].founders == 12


def test_bundled_scenarios_are_found_inside_an_installed_package(tmp_path, monkeypatch) -> None:
    folder = tmp_path / "linkage_sim" / "_scenarios"
    folder.mkdir(parents=True)
    for name in ("evidence", "own"):
        (folder / f"{name}.yaml").write_text("")
    monkeypatch.setattr(shipped, "__file__", str(tmp_path / "linkage_sim" / "scenario" / "bundled.py"))
    assert bundled() == {"own": folder / "own.yaml"}


def test_evidence_is_no_scenario() -> None:
    assert "evidence" not in bundled()


def test_scattered_is_junpu_without_the_platform(junpu: Scenario) -> None:
    assert Scenario.load("scattered").differences(junpu) == {"platform.on": (True, False)}


def test_the_county_has_forty_villages_in_four_towns() -> None:
    places = Scenario.load("county").places
    assert sum(place.count for place in places) == 40
    assert len({place.town for place in places}) == 4


@pytest.mark.parametrize("value", [0.2, "0.2 chance per month", " .2  Chance  per month ", np.float64(0.2)])
def test_a_value_may_carry_its_unit(value: object) -> None:
    assert Scenario.from_dict({**MINE, "actors": {"household": {"open_rate": value}}}).actors.household.open_rate == 0.2


def test_units_are_read_in_series_and_counts() -> None:
    line = {"2012": 2625, "2014": "2800 RMB per head and year"}
    made = Scenario.from_dict({**MINE, "months": "24 months", "environment": {"poverty_line": line}})
    assert made.months == 24
    assert made.environment.poverty_line[2014] == 2800


def test_blocks_merge_and_lists_are_replaced() -> None:
    made = Scenario.from_dict(
        {**MINE, "platform": {"coverage": 0.5}, "places": [{"name": "a"}, {"name": "b"}], "programmes": {"training": {"cost": 600}}}
    )
    base = Scenario.load("base")
    assert made.platform == base.platform.model_copy(update={"coverage": 0.5})
    assert [place.name for place in made.places] == ["a", "b"]
    assert made.programmes["training"] == base.programmes["training"].model_copy(update={"cost": 600.0})


def test_a_programme_set_to_null_is_removed() -> None:
    base = Scenario.load("base")
    made = Scenario.from_dict({**MINE, "programmes": {"tourism": None}})
    assert set(base.programmes) - set(made.programmes) == {"tourism"}
    assert list(made.differences(base)) == ["programmes.tourism"]


def test_links_of_what_was_replaced_are_not_inherited(tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("schema: 1\nname: mine\ntitle: Mine\nextends: junpu\nplaces: [{name: other}]\n")
    assert not [link for link in Scenario.load(path).evidence if link.startswith("places")]


def test_a_file_extends_another_by_a_path_relative_to_itself(tmp_path, monkeypatch) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "parent.yaml").write_text("schema: 1\nname: p\ntitle: T\nextends: base\nmonths: 7\n")
    (tmp_path / "sub" / "child.yaml").write_text("schema: 1\nname: c\ntitle: T\nextends: ../parent.yaml\n")
    monkeypatch.chdir("/")
    assert Scenario.load(tmp_path / "sub" / "child.yaml").months == 7


def test_overrides_by_path_number_and_name(junpu: Scenario) -> None:
    made = junpu.with_overrides(
        {
            "actors.household.open_rate": 0.2,
            "programmes.training.cost": "600 RMB per unit",
            "places.0.goods": 0.1,
            "places.junpu.founders": 3,
            "environment.poverty_line.2021": 4100,
            "programmes.tourism": None,
            "months": 12,
        }
    )
    assert made.actors.household.open_rate == 0.2
    assert made.programmes["training"].cost == 600
    assert (made.places[0].goods, made.places[0].founders) == (0.1, 3)
    assert made.environment.poverty_line[2021] == 4100
    assert "tourism" not in made.programmes
    assert made.months == 12
    assert "places.junpu.founders" in made.differences(junpu)


def test_an_override_carries_its_origin_as_support(junpu: Scenario, tmp_path) -> None:
    made = junpu.with_overrides({"actors.household.open_rate": 0.2, "places.junpu.founders": 3, "environment.poverty_line.2014": 3000})
    support = {item.path: str(item) for item in made.coverage()}
    assert support["places.junpu.founders"] == "assumed: set by an override"
    assert support["environment.poverty_line"] == "assumed: set by an override"
    path = tmp_path / "scenario.yaml"
    path.write_text(made.to_yaml())
    assert validate(path) == made


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("actors.household.open_rat", 0.2, "override: actors.household.open_rat is not a known path; write actors.household.open_rate."),
        ("open_rate", 0.2, "override: open_rate is not a known path; write actors.household.open_rate."),
        ("places.jumpu.founders", 1, "write places.junpu.founders."),
        ("places.4.founders", 1, "is not a known path"),
        ("programmes.trainin", None, "write programmes.training"),
        ("actors.household.open_rate", 3, "override: actors.household.open_rate is 3, but must be a number from 0 to 1 (chance per month)"),
        ("platform.start", "2001-01", "override: platform.start is 2001-01, before the scenario's start"),
        ("platform.on.x", 1, "is not a known path"),
        ("", 1, "is not a known path"),
        ("platform", None, "override: platform is empty, but must be a block of keys"),
    ],
)
def test_bad_overrides_are_refused(junpu: Scenario, path: str, value: object, told: str) -> None:
    with pytest.raises(LinkageError, match=re.escape(told)):
        junpu.with_overrides({path: value})


@pytest.mark.parametrize("block", ["places", "places.0", "places.junpu", "programmes", "programmes.training", "evidence"])
def test_a_whole_block_overridden_by_a_number_is_refused_in_a_sentence(junpu: Scenario, block: str) -> None:
    with pytest.raises(LinkageError, match=r"^override: [a-z0-9.]+ is 3, but must be a "):
        junpu.with_overrides({block: 3, "months": 2, "platform.accuracy": 0.5})


def test_all_programmes_can_be_removed_at_once(junpu: Scenario) -> None:
    assert junpu.with_overrides({"programmes": {}}).programmes == {}


@given(st.dictionaries(st.sampled_from(sorted(BOUNDED)), st.floats(0, 1), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_overrides_round_trip(places: dict[str, float]) -> None:
    there = ALONE.with_overrides(
        {path: BOUNDED[path].low + place * (BOUNDED[path].high - BOUNDED[path].low) for path, place in places.items()}
    )
    assert there.hash == Scenario.from_dict(there.resolved()).hash
    assert there.with_overrides({path: BASE[path] for path in places}).hash == ALONE.hash


def test_a_null_reform_is_the_same_scenario(junpu: Scenario) -> None:
    assert junpu.with_overrides({}).hash == junpu.hash
    assert junpu.with_overrides({"actors.household.open_rate": junpu.actors.household.open_rate}).hash == junpu.hash


@pytest.mark.parametrize("name", sorted(bundled()))
def test_what_is_written_reads_the_same(name: str, tmp_path) -> None:
    scenario = Scenario.load(name)
    path = tmp_path / "written.yaml"
    path.write_text(scenario.to_yaml())
    again = validate(path)
    assert again.hash == scenario.hash
    assert again.resolved() == scenario.resolved()
    assert again.to_yaml() == scenario.to_yaml()


@given(st.lists(st.text().filter(str.strip), min_size=1, max_size=len(BLOCKS)))
@settings(max_examples=40, deadline=None)
def test_any_text_is_written_and_read_again(texts: list[str]) -> None:
    evidence = {block: {"assumed": text} for block, text in zip(BLOCKS, texts, strict=False)}
    scenario = Scenario.from_dict({**MINE, "evidence": evidence})
    again = read_text(scenario.to_yaml(), "x").value["evidence"]
    assert {block: again[block] for block in evidence} == evidence


def test_the_hash_depends_on_values_and_order_of_service_only(junpu: Scenario) -> None:
    programmes = junpu.resolved()["programmes"]
    turned = Scenario.from_dict(junpu.resolved() | {"programmes": dict(reversed(programmes.items()))})
    assert turned.hash != junpu.hash
    assert Scenario.from_dict(dict(reversed(junpu.resolved().items()))).hash == junpu.hash
    assert Scenario.from_dict(junpu.resolved() | {"evidence": {}}).hash == junpu.hash
    assert junpu.with_overrides({"months": 59}).hash != junpu.hash


def test_scenarios_travel_to_other_processes(junpu: Scenario) -> None:
    assert pickle.loads(pickle.dumps(junpu)) == junpu


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("platform.on=false", "platform.on", False),
        ("months = 12", "months", 12),
        ("a.b=1e3", "a.b", 1000.0),
        ("a.b=0.3 chance per month", "a.b", "0.3 chance per month"),
        ("programmes.x=null", "programmes.x", None),
        ("a=[1, 2]", "a", [1, 2]),
    ],
)
def test_settings_are_read_as_in_a_file(text: str, path: str, value: object) -> None:
    assert parse_setting(text) == (path, value)


@pytest.mark.parametrize("text", ["months", "=5", "", "a=[1"])
def test_settings_of_no_form_are_refused(text: str) -> None:
    with pytest.raises(LinkageError):
        parse_setting(text)


VARIED = Scenario.load("junpu")
WORDS = st.sampled_from(["need", "poorest", "2014-06", "40 RMB per month"])
VALUES = st.one_of(st.booleans(), st.integers(-2, 500), st.floats(-1, 2e6), WORDS)
PATHS = (
    "platform.on", "platform.matching", "platform.start", "platform.accuracy", "actors.household.open_rate", "actors.government.active",
    "actors.government.public_funds", "places.junpu.founders", "places.0.market_depth", "programmes.training.cost", "months", "name",
    "programmes.training.effect.skill", "environment.poverty_line.2014", "population.kin_ties", "places.nowhere.founders", "nothing.here",
    "programmes.training", "places.junpu",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(PATHS), VALUES, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_a_variant_simulates_what_overrides_give_and_refuses_what_they_refuse(overrides: dict[str, object]) -> None:
    expected, found = (_built_or_refused(build, overrides) for build in (VARIED.with_overrides, VARIED.variant))
    if isinstance(expected, str):
        assert found == expected
    else:
        assert found.hash == expected.hash
        assert found.differences(expected) == {}


def _built_or_refused(build: Callable[[dict[str, object]], Scenario], overrides: dict[str, object]) -> Scenario | str:
    try:
        return build(overrides)
    except LinkageError as error:
        return str(error)


def test_names_and_titles_change_no_hash(junpu: Scenario) -> None:
    assert junpu.with_overrides({"title": "Another", "name": "other"}).hash == junpu.hash
