"""What a scenario with extensions must fit: modules that exist, effects and series that they declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from linkage_sim.errors import LinkageError
from linkage_sim.extending import Extension, asked, load

from .problems import Marks, Path, fault, mark_of, nearest
from .root import ScenarioData


def with_asked(content: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Return a scenario's content with the modules that were asked for beside its own."""
    named = content.get("extensions", [])
    if not asked or not isinstance(named, (list, tuple)):
        return content
    return {**content, "extensions": [*named, *(name for name in asked if name not in named)]}


def check_extensions(data: ScenarioData, marks: Marks) -> None:
    """Refuse modules that cannot be loaded, and amounts or series that none of them declares.

    Raises
    ------
    LinkageError
        One sentence with file and line.
    """
    extensions = [_loaded(name, ("extensions", number), marks) for number, name in enumerate(data.extensions)]
    effects = {name for extension in extensions for name in extension.effects}
    for title, programme in data.programmes.items():
        _known(programme.effect.own, effects, ("programmes", title, "effect", "own"), marks)
    series = {name for extension in extensions for name in extension.series}
    _known(data.environment.own, series, ("environment", "own"), marks)
    for name in sorted(series - set(data.environment.own)):
        raise fault(mark_of(marks, ("extensions",)), f"declares the series '{name}', which has no values", f"give environment.own.{name}")


def _loaded(name: str, path: Path, marks: Marks) -> Extension:
    """Load one module; what is wrong with it is told with its place in the file."""
    try:
        return load(name)
    except LinkageError as error:
        raise fault(mark_of(marks, path), str(error).rstrip("."), "mend or remove it", path) from error


def _known(names: Iterable[str], declared: set[str], path: Path, marks: Marks) -> None:
    """Refuse a name that no extension declares."""
    for name in names:
        if name not in declared:
            guess = nearest(name, sorted(declared))
            remedy = f"write {guess}" if guess else "name its module under 'extensions'"
            raise fault(mark_of(marks, (*path, name)), "is declared by no extension of this scenario", remedy, (*path, name))
