"""The JSON Schema of experiment files: it takes what is read, completes paths and columns, and refuses what it can."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from linkage_sim.experiments.design.bundled import bundled
from linkage_sim.experiments.design.declared import Design, ExperimentData, Factor, Precision, Reading
from linkage_sim.experiments.design.schema import experiment_schema
from linkage_sim.scenario import Scenario, shape
from linkage_sim.scenario.problems import dotted
from linkage_sim.scenario.reading import read_file
from linkage_sim.state.month import COLUMNS

SCHEMA = experiment_schema()
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int}


def taken(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value satisfies a schema; of JSON Schema's words, those that occur."""
    if "$ref" in schema and not taken(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]):
        return False
    if "type" in schema and not _type(value, schema["type"], schema):
        return False
    return all(WORDS[word](value, told, schema) for word, told in schema.items() if word in WORDS)


def _type(value: Any, told: str, _: Any) -> bool:
    return isinstance(value, TYPES[told]) and (told == "boolean" or not isinstance(value, bool))


def _properties(value: Any, told: dict[str, Any], _: Any) -> bool:
    return not isinstance(value, dict) or all(taken(item, told[key]) for key, item in value.items() if key in told)


def _additional(value: Any, told: Any, schema: dict[str, Any]) -> bool:
    others = [item for key, item in value.items() if key not in schema.get("properties", {})] if isinstance(value, dict) else []
    return not others if told is False else told is True or all(taken(item, told) for item in others)


WORDS: dict[str, Any] = {
    "type": _type,
    "properties": _properties,
    "additionalProperties": _additional,
    "const": lambda value, told, _: value == told,
    "enum": lambda value, told, _: value in told,
    "pattern": lambda value, told, _: not isinstance(value, str) or re.search(told, value) is not None,
    "minimum": lambda value, told, _: value >= told,
    "maximum": lambda value, told, _: value <= told,
    "minItems": lambda value, told, _: len(value) >= told,
    "maxItems": lambda value, told, _: len(value) <= told,
    "items": lambda value, told, _: all(taken(item, told) for item in value),
    "prefixItems": lambda value, told, _: all(taken(item, one) for item, one in zip(value, told, strict=False)),
    "required": lambda value, told, _: all(key in value for key in told),
    "anyOf": lambda value, told, _: any(taken(value, one) for one in told),
    "oneOf": lambda value, told, _: sum(taken(value, one) for one in told) == 1,
    "not": lambda value, told, _: not taken(value, told),
    "propertyNames": lambda value, told, _: all(taken(key, told) for key in value),
}
SILENT = {"$defs", "$ref", "$schema", "title", "description", "default"}


def words(schema: Any) -> set[str]:
    """All words that a schema uses."""
    if isinstance(schema, list):
        return set().union(*map(words, schema))
    if not isinstance(schema, dict):
        return set()
    below = [
        item
        for word, told in schema.items()
        for item in (told.values() if word in ("properties", "$defs") else [told] if word not in ("default", "enum") else [])
    ]
    return set(schema) | set().union(*map(words, below)) if below else set(schema)


def test_the_test_knows_every_word_of_the_schema() -> None:
    assert words(SCHEMA) <= set(WORDS) | SILENT


def test_it_is_json_and_says_what_it_is() -> None:
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["title"] == "linkage_sim experiment"
    assert SCHEMA["additionalProperties"] is False


@pytest.mark.parametrize("name", bundled())
def test_it_takes_the_bundled_experiments(name) -> None:
    assert taken(read_file(bundled()[name]).value, SCHEMA)


def test_every_key_has_a_description() -> None:
    blocks = [(SCHEMA, ExperimentData), *((SCHEMA["$defs"][block.__name__], block) for block in (Factor, Design, Reading, Precision))]
    for told, block in blocks:
        assert set(told["properties"]) == {info.alias or name for name, info in block.model_fields.items()}
        assert all(field.get("description") or "$ref" in field for field in told["properties"].values())


def test_every_parameter_of_a_scenario_is_a_path_and_every_column_can_be_read() -> None:
    path, column = SCHEMA["$defs"]["Path"], SCHEMA["$defs"]["Reading"]["properties"]["column"]
    for name in ("junpu", "county"):
        leaves = [dotted(path) for path, _, _ in shape.leaves(shape.ROOT, Scenario.load(name).resolved())]
        varied = [leaf for leaf in leaves if leaf.partition(".")[0] not in ("schema", "name", "title", "evidence")]
        assert [leaf for leaf in varied if not taken(leaf, path)] == []
    assert column["enum"] == [column.name for column in COLUMNS]


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("replicate",), 5),
        (("replicates",), 0),
        (("replicates",), "many"),
        (("seed",), 2.5),
        (("villages",), "yes"),
        (("name",), "Mine"),
        (("schema",), 2),
        (("scenarios",), ["base"]),
        (("set",), {"platform.coverag": 1}),
        (("set",), {"platform.coverage": [1]}),
        (("factors", "audit", "path"), "actors.government.audits"),
        (("factors", "audit", "path"), "title"),
        (("factors", "audit", "rang"), [0, 1]),
        (("factors", "audit", "range"), [0.1, 0.2]),
        (("factors", "audit"), {"path": "platform.coverage", "range": [0.1]}),
        (("factors", "audit", "scale"), "lin"),
        (("design", "kind"), "gird"),
        (("outcomes", "registered", "column"), "registered"),
        (("outcomes", "registered", "better"), "up"),
        (("outcomes", "registered", "month"), "2014"),
        (("points",), [20]),
        (("points",), [{"audit": None}]),
        (("precision",), {"outcome": "registered", "half_width": -1}),
    ],
)
def test_it_refuses_what_the_reader_refuses(keys, value) -> None:
    content = copy.deepcopy(read_file(bundled()["what-audits-buy"]).value)
    content["scenario"] = content.pop("scenarios")[0]
    assert taken(content, SCHEMA)
    block = content
    for key in keys[:-1]:
        block = block[key]
    block[keys[-1]] = value
    assert not taken(content, SCHEMA)
