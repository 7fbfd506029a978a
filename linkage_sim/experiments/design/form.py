"""What the content of an experiment file must be before its values are looked at: names are words, lists are lists, values are single."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...scenario import shape
from ...scenario.problems import Marks, Path, Problem, refusal, shown

NAME = re.compile(r"[A-Za-z][\w .-]{0,99}(?<! )\Z")
NAMED = ("factors", "outcomes")


def check_form(content: Mapping[Any, Any], marks: Marks) -> None:
    """Refuse content whose parts are not of the kind that they must be.

    Raises
    ------
    LinkageError
        One sentence on the first problem, and how many more there are.
    """
    problems = [*_version(content), *_names(content), *_set(content), *_scenarios(content), *_points(content), *_factors(content)]
    if problems:
        raise refusal(marks, problems)


def _version(content: Mapping[Any, Any]) -> Iterator[Problem]:
    if content.get("schema", 1) != 1:
        yield Problem(("schema",), "is a version that this program does not read", "write 1")


def _names(content: Mapping[Any, Any]) -> Iterator[Problem]:
    """Names of factors and outcomes head the columns of tables."""
    for block in NAMED:
        for name in _block(content.get(block)):
            if not (isinstance(name, str) and NAME.match(name)):
                yield Problem((block, name), "is no name", "use letters, digits, - and _, beginning with a letter")


def _set(content: Mapping[Any, Any]) -> Iterator[Problem]:
    if "set" in content and not isinstance(content["set"], Mapping):
        what = f"is {shown(content['set'])}, but must be a block of paths with values"
        yield Problem(("set",), what, "write below it a path, a colon and a value, or remove it")
    listed = {key for key in _block(content.get("set")) if isinstance(key, str) and _is_list(key)}
    yield from _pairs(("set",), {key: value for key, value in _block(content.get("set")).items() if key not in listed})
    for key in listed:
        value = content["set"][key]
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            yield Problem(("set", key), f"is {shown(value)}, but must be a list of words", "write them in brackets, such as [guangdong]")


def _is_list(path: str) -> bool:
    """Whether a parameter is a list of words, such as the part of a country that is simulated."""
    node = shape.at(tuple(path.split(".")))
    return node is not None and node.kind == "values"


def _scenarios(content: Mapping[Any, Any]) -> Iterator[Problem]:
    yield from _list(("scenarios",), content, "scenarios", "write [junpu, base], for example")
    for number, name in enumerate(_items(content.get("scenarios"))):
        if not isinstance(name, str):
            yield Problem(
                ("scenarios", number), f"is {shown(name)}, but must name a scenario or a file", "put it in quotes if it is a name"
            )


def _points(content: Mapping[Any, Any]) -> Iterator[Problem]:
    yield from _list(("points",), content, "points", "begin each with '- ' and its factors with their values")
    for number, point in enumerate(_items(content.get("points"))):
        if isinstance(point, Mapping):
            yield from _pairs(("points", number), point)
        else:
            what = f"is {shown(point)}, but must be a block of factors or paths with values"
            yield Problem(("points", number), what, "write each as 'name: value'")


def _factors(content: Mapping[Any, Any]) -> Iterator[Problem]:
    for name, factor in _block(content.get("factors")).items():
        path = ("factors", name)
        for key, remedy in (("values", "write [1, 2, 3], for example"), ("range", "write [low, high]")):
            yield from _list((*path, key), _block(factor), key, remedy)
        for number, value in enumerate(_items(_block(factor).get("values"))):
            yield from _single((*path, "values", number), value)
        for number, end in enumerate(_items(_block(factor).get("range"))):
            if isinstance(end, bool) or not (isinstance(end, (int, float)) or hasattr(end, "item")):
                yield Problem((*path, "range", number), f"is {shown(end)}, but must be a number", "write it without quotes or separators")


def _pairs(path: Path, block: Any) -> Iterator[Problem]:
    for key, value in _block(block).items():
        if not isinstance(key, str):
            yield Problem((*path, key), "is no path", "write the path of a parameter before the colon")
        yield from _single((*path, key), value)


def _single(path: Path, value: Any) -> Iterator[Problem]:
    number = getattr(value, "item", lambda: value)() if getattr(value, "shape", ()) == () else value  # numpy's are as good as Python's
    if not isinstance(number, (bool, int, float, str)) or (isinstance(number, float) and not math.isfinite(number)):
        yield Problem(path, f"is {shown(value)}, but must be a single value", "write a number, a word, true or false")


def _list(path: Path, block: Mapping[Any, Any], key: str, remedy: str) -> Iterator[Problem]:
    if key in block and not isinstance(block[key], (list, tuple)):
        yield Problem(path, f"is {shown(block[key])}, but must be a list", remedy)


def _block(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}


def _items(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else ()
