"""Finding scenario files, and laying each over the one that it extends."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from . import shape
from .bundled import bundled
from .problems import Mark, Marks, Path, fault, mark_of, nearest, shortened
from .reading import exists, is_file, read_file

TABLES = ("provinces", "products")
"""Keys of a nation that name a file."""
MAX_CHAIN = 20
"""Files of which each extends the next."""
WHERE = ("places", "nation")
"""Two ways to say where a scenario plays: a file with one of them does not inherit the other."""


class Layer(NamedTuple):
    """Content of one file, or of several laid over each other, and where each value was written."""

    value: dict[str | int, Any]
    marks: Marks


class BundledScenario(NamedTuple):
    """A scenario that the package brings: its name, and what it is in a line."""

    name: str
    title: str


def bundled_scenarios() -> list[BundledScenario]:
    """List the bundled scenarios, by name.

    Examples
    --------
    >>> [one.name for one in bundled_scenarios()][:3]
    ['base', 'china', 'county']
    """
    return [BundledScenario(name, str(read_layer(path).value.get("title", ""))) for name, path in bundled().items()]


def locate(name_or_path: str | os.PathLike[str], beside: pathlib.Path | None = None, mark: Mark | None = None) -> pathlib.Path:
    """Find a scenario by the name of a bundled one or by its path.

    Parameters
    ----------
    name_or_path : str or path
        A bare name is looked up among the bundled scenarios first.
    beside : path, optional
        Folder to which a relative path refers; the current one if not given.
    mark : Mark, optional
        Where the name was written, for the error message.
    """
    text = os.fspath(name_or_path)
    path = (beside or pathlib.Path()) / text
    names = bundled()
    if isinstance(name_or_path, str) and text in names:
        return names[text]
    if path.suffix in (".yaml", ".yml") or exists(path):
        return path
    guess = nearest(text, names)
    remedy = f"write {guess}" if guess else f"use {', '.join(names)} or the path of a .yaml file"
    raise fault(mark, f"'{shortened(text)}' is neither a bundled scenario nor a file", remedy, ("extends",) if mark else ())


def read_layers(path: pathlib.Path, shown_as: str | None = None) -> list[Layer]:
    """Read a scenario file and all that it extends, the most basic first."""
    return _with_parents(read_layer(path, shown_as), path, (path.resolve(),))


def dict_layers(content: Mapping[str, Any], name: str) -> list[Layer]:
    """Take a scenario given in Python, and read all that it extends."""
    return _with_parents(Layer({str(key): value for key, value in content.items()}, {(): Mark(name)}), pathlib.Path("scenario"), ())


def read_layer(path: pathlib.Path, shown_as: str | None = None) -> Layer:
    """Read one scenario file without what it extends."""
    document = read_file(shown_as or path)
    if not isinstance(document.value, dict):
        raise fault(mark_of(document.marks, ()), "holds no scenario", "begin it with 'schema: 1', 'name:' and 'title:'")
    layer = Layer(_beside(document.value, path), document.marks)
    if layer.value.get("schema", 1) != 1:
        raise fault(mark_of(layer.marks, ("schema",)), "is a version that this program does not read", "write 1", ("schema",))
    return layer


def _beside(content: dict[Any, Any], path: pathlib.Path) -> dict[Any, Any]:
    """Take the extensions and tables that a file names by a relative path as relative to the file."""
    named, nation = content.get("extensions"), content.get("nation")
    if isinstance(nation, dict):
        content = {**content, "nation": {key: _table_beside(item, path) if key in TABLES else item for key, item in nation.items()}}
    if not isinstance(named, list):
        return content
    return {**content, "extensions": [str((path.parent / n).resolve()) if str(n).endswith(".py") else n for n in named]}


def _table_beside(name: Any, path: pathlib.Path) -> Any:
    """Take a table as that beside the scenario's file, if there is one; else it may be a bundled one."""
    beside = path.parent / name if isinstance(name, str) else None
    return str(beside.resolve()) if beside is not None and exists(beside) else name


