"""From plain content to validated data: units are stripped, then every fault is told in one sentence."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError

from . import shape
from .declare import Block
from .problems import Marks, Path, Problem, Told, dotted, nearest, refusal, shown

# No pattern tries a digit twice: a text of a million digits is read as fast as it is long.
_NUMBER_TEXT = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_NUMERALS = re.compile(r"[-+]?[\d_,.]+(?:[eE][-+]?\d+)?")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")
MAX_NUMBER = 60
"""Characters of a number that is written as text, or of one that is offered as a remedy."""
SCALES = {"thousand": 3, "million": 6, "billion": 9, "万": 4, "亿": 8}
"""Words that may stand behind a number, and the zeros that they stand for."""
YEARS = range(1949, 2101)
"""Years that a scenario may speak of at all."""

# What pydantic calls the two ways to write a lever; numbers by month are read in full before.
_NUMBER, _BY_MONTH = ("constrained-float",), "dict[str"

_REMEDIES = {
    "switch": "write true or false without quotes",
    "month": "write for example 2014-01",
    "block": "indent its keys below it",
    "values": "write them in brackets, such as [guangdong]",
    "links": 'write below it a path, a colon, and the id of an entry or {assumed: "why"}',
}


Data = TypeVar("Data", bound=Block)


def validated(value: Any, marks: Marks, kind: type[Data]) -> Data:
    """Validate the content of a file: of a scenario, all layers merged, or of another kind of file.

    Raises
    ------
    LinkageError
        One sentence on the first problem in the file, and how many more there are.
    """
    problems: list[Problem] = []
    root = shape.Node(None, kind)
    shaped = plain(value, root, (), problems)
    told = Told(problems)
    try:
        made = kind.model_validate(shaped, strict=True)
    except ValidationError as error:
        problems += [_problem(dict(one), root) for one in error.errors(include_url=False) if not (_echo(one) or told.meet(_place(one)))]
    if problems:
        raise refusal(marks, problems)
    return made


def plain(value: Any, node: shape.Node | None, path: Path, problems: list[Problem]) -> Any:
    """Turn content into what the models take strictly: no units, tuples for lists, Python numbers."""
    if node is not None and node.dated and isinstance(value, Mapping):
        return _by_month(value, node, path, problems)
    if node is None or value is None:
        return value
    if node.block is not None and isinstance(value, Mapping):
        return {key: plain(item, shape.child(node, key), (*path, key), problems) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(plain(item, shape.child(node, number), (*path, number), problems) for number, item in enumerate(value))
    sort = node.kind
    if sort == "links" and isinstance(value, Mapping):
        problems += [_no_link((*path, key)) for key, link in value.items() if not (isinstance(key, str) and _is_link(link))]
    if isinstance(value, Mapping) and (sort == "settings" or sort in shape.OWN_ITEMS):
        return {key: plain(item, shape.child(node, key), (*path, key), problems) for key, item in value.items()}
    if isinstance(value, Mapping):
        return _series(value, node, path, problems) if sort == "series" else value
    return _quantity(value, node, path, problems) if sort in shape.NUMERIC else _python(value)


def _is_link(link: Any) -> bool:
    reason = next(iter(link.values())) if isinstance(link, Mapping) and set(link) in ({"assumed"}, {"calibrated"}) else link
    return isinstance(reason, str) and bool(reason.strip())


def _no_link(path: Path) -> Problem:
    return Problem(path, "links neither an entry of the evidence base nor an assumption", 'write its id, or {assumed: "why"}')


def _series(value: Mapping[Any, Any], node: shape.Node, path: Path, problems: list[Problem]) -> dict[Any, Any]:
    """Read a series; JSON knows only text as keys, so years may be text."""
    years = {int(key) if isinstance(key, str) and key.isdecimal() and len(key) == 4 else key: item for key, item in value.items()}
    return {year: _quantity(item, node, (*path, year), problems) for year, item in years.items()}


def _by_month(value: Mapping[Any, Any], node: shape.Node, path: Path, problems: list[Problem]) -> dict[Any, Any]:
    """Read a lever that is written by month, in the order of the months; all that can be wrong with that is told here."""
    if not value:
        problems.append(Problem(path, "has no month", "write a number, or months with numbers such as {2014-04: 0.1, 2015-08: 0.2}"))
    for month in value:
        if not (isinstance(month, str) and MONTH.match(month) and int(month[:4]) in YEARS):
            problems.append(Problem((*path, month), "is no month", "write a month such as 2014-04 before the colon"))
    read = {month: _one_number(item, node, (*path, month), problems) for month, item in value.items()}
    return dict(sorted(read.items(), key=lambda item: str(item[0])))


def _one_number(value: Any, node: shape.Node, path: Path, problems: list[Problem]) -> Any:
    """Read a number, and refuse what is none or out of bounds."""
    found: list[Problem] = []
    number = _quantity(value, node, path, found)
    low, high = shape.bounds(node)
    fits = isinstance(number, (int, float)) and not isinstance(number, bool)
    if not found and not (fits and (-math.inf if low is None else low) <= number <= (sys.float_info.max if high is None else high)):
        found.append(Problem(path, f"is {shown(number)}, but must be {shape.expected(node)}", _remedy(node, number)))
    problems += found
    return number


def _quantity(value: Any, node: shape.Node, path: Path, problems: list[Problem]) -> Any:
    """Read a number, written plainly or with its unit."""
    value = _python(value)
    if isinstance(value, str):
        number, unit = _number_and_unit(value)
        scale, of_scale = _scaled(unit)
        if number is None or not unit or (of_scale or shape.unit(node)).casefold() != shape.unit(node).casefold():
            problems.append(_no_number(value, number if unit else None, node, path))
            return value
        value = float(Decimal(number).scaleb(scale))
    whole = node.kind == "integer" and isinstance(value, float) and value.is_integer()
    return int(value) if whole else value


def _number_and_unit(text: str) -> tuple[str | None, str]:
    """Take a text apart into a number, if it begins with one, and what stands behind a blank."""
    first, *others = text.split() or [""]
    return (first if len(first) <= MAX_NUMBER and _NUMBER_TEXT.fullmatch(first) else None), " ".join(others)


def _scaled(unit: str) -> tuple[int, str]:
    """Take "million" and the like off the front of a unit; nothing is left where no unit stands behind it."""
    first, _, rest = unit.partition(" ")
    return (SCALES[first.casefold()], rest) if first.casefold() in SCALES else (0, unit)


def _no_number(text: str, number: str | None, node: shape.Node, path: Path) -> Problem:
    unit = shape.unit(node)
    percent, sign, after = text.strip().partition("%")
    if sign and not after and unit == "share" and _number_and_unit(percent) == (percent.strip(), ""):
        return Problem(path, f"is {shown(text)}, but its unit is {unit}", f"write {float(percent) / 100:g}")
    if number:
        return Problem(path, f"is {shown(text)}, but its unit is {unit}", f'write {number}, or "{number} {unit}", if that is what is meant')
    bare = text.strip()
    numeral = len(bare) <= MAX_NUMBER and _NUMERALS.fullmatch(bare) and any(char.isdigit() for char in bare)
    example = bare.replace("_", "").replace(",", "") if numeral else "a number"
    return Problem(path, f"is {shown(text)}, but must be {shape.expected(node)}", f"write {example} without quotes or separators")


def _python(value: Any) -> Any:
    """Turn numpy's scalars, which designs and sliders hand over, into Python's."""
    return value.item() if hasattr(value, "item") and getattr(value, "shape", None) == () else value


def _echo(detail: Any) -> bool:
    """Whether pydantic calls a list too short only because its entries are wrong, or misses months where a number is meant."""
    return bool(detail["type"] == "too_short" and detail["input"]) or any(str(part).startswith(_BY_MONTH) for part in detail["loc"])


def _place(detail: Any) -> Path:
    return tuple(part for part in detail["loc"] if part not in ("[key]", *_NUMBER))


def _problem(detail: dict[str, Any], root: shape.Node) -> Problem:
    """Translate one of pydantic's errors."""
    path = _place(detail)
    if detail["type"] in ("extra_forbidden", "invalid_key"):
        return unknown(path, root)
    node = shape.at(path, root)
    if detail["type"] == "missing":
        return Problem(path[:-1], f"lacks {path[-1]} ({_meaning(node)})", f"add {path[-1]}")
    if node is None:
        return Problem(path, f"is wrong ({detail['msg']})", "correct or remove it")
    return _wrong_value(path, node, detail)


