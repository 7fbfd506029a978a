"""What supports each value."""

from __future__ import annotations

import pytest

from linkage_sim.errors import LinkageError
from linkage_sim.scenario import Scenario
from linkage_sim.scenario.evidence import Evidence
from linkage_sim.scenario.parameters import json_schema, parameters


def test_the_bundled_evidence_is_read() -> None:
    evidence = Evidence.load()
    assert evidence["junpu.founders"].value == 12
    assert evidence["cn.online_retail_growth"].unit == "RMB per year, all China online retail"
    assert evidence["junpu.stores"].use == "target"


def test_declared_defaults_cite_entries_that_exist() -> None:
    assert {parameter.evidence for parameter in parameters() if parameter.evidence} <= set(Evidence.load())


def test_coverage_names_entry_and_grade_or_the_assumption() -> None:
    support = {item.path: item for item in Scenario.load("junpu").coverage()}
    assert str(support["places.junpu.founders"]) == "junpu.founders, paper"
    assert str(support["population.income_sigma"]) == "cn.rural_income_dispersion, D"
    assert str(support["actors.household.startup_capital"]) == "calibrated: ensemble junpu"
    assert str(support["actors.community.visits"]) == "assumed: two a working day"
    assert support["programmes.training.cost"].evidence == "b.training"
    assert support["programmes.roads.cost"].assumed
    assert support["actors.household.open_rate"].unit == "chance per month"


def test_a_changed_value_is_not_supported_by_its_defaults_evidence() -> None:
    content = {"schema": 1, "name": "m", "title": "M", "extends": "base", "actors": {"household": {"startup_capital": 1.0}}}
    support = {item.path: str(item) for item in Scenario.from_dict(content).coverage()}
    assert support["actors.household.startup_capital"] == "not supported"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "holds no evidence"),
        ("a: 5\n", "is no list of entries"),
        ("a:\n  - 5\n", "is no entry"),
        ("a:\n  - {id: x, value: 1, use: input}\n", "lacks grade"),
        ("a:\n  - {id: x, value: 1, use: guess, grade: A}\n", "has the use guess"),
        ("a:\n  - {id: x, value: 1, use: input, grade: A, unitt: m}\n", "unknown key unitt; write unit"),
        ("a:\n  - {id: x, value: 1, use: input, grade: A}\n  - {id: x, value: 1, use: input, grade: A}\n", "repeats the id x"),
    ],
)
def test_a_bad_evidence_base_is_refused(text: str, what: str, tmp_path) -> None:
    path = tmp_path / "evidence.yaml"
    path.write_text(text)
    with pytest.raises(LinkageError, match=what):
        Evidence.load(path)


def test_leaf_names_are_unique_over_the_blocks() -> None:
    names = [parameter.name for parameter in parameters() if "*" not in parameter.path and parameter.name != "active"]
    assert len(names) == len(set(names))


def test_priors_lie_within_the_bounds_and_around_the_default() -> None:
    for parameter in parameters():
        if parameter.prior is not None:
            assert parameter.prior[0] <= parameter.default <= parameter.prior[1], parameter.path
            assert parameter.low is None or parameter.low <= parameter.prior[0], parameter.path
            assert parameter.high is None or parameter.prior[1] <= parameter.high, parameter.path


def test_defaults_lie_within_their_bounds() -> None:
    Scenario.from_dict(Scenario.load("base").resolved())


def test_the_schema_refuses_unknown_keys_everywhere() -> None:
    schema = json_schema()
    assert schema["additionalProperties"] is False
    assert all(block["additionalProperties"] is False for block in schema["$defs"].values())
    assert "extends" in schema["properties"]


def test_the_schema_tells_unit_and_accepts_it() -> None:
    open_rate = json_schema()["$defs"]["HouseholdRules"]["properties"]["open_rate"]
    assert "Unit: chance per month." in open_rate["description"]
    assert open_rate["anyOf"][0] == {"type": "number", "minimum": 0.0, "maximum": 1.0}
    assert open_rate["anyOf"][1]["type"] == "string"
