"""Every declared parameter, and the JSON Schema of scenario files: both made from the declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import shape
from .problems import Path, dotted
from .root import ScenarioData
from .shaping import SCALES


@dataclass(frozen=True)
class Parameter:
    """A declared parameter.

    Attributes
    ----------
    path : str
        Path in a scenario; ``*`` stands for any place or programme.
    name : str
        Last part of the path.
    kind : str
        ``number``, ``integer``, ``switch``, ``choice``, ``series``, ``numbers`` or ``month``.
    unit, text : str
        Unit in words, and one sentence.
    default : object
        Declared default; None where every scenario must give a value.
    low, high : float or None
        Range in the parameter's own meaning.
    limit : float or None
        Highest value that is allowed where no highest one has a meaning.
    choices : tuple of str
        Allowed words of a choice.
    evidence, assumed : str or None
        What supports the default.
    prior : tuple of float or None
        Range for calibration and sensitivity analysis.
    dated : bool
        Whether it is a lever of policy, which may be written by month.
    """

    path: str
    name: str
    kind: str
    unit: str
    text: str
    default: Any
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    evidence: str | None
    assumed: str | None
    prior: tuple[float, float] | None
    dated: bool = False
    limit: float | None = None


def parameters() -> Iterator[Parameter]:
    """Walk over all declared parameters, in the order of the declarations."""
    return (_parameter(path, node) for path, node in _quantities(shape.ROOT, ()))


def _quantities(node: shape.Node, path: Path) -> Iterator[tuple[Path, shape.Node]]:
    if node.block is None:
        if shape.known(node):
            yield path, node
        return
    for key in ("*",) if node.collection else tuple(shape.nodes(node.block)):
        below = shape.child(node, key)
        if below is not None:
            yield from _quantities(below, (*path, key))


def _parameter(path: Path, node: shape.Node) -> Parameter:
    declared, (low, high) = shape.known(node), shape.range_of_meaning(node)
    default = None if node.field is None or node.field.is_required() else node.field.default
    return Parameter(
        path=dotted(path),
        name=str(path[-1]),
        kind=node.kind,
        unit=declared["unit"],
        text=(node.field.description or "") if node.field else "",
        default=default,
        low=low,
        high=high,
        choices=tuple(str(choice) for choice in shape.choices(node)),
        evidence=declared["evidence"],
        assumed=declared["assumed"],
        prior=declared["prior"],
        dated=node.dated,
        limit=declared["limit"],
    )


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema of scenario files, with which editors complete keys and refuse unknown ones."""
    schema = ScenarioData.model_json_schema(by_alias=True)
    for block in (schema, *schema["$defs"].values()):
        _loosen(block)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "linkage_sim scenario"
    schema["properties"]["extends"] = {"type": "string", "description": "Bundled scenario or file that this one is laid over."}
    schema["properties"]["programmes"]["additionalProperties"] = {"anyOf": [{"$ref": "#/$defs/Programme"}, {"type": "null"}]}
    schema["required"] = ["schema", "name", "title"]
    return schema


def _loosen(block: dict[str, Any]) -> None:
    """Let a file leave out what it inherits, and write numbers with their units."""
    block.pop("required", None)
    block["properties"] = {name: _described(field) for name, field in block.get("properties", {}).items()}


def _described(field: dict[str, Any]) -> dict[str, Any]:
    known = field.pop("x-quantity", None)
    field.pop("title", None)
    if isinstance(field.get("default"), dict) and "$ref" in field:
        del field["default"]
    if known is None:
        return field
    support = known["evidence"] or f"assumed: {known['assumed']}"
    described = {**field, "description": f"{field.get('description', '')} Unit: {known['unit']}. Default from: {support}."}
    if "anyOf" in field:
        return {**described, "anyOf": [*field["anyOf"], _written(known["unit"])]}
    return _with_unit(described, known["unit"]) if field.get("type") in ("number", "integer") else described


def _with_unit(field: dict[str, Any], unit: str) -> dict[str, Any]:
    bounds = {key: field.pop(key) for key in ("type", "minimum", "maximum") if key in field}
    return {**field, "anyOf": [bounds, _written(unit)]}


def _written(unit: str) -> dict[str, Any]:
    scales = "|".join(SCALES)
    return {"type": "string", "pattern": rf"^[-+0-9.eE]+ (({scales})|(({scales}) )?{re.escape(unit)})$"}
