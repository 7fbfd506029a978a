"""What a scenario with extensions must fit: modules that exist, effects and series that they declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from linkage_sim.errors import LinkageError
from linkage_sim.extending import Extension, Own, asked, load

from .places import Series
from .problems import Marks, Path, fault, mark_of, nearest
from .root import ScenarioData
from .shaping import YEARS

NO_YEAR = f"is no year from {YEARS[0]} to {YEARS[-1]}"


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
    effects = {name: own for extension in extensions for name, own in extension.effects.items()}
    for title, programme in data.programmes.items():
        path = ("programmes", title, "effect", "own")
        _known(programme.effect.own, effects, path, marks)
        for name, amount in programme.effect.own.items():
            _bounded(amount, effects[name], (*path, name), marks)
    series = {name: own for extension in extensions for name, own in extension.series.items()}
    _known(data.environment.own, series, ("environment", "own"), marks)
    for name in sorted(set(series) - set(data.environment.own)):
        raise fault(mark_of(marks, ("extensions",)), f"declares the series '{name}', which has no values", f"give environment.own.{name}")
    for name, values in data.environment.own.items():
        _course(values, series[name], ("environment", "own", name), marks)


def _course(values: Series, own: Own, path: Path, marks: Marks) -> None:
    """Refuse a series without a year, with a year that is none, or with a value that its module does not expect."""
    if not values:
        raise fault(mark_of(marks, path), "has no year", "give at least one year and its number", path)
    for year, value in values.items():
        if year not in YEARS:
            raise fault(mark_of(marks, (*path, year)), NO_YEAR, "write a year such as 2014", (*path, year))
        _bounded(value, own, (*path, year), marks)


def _bounded(value: float, own: Own, path: Path, marks: Marks) -> None:
    """Refuse a number outside the bounds that its module declares."""
    if not own.low <= value <= own.high:
        wanted = f"a number from {own.low:g} to {own.high:g} ({own.unit})"
        raise fault(mark_of(marks, path), f"is {value:g}, but must be {wanted}", "choose a value in that range", path)


def _loaded(name: str, path: Path, marks: Marks) -> Extension:
    """Load one module; what is wrong with it is told with its place in the file."""
    try:
        return load(name)
    except LinkageError as error:
        raise fault(mark_of(marks, path), str(error).rstrip("."), "mend or remove it", path) from error


def _known(names: Iterable[str], declared: Mapping[str, Own], path: Path, marks: Marks) -> None:
    """Refuse a name that no extension declares."""
    for name in names:
        if name not in declared:
            guess = nearest(name, sorted(declared))
            remedy = f"write {guess}" if guess else "name its module under 'extensions'"
            raise fault(mark_of(marks, (*path, name)), "is declared by no extension of this scenario", remedy, (*path, name))