def _wrong_value(path: Path, node: shape.Node, detail: dict[str, Any]) -> Problem:
    value = detail["input"]
    if detail["type"] in ("too_long", "too_short"):
        limit = detail["ctx"].get("max_length", detail["ctx"].get("min_length"))
        wanted = f"at most {limit} entries" if detail["type"] == "too_long" else f"at least {limit} entry"
        return Problem(path, f"has {len(value)} entries, but must have {wanted}", "remove some" if "most" in wanted else "add one")
    if path == ("name",) and isinstance(value, str):
        wanted = "a short name of small letters, digits, - and _, beginning with a letter"
        return Problem(path, f"is {shown(value)}, but must be {wanted}", "rename it")
    if detail["loc"][-1] == "[key]" and path[0] in ("programmes", "evidence"):
        return Problem(path, "is no name", "write a name before the colon")
    if detail["loc"][-1] == "[key]":
        return Problem(path, "is no year", "write a year such as 2014 before the colon")
    return Problem(path, f"is {shown(value)}, but must be {_one(node, detail)}", _remedy(node, value))


def _one(node: shape.Node, detail: dict[str, Any]) -> str:
    """What is expected: of a list or series itself, or of one of its entries."""
    expected = shape.expected(node)
    if detail["type"] in ("tuple_type", "dict_type", "model_type", "model_attributes_type"):
        return "a block of keys" if node.block is not None and detail["type"] != "tuple_type" else expected
    return expected.replace("a list of numbers", "a number").replace("years with numbers", "a number").replace("a list of", "one of")


