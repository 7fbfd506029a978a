"""Many scenarios that differ in a few values, made fast: only the blocks that change are validated anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from . import shape
from .declare import Block
from .problems import Path, Problem
from .root import ScenarioData
from .shaping import plain


def varied(data: ScenarioData, overrides: Mapping[Path, Any]) -> ScenarioData | None:
    """Set values inside blocks, places and programmes.

    Parameters
    ----------
    data : ScenarioData
        A valid scenario; it is not changed, and the new one shares all blocks that stay the same.
    overrides : mapping
        Values by path, places by number.

    Returns
    -------
    ScenarioData or None
        None where this short way does not lead: whole blocks, single years of a series, impossible values. The long way
        (``Scenario.with_overrides``) then does it, or says what is wrong.
    """
    together: dict[Path, dict[str, Any]] = {}  # what changes in each block, so that it is validated once
    for path, value in overrides.items():
        node = shape.at(path)
        if node is None or node.block is not None or path[0] in ("schema", "name", "title", "evidence"):
            return None
        problems: list[Problem] = []
        shaped = plain(value, node, path, problems)
        if problems:
            return None
        together.setdefault(path[:-1], {})[str(path[-1])] = shaped
    for path, values in together.items():
        changed = _replaced(data, path, values)
        if changed is None:
            return None
        data = changed
    return data


def _replaced(holder: Any, path: Path, values: Mapping[str, Any]) -> Any:
    """Give a copy of a block, tuple of places or catalogue in which the block at a path has other values; None where there is none."""
    if not path:
        return _replaced_in_block(holder, values) if isinstance(holder, Block) else None
    key, below = path[0], path[1:]
    if isinstance(holder, Block) and str(key) in type(holder).model_fields:
        inner = _replaced(getattr(holder, str(key)), below, values)
        return None if inner is None else type(holder).model_construct(**{**_fields(holder), str(key): inner})
    if isinstance(holder, tuple) and isinstance(key, int) and key < len(holder):
        item = _replaced(holder[key], below, values)
        return None if item is None else (*holder[:key], item, *holder[key + 1 :])
    if isinstance(holder, dict) and isinstance(holder.get(key), Block):
        item = _replaced(holder[key], below, values)
        return None if item is None else {**holder, key: item}
    return None


def _replaced_in_block(block: Block, values: Mapping[str, Any]) -> Block | None:
    fields = _fields(block)
    if not values.keys() <= fields.keys():
        return None
    if isinstance(block, ScenarioData):
        return type(block).model_construct(**{**fields, **values}) if [*values] == ["months"] and _is_months(values["months"]) else None
    try:
        return type(block).model_validate({**fields, **values}, strict=True)
    except ValidationError:
        return None


def _fields(block: Block) -> dict[str, Any]:
    return {field: getattr(block, field) for field in type(block).model_fields}


def _is_months(value: Any) -> bool:
    low, high = shape.bounds(shape.nodes(ScenarioData)["months"])
    return type(value) is int and low is not None and high is not None and low <= value <= high
