"""What differs between two resolved scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import shape
from .problems import Path, dotted

# They name and explain a scenario, and change no result.
NOTES = ("schema", "name", "title", "evidence")


def differences(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """List the paths at which two resolved scenarios differ, with both values.

    A place or programme that only one of them has is one entry, with None for the other.
    """
    before, after = _members(theirs), _members(ours)
    lone = before.keys() ^ after.keys()
    found = {dotted(key): (before.get(key), after.get(key)) for key in [*before, *after] if key in lone}
    values, others = _values(theirs, lone), _values(ours, lone)
    return found | {
        dotted(path): (values.get(path), others.get(path)) for path in [*values, *others] if values.get(path) != others.get(path)
    }


def _members(content: Mapping[str, Any]) -> dict[Path, Any]:
    """Places and programmes by path."""
    places: dict[Path, Any] = {("places", place["name"]): place for place in content["places"]}
    return places | {("programmes", name): programme for name, programme in content["programmes"].items()}


def _values(content: Mapping[str, Any], lone: set[Path]) -> dict[Path, Any]:
    return {path: value for path, _, value in shape.leaves(shape.ROOT, content) if path[0] not in NOTES and path[:2] not in lone}
