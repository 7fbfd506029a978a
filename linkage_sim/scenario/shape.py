"""The declared models seen from outside: which keys a path may have, and what a value there must be."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from .declare import Block
from .problems import Path, listing
from .root import ScenarioData

SIMPLE = ((float, "number"), (int, "integer"), (bool, "switch"))
Scalar = bool | int | float | str
Setting = bool | int | float | str | tuple[str, ...]
FREE = (Scalar, Setting)
"""Annotations of values that another file declares: those that an experiment sets, for example."""
OWN_ITEMS = {"amounts": "number", "courses": "series"}
"""What stands below names that extensions declare."""
NUMERIC = ("number", "integer", "series", "numbers")


class Node(NamedTuple):
    """What may stand at a path: a block, a collection of blocks, or a value of some kind.

    ``kind`` is one of number, integer, switch, choice, choices, series, numbers, values, settings, month, links, amounts, courses, text
    and block. ``dated`` tells of a number that it may be written by month as well.
    """

    field: FieldInfo | None
    block: type[Block] | None
    collection: bool = False
    kind: str = "block"
    dated: bool = False


ROOT = Node(None, ScenarioData)


@cache
def nodes(block: type[Block]) -> Mapping[str, Node]:
    """What may stand in a block, by the key that files use."""
    return {info.alias or name: _node(info) for name, info in block.model_fields.items()}


def child(node: Node, key: str | int) -> Node | None:
    """Step down by one key; None where nothing of that name may stand."""
    if node.collection:
        return Node(None, node.block)
    if node.kind in OWN_ITEMS:
        return Node(None, None, kind=OWN_ITEMS[node.kind])
    if node.dated:
        return node._replace(dated=False)
    if node.block is None:
        return node if node.kind in ("series", "numbers", "values", "choices", "links", "settings") else None
    return nodes(node.block).get(str(key))


def at(path: Path, root: Node = ROOT) -> Node | None:
    """What may stand at a path of a scenario, or of another kind of file."""
    node: Node | None = root
    for key in path:
        node = child(node, key) if node else None
    return node


def _node(info: FieldInfo) -> Node:
    for part in (info.annotation, *get_args(info.annotation)):
        if isinstance(part, type) and not isinstance(part, types.GenericAlias) and issubclass(part, Block):
            optional = get_origin(info.annotation) in (Union, types.UnionType)
            return Node(info, part, collection=not optional and part is not info.annotation)
    value = Node(info, None)
    return value._replace(kind=_kind(value), dated=_is_dated(info))


def _is_dated(info: FieldInfo) -> bool:
    """Whether a number may be written by month as well."""
    return get_origin(info.annotation) in (Union, types.UnionType) and any(get_origin(part) is dict for part in get_args(info.annotation))


def known(node: Node) -> dict[str, Any]:
    """What was declared of a quantity: unit, evidence, assumption, prior; empty for a plain field."""
    extra = node.field.json_schema_extra if node.field else None
    return dict(extra["x-quantity"]) if isinstance(extra, dict) and "x-quantity" in extra else {}  # type: ignore[arg-type]


def unit(node: Node) -> str:
    """Unit of a quantity, or nothing."""
    return str(known(node).get("unit", ""))


def bounds(node: Node) -> tuple[float | None, float | None]:
    """Lowest and highest value that a field allows."""
    metadata = list(node.field.metadata) if node.field else []
    metadata += [item for part in get_args(node.field.annotation) for item in _told(part)] if node.field else []
    low = next((item.ge for item in metadata if hasattr(item, "ge")), None)
    high = next((item.le for item in metadata if hasattr(item, "le")), None)
    return low, high


def range_of_meaning(node: Node) -> tuple[float | None, float | None]:
    """Lowest and highest value that a field has in its own meaning: its bounds, but for one that only keeps the rules working."""
    low, high = bounds(node)
    return low, None if known(node).get("limit") is not None else high


def _told(annotation: Any) -> tuple[Any, ...]:
    """Bounds that one of several annotations of a field brings itself."""
    return get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()


def choices(node: Node) -> tuple[Any, ...]:
    """Words that a field allows, or none if it is no choice."""
    annotation = node.field.annotation if node.field else None
    inner = get_args(annotation)[0] if get_origin(annotation) is tuple else annotation
    return get_args(inner) if get_origin(inner) is Literal else ()


def _kind(node: Node) -> str:
    annotation = node.field.annotation if node.field else None
    if node.field and _is_dated(node.field):
        return "number"
    many = get_origin(annotation) is tuple
    if choices(node):
        return "choices" if many else "choice"
    if get_origin(annotation) is dict:
        return _dict_kind(*get_args(annotation))
    if many:
        return "numbers" if get_args(annotation)[0] in (float, int) else "values"
    return next((word for sort, word in SIMPLE if annotation is sort), None) or _text_kind(node)


def _dict_kind(key: Any, item: Any) -> str:
    if key is int:
        return "series"
    if item is float or get_origin(item) is dict:
        return "amounts" if item is float else "courses"
    return "settings" if item in FREE else "links"


def _text_kind(node: Node) -> str:
    pattern = next((item.pattern for item in (node.field.metadata if node.field else []) if hasattr(item, "pattern")), None)
    return "month" if unit(node) == "YYYY-MM" or (pattern and "\\d{4}-" in pattern) else "text"


def expected(node: Node) -> str:
    """Say what a value must be, with its range and unit."""
    sort = node.kind
    words = {"switch": "true or false", "month": "a month written YYYY-MM", "text": "text",
             "links": "a block of evidence links", "settings": "a block of paths with values", "values": "a list of values",
             "amounts": "a block of names with numbers", "courses": "a block of names with years and numbers"}  # fmt: skip
    if sort in words:
        return words[sort]
    if sort in ("choice", "choices"):
        return f"{'a list of' if sort == 'choices' else 'one of'} {listing(choices(node))}"
    if sort == "block":
        return f"a list of {node.block.__name__.lower()}s" if node.block and is_list(node) else "a block of keys"
    many = {"series": "years with ", "numbers": "a list of "}.get(sort, "")
    noun = "a whole number" if sort == "integer" else "numbers" if many else "a number"
    return f"{many}{noun}{_range(*bounds(node))}{f' ({unit(node)})' if unit(node) else ''}"


def is_list(node: Node) -> bool:
    """Whether the value is a list of entries."""
    return node.field is not None and get_origin(node.field.annotation) is tuple


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f" from {_bound(low)} to {_bound(high)}"
    return f" not below {_bound(low)}" if low is not None else f" not above {_bound(high)}" if high is not None else ""


def _bound(value: float) -> str:
    """Write a large bound as people do: 1,000,000 in place of 1e+06."""
    return f"{value:,.0f}" if 1e5 <= abs(value) < 1e12 and float(value).is_integer() else f"{value:g}"


def leaves(node: Node, value: Any, path: Path = ()) -> Iterator[tuple[Path, Node, Any]]:
    """Walk over the values written in a (partial) scenario; places go by their names.

    Parameters
    ----------
    node : Node
        What is declared at ``path``.
    value : object
        Plain content of a file or of a resolved scenario; unknown keys are passed over.
    path : tuple
        Where ``value`` stands.
    """
    if node.block is None:
        yield path, node, value
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            name = item.get("name", number) if isinstance(item, Mapping) else number
            yield from leaves(Node(None, node.block), item, (*path, name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            below = child(node, key)
            if below is not None:
                yield from leaves(below, item, (*path, key))