def _remedy(node: shape.Node, value: Any) -> str | Callable[[], str]:
    sort = node.kind
    if value is None:
        return "write a value or remove the line"
    if sort in ("choice", "choices"):
        return lambda: _choice(node, value)
    if sort in shape.NUMERIC and isinstance(value, (int, float)) and not isinstance(value, bool):
        return "choose a value in that range" if sort != "integer" or isinstance(value, int) else "round it"
    if sort == "block" and shape.is_list(node):
        return "begin each entry with '- name:'"
    return _REMEDIES.get(sort, "write it so" if sort in shape.NUMERIC else "put it in quotes if it is a text")


def _choice(node: shape.Node, value: Any) -> str:
    guess = nearest(str(value), [str(choice) for choice in shape.choices(node)])
    return f"write {guess}" if guess else "choose one of them"


def _meaning(node: shape.Node | None) -> str:
    text = node.field.description if node and node.field else None
    return (text or "required").rstrip(".")


def unknown(path: Path, root: shape.Node) -> Problem:
    """Refuse a key that does not exist, and offer the nearest one that does."""
    parent = shape.at(path[:-1], root)
    here = list(shape.nodes(parent.block)) if parent and parent.block and not parent.collection else []
    here += ["extends"] if len(path) == 1 and root == shape.ROOT else []
    if path[:-1] == ("actors",) and root == shape.ROOT:
        return Problem(path, "is not a known key", lambda: _known_actor(str(path[-1]), here))
    return Problem(path, "is not a known key", lambda: _known_key(str(path[-1]), here, root))


def _known_actor(name: str, here: list[str]) -> str:
    """Offer an actor's name, or where the key stands; else tell how an actor of one's own is added."""
    guess = nearest(name, here) or _leaf_paths(shape.ROOT).get(name)
    return f"write {guess}" if guess else f"use one of {', '.join(sorted(here))}, or name the module of an actor of your own in extensions"


def _known_key(key: str, here: list[str], root: shape.Node) -> str:
    guess = nearest(key, here) or _elsewhere(key, root)
    return f"write {guess}" if guess else f"use one of {', '.join(sorted(here))}" if here else "remove it"


def _elsewhere(key: str, root: shape.Node) -> str | None:
    """Find the key in another block: leaf names are unique over the blocks."""
    paths = _leaf_paths(root)
    guess = nearest(key, paths)
    return paths[guess] if guess else None


@cache
def _leaf_paths(root: shape.Node) -> dict[str, str]:
    return {str(path[-1]): dotted(path) for path in declared_paths(root) if path[-1] != "active"}


def declared_paths(node: shape.Node, path: Path = ()) -> Iterator[Path]:
    """Walk over the paths of all values of the blocks (not of places and programmes, which have names)."""
    if node.block is None:
        yield path
    elif not node.collection:
        for key in shape.nodes(node.block):
            below = shape.child(node, key)
            if below is not None:
                yield from declared_paths(below, (*path, key))
