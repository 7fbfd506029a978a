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
    for path, value in overrides.items():
        node = shape.at(path)
        if node is None or node.block is not None or path[0] in ("schema", "name", "title", "evidence"):
            return None
        problems: list[Problem] = []
        shaped = plain(value, node, path, problems)
        changed = None if problems else _replaced(data, path, shaped)
        if changed is None:
            return None
        data = changed
    return data


def _replaced(holder: Any, path: Path, value: Any) -> Any:
    """Give a copy of a block, tuple of places or catalogue in which the value at a path is another; None where there is no such path."""
    key, below = path[0], path[1:]
    if isinstance(holder, Block):
        return _replaced_in_block(holder, str(key), below, value)
    if not below:
        return None
    if isinstance(holder, tuple) and isinstance(key, int) and key < len(holder):
        item = _replaced(holder[key], below, value)
        return None if item is None else (*holder[:key], item, *holder[key + 1 :])
    if isinstance(holder, dict) and isinstance(holder.get(key), Block):
        item = _replaced(holder[key], below, value)
        return None if item is None else {**holder, key: item}
    return None


def _replaced_in_block(block: Block, name: str, below: Path, value: Any) -> Block | None:
    fields = {field: getattr(block, field) for field in type(block).model_fields}
    if name not in fields:
        return None
    if below:
        inner = _replaced(fields[name], below, value)
        return None if inner is None else type(block).model_construct(**{**fields, name: inner})
    try:
        if isinstance(block, ScenarioData):
            return None if name != "months" or not _is_months(value) else type(block).model_construct(**{**fields, name: value})
        return type(block).model_validate({**fields, name: value}, strict=True)
    except ValidationError:
        return None


def _is_months(value: Any) -> bool:
    low, high = shape.bounds(shape.nodes(ScenarioData)["months"])
    return type(value) is int and low is not None and high is not None and low <= value <= high
