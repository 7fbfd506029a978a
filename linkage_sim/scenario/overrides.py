"""Changing single values of a scenario by their paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linkage_sim.errors import LinkageError

from . import shape
from .problems import Mark, Path, Problem, dotted, nearest, refusal
from .reading import read_text

MARK = Mark("override")


def parse_setting(text: str) -> tuple[str, Any]:
    """Read ``path=value`` as given on the command line; the value is read as in a scenario file.

    Raises
    ------
    LinkageError
        If there is no ``=`` or the value is not valid.
    """
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise LinkageError(f"override '{text}' is not of the form path=value; write for example actors.household.open_rate=0.2.")
    return path.strip(), read_text(value, f"override {path.strip()}").value


def split(path: str, content: Mapping[Any, Any]) -> Path:
    """Turn a dotted path into keys; places go by number or by name."""
    return keys(path, {name: number for number, name in reversed(list(enumerate(_place_names(content)))) if isinstance(name, str)})


def keys(path: str, places: Mapping[str, int]) -> Path:
    """Turn a dotted path into keys, given the number of each place by its name."""
    parts: list[str | int] = [int(part) if part.isascii() and part.isdigit() else part for part in path.split(".")]
    if len(parts) > 1 and parts[0] == "places" and parts[1] in places:
        parts[1] = places[str(parts[1])]
    return tuple(parts)


def _place_names(content: Mapping[Any, Any]) -> list[Any]:
    """Names of the places, by number; none where an earlier override put something else there."""
    places = content["places"]
    return [place.get("name") if isinstance(place, Mapping) else None for place in places] if isinstance(places, (list, tuple)) else []


def apply(content: dict[Any, Any], overrides: Mapping[str, Any]) -> None:
    """Set the values in the plain content of a scenario; a changed value carries its origin as support.

    Raises
    ------
    LinkageError
        If paths do not exist, after the others were set; of each, the nearest that does is offered.
    """
    problems = []
    for path, value in overrides.items():
        steps = split(path, content)
        if shape.at(steps) is None or not _reachable(content, steps, value):
            problems.append(Problem(tuple(path.split(".")), "is not a known path", _suggestion(path, content)))
        elif _set(content, steps, value):
            _note(content, steps)
    if problems:
        raise refusal({(): MARK}, problems)


def _reachable(content: Any, keys: Path, value: Any) -> bool:
    """Whether everything above the last key is there, and the last one too unless a year or programme is added."""
    for position, key in enumerate(keys):
        if not _holds(content, key):
            addable = isinstance(content, dict) and keys[0] in ("environment", "programmes") and value is not None
            return addable and position == len(keys) - 1
        content = content[key]
    return True


def _holds(content: Any, key: str | int) -> bool:
    if isinstance(content, list):
        return isinstance(key, int) and key < len(content)
    return isinstance(content, dict) and key in content


def _set(content: Any, keys: Path, value: Any) -> bool:
    """Set a value, or remove a programme set to nothing; tell whether that changes anything."""
    for key in keys[:-1]:
        content = content[key]
    if value is None and len(keys) == 2 and keys[0] == "programmes":
        return content.pop(keys[-1], None) is not None
    before = content[keys[-1]] if _holds(content, keys[-1]) else None
    content[keys[-1]] = value
    return bool(before != value)


def _note(content: dict[Any, Any], keys: Path) -> None:
    """Say that the value was set by an override: what supported the earlier value does not support this one."""
    links = content["evidence"]
    if keys[0] in ("evidence", "name", "title", "schema", "start", "months") or keys[-1] == "extrapolate" or not isinstance(links, dict):
        return
    told: Path = keys
    if keys[0] == "places" and len(keys) > 1 and isinstance(keys[1], int):
        told = ("places", _place_names(content)[keys[1]], *keys[2:])
    told = _whole_value(told)
    for link in [link for link in links if link == dotted(told) or link.startswith(dotted(told) + ".")]:
        del links[link]
    if keys != ("programmes",) and (keys[0] != "programmes" or keys[1] in content["programmes"]):
        links[dotted(told)] = {"assumed": "set by an override"}


def _whole_value(path: Path) -> Path:
    """Cut a path at the value that evidence can be linked to: the whole series, not one of its years."""
    cuts = (path[:length] for length in range(1, len(path)))
    return next((cut for cut in cuts if (node := shape.at(cut)) and node.block is None), path)


def _suggestion(path: str, content: Mapping[Any, Any]) -> str:
    paths = [dotted(leaf) for leaf, _, _ in shape.leaves(shape.ROOT, content)]
    by_leaf = {name.rpartition(".")[2]: name for name in paths if not name.endswith(".active")}
    last = nearest(path.rpartition(".")[2], by_leaf)
    guess = nearest(path, paths) or (by_leaf[last] if last else None)
    return f"write {guess}" if guess else "see 'linkage-sim describe' for the paths"