def _with_parents(layer: Layer, path: pathlib.Path, chain: tuple[pathlib.Path, ...]) -> list[Layer]:
    parent = layer.value.get("extends")
    own = Layer({key: value for key, value in layer.value.items() if key != "extends"}, layer.marks)
    if parent is None:
        return [own]
    mark = mark_of(layer.marks, ("extends",))
    found = _parent(parent, path, mark)
    if found.resolve() in chain:
        circle = " -> ".join(step.name for step in (*chain, found))
        raise fault(mark, f"goes round in a circle ({circle})", "let one of them extend nothing", ("extends",))
    if len(chain) >= MAX_CHAIN:
        raise fault(mark, f"makes a chain of more than {MAX_CHAIN} files", "put some of them into one", ("extends",))
    return [*_with_parents(read_layer(found), found, (*chain, found.resolve())), own]


def _parent(parent: object, path: pathlib.Path, mark: Mark | None) -> pathlib.Path:
    if not isinstance(parent, str):
        raise fault(mark, "is not text", "name a bundled scenario or a file", ("extends",))
    found = locate(parent, path.parent, mark)
    if not is_file(found):
        what = "is no file that can be read" if exists(found) else "does not exist"
        remedy = "check the path, which is relative to this file"
        raise fault(mark, f"names the file '{shortened(parent, 200)}', which {what}", remedy, ("extends",))
    return found


def merged(layers: list[Layer]) -> Layer:
    """Lay files over each other: blocks key by key, all else replaced whole."""
    result = layers[0]
    for index, layer in enumerate(layers):
        base = result if index else Layer({}, {})
        # A name and a title belong to one file and are not inherited.
        inherited = {key: value for key, value in base.value.items() if key not in ("name", "title")}
        result = _overlay(Layer(inherited, base.marks), layer)
    return result


def _overlay(base: Layer, over: Layer) -> Layer:
    marks = dict(base.marks)
    other = {WHERE[1 - at] for at, key in enumerate(WHERE) if over.value.get(key) is not None}
    replaced: set[Path] = {(key,) for key in other if key in base.value}
    value = _laid({key: item for key, item in base.value.items() if key not in other}, over, over.value, (), replaced)
    links = value.get("evidence")
    if isinstance(links, dict):
        own = over.value.get("evidence")
        gone: set[Path] = {tuple(map(str, path)) for path in replaced if path}
        value["evidence"] = {
            key: link
            for key, link in links.items()
            if (isinstance(own, dict) and key in own) or not _below(tuple(str(key).split(".")), gone)
        }
    kept = {path: mark for path, mark in marks.items() if not _below(path, replaced)}
    return Layer(value, {**kept, **over.marks})


def _laid(base: Any, over: Layer, content: Any, path: Path, replaced: set[Path]) -> Any:
    """Lay content over what stands at a path; note the paths that were replaced."""
    if path[:-1] == ("evidence",):
        return content  # a link is one value, though it may be written as a block
    node = shape.at(path)
    if node is not None and node.dated:  # a number by month is one value as well
        if content != base:
            replaced.add(path)
        return content
    if not isinstance(content, Mapping) or not isinstance(base, Mapping):
        if content != base or path == ("places",):
            replaced.add(path)
        return content if not isinstance(content, Mapping) else _laid({}, over, content, path, replaced)
    result = dict(base)
    for key, item in content.items():
        below = (*path, key)
        if item is None and path == ("programmes",):
            _remove(result, key, over.marks, below, replaced)
        else:
            result[key] = _laid(base.get(key, {}), over, item, below, replaced)
    return result


def _remove(programmes: dict[Any, Any], key: Any, marks: Marks, path: Path, replaced: set[Path]) -> None:
    """Remove a programme that the file sets to null."""
    if key not in programmes:
        guess = nearest(str(key), [str(name) for name in programmes])
        remedy = f"write {guess}" if guess else "remove the line"
        raise fault(mark_of(marks, path), "is set to null, but there is no such programme to remove", remedy, path)
    del programmes[key]
    replaced.add(path)


def _below(path: Path, replaced: set[Path]) -> bool:
    """Whether what stands at a path was replaced, by itself or with a block around it: what was said of it holds no longer."""
    return any(path[:length] in replaced for length in range(len(path) + 1))
