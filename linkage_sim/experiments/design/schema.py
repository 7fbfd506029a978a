"""The JSON Schema of experiment files, made from their declaration, from the parameters of scenarios and from the recorded columns."""

from __future__ import annotations

from typing import Any

from ...scenario.parameters import json_schema, parameters
from ...state.month import COLUMNS
from .declared import ExperimentData

OPEN = r"^(places|programmes|environment)\..+"
"""Paths of what scenarios name themselves: villages, programmes, years."""


def schema(experiment: bool = False) -> dict[str, Any]:
    """Give the JSON Schema of scenario or experiment files, with which editors complete and check.

    Parameters
    ----------
    experiment : bool
        The schema of experiment files in place of that of scenario files.

    Examples
    --------
    >>> sorted(schema()["required"])
    ['name', 'title']
    """
    return experiment_schema() if experiment else json_schema()


def experiment_schema() -> dict[str, Any]:
    """Give the JSON Schema of experiment files, with which editors complete keys, paths and columns, and refuse unknown ones."""
    schema = ExperimentData.model_json_schema(by_alias=True)
    blocks = schema["$defs"]
    for block in (schema, *blocks.values()):
        block["properties"] = {key: _without_title(field) for key, field in block["properties"].items()}
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "linkage_sim experiment"
    schema["required"] = ["schema", "name", "title"]
    schema["oneOf"] = [{"required": ["scenario"]}, {"required": ["scenarios"]}]
    blocks["Path"] = _path()
    blocks["Factor"]["properties"]["path"] = {"$ref": "#/$defs/Path", "description": "Path of the parameter in the scenario."}
    blocks["Factor"]["properties"]["range"] |= {"minItems": 2, "maxItems": 2}
    blocks["Factor"]["not"] = {"required": ["values", "range"]}
    blocks["Reading"]["properties"]["column"] |= {"enum": [column.name for column in COLUMNS]}
    schema["properties"]["set"] |= {"propertyNames": {"$ref": "#/$defs/Path"}}
    keys = {"name": "What people call the point.", "scenario": "Which of the scenarios is varied."}
    schema["properties"]["points"]["items"]["properties"] = {key: {"description": text} for key, text in keys.items()}
    return schema


def _path() -> dict[str, Any]:
    """Paths that every scenario has, by name, and those that differ between scenarios, by their beginning."""
    common = [parameter.path for parameter in parameters() if not parameter.path.startswith(("places", "programmes", "environment"))]
    return {"anyOf": [{"enum": ["start", *common]}, {"type": "string", "pattern": OPEN}]}


def _without_title(field: dict[str, Any]) -> dict[str, Any]:
    """Leave out the titles that pydantic makes of the keys, and defaults of whole blocks."""
    return {key: value for key, value in field.items() if key != "title" and not (key == "default" and isinstance(value, dict))}
