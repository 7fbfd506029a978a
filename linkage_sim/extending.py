"""Extensions: rules, measures, programme effects, actors and series of one's own, in a module that a scenario names.

A module uses the decorators below and is named in a scenario (``extensions: [own.py]``) or on the command line (``--with own.py``). Nothing
in the library is edited; what a module declares holds for the scenarios that name it and for no other. The module's content is part of the
identity of every run. See docs/extending.md.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from linkage_sim.errors import LinkageError

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C", bound=type)
SLOTS = 8
"""How many effects, and how many series, extensions may declare in one process."""
MOST = 1e15
"""The largest number that a scenario may give to an effect or series for which its module declares no bound."""


class Own(NamedTuple):
    """An effect, measure or series that an extension declares.

    Attributes
    ----------
    name, unit, meaning : str
        For people and files.
    slot : int
        Its place among those of all extensions, where rules find its amounts.
    function : callable or None
        What an effect or measure does.
    on : str
        Whom an effect acts on: "household" or "village".
    low, high : float
        Between these lie the amounts, or values, that a scenario may give.
    """

    name: str
    unit: str
    meaning: str
    slot: int = 0
    function: Callable[..., Any] | None = None
    on: str = "household"
    low: float = 0.0
    high: float = MOST


class Extension:
    """What one module declares.

    Attributes
    ----------
    path : Path
        The module's file.
    digest : str
        Hash of its content, part of the identity of every run.
    replaced : dict
        Functions by the rules that they replace.
    effects, measures, series : dict of str to Own
        By name.
    actors : list of classes
        Actors beside the built-in ones.
    """

    def __init__(self, path: Path, digest: str) -> None:
        self.path, self.digest = path, digest
        self.replaced: dict[Any, Callable[..., Any]] = {}
        self.effects: dict[str, Own] = {}
        self.measures: dict[str, Own] = {}
        self.series: dict[str, Own] = {}
        self.actors: list[type] = []


asked: list[str] = []
"""Modules named with ``--with``: every scenario that is loaded takes them besides its own."""
_loaded: dict[tuple[Path, str], Extension] = {}
_slots: dict[tuple[str, str], int] = {}
_loading: list[Extension] = []


def _here() -> Extension:
    """Return the extension whose module is being loaded."""
    if not _loading:
        raise LinkageError(
            "this module extends linkage_sim and is not meant to be imported: name it in a scenario's 'extensions', or with --with."
        )
    return _loading[-1]


def _slot(kind: str, name: str) -> int:
    """Return the slot of a name, a new one for a new name."""
    used = sum(1 for other, _ in _slots if other == kind)
    if (kind, name) not in _slots and used == SLOTS:
        raise LinkageError(f"extensions may declare {SLOTS} {kind} at most; {name!r} would be one more.")
    return _slots.setdefault((kind, name), used)


def replace(rule: Any) -> Callable[[F], F]:
    """Put a function in place of a built-in rule: of the same arguments and the same kind of result."""

    def note(function: F) -> F:
        _here().replaced[rule] = function
        return function

    return note


def effect(name: str, unit: str, meaning: str, on: str = "household", high: float = MOST) -> Callable[[F], F]:
    """Declare an effect of programmes, of which a scenario gives amounts in ``effect: {own: {name: amount}}``.

    Every unit calls ``function(household, amount, parameters)``, or ``function(village, amount)`` where it acts on a village. An amount
    lies between 0 and ``high``; one of 0 is none.
    """
    extension, (low, high) = _here(), _bounds(name, 0.0, high)

    def note(function: F) -> F:
        extension.effects[name] = Own(name, unit, meaning, _slot("effects", name), function, on, low, high)
        return function

    return note


def measure(name: str, unit: str, meaning: str) -> Callable[[F], F]:
    """Declare a measure: ``function(households, villages, environment)`` returns a number of a run after each month, from columns.

    It is recorded as a further column of every table of months.
    """
    extension = _here()

    def note(function: F) -> F:
        extension.measures[name] = Own(name, unit, meaning, 0, function)
        return function

    return note


def series(name: str, unit: str, meaning: str, low: float = -MOST, high: float = MOST) -> int:
    """Declare an exogenous series, whose values a scenario gives by year in ``environment: {own: {name: ...}}``.

    All of them lie between ``low`` and ``high``: give the bounds within which no rule that reads the series breaks.

    Returns
    -------
    int
        Its slot, at which rules read the month's value: ``environment.own[slot]``.
    """
    _here().series[name] = Own(name, unit, meaning, _slot("series", name), None, "", *_bounds(name, low, high))
    return _slot("series", name)


def _bounds(name: str, low: float, high: float) -> tuple[float, float]:
    """Return bounds as they were declared, where they are numbers that a run can bear and leave something between."""
    if not -MOST <= low < high <= MOST:
        raise LinkageError(f"the bounds of {name!r} are {low:g} and {high:g}; declare two rising numbers from {-MOST:g} to {MOST:g}.")
    return float(low), float(high)


def own_measures() -> tuple[Own, ...]:
    """Return the measures of all extensions that this process has loaded."""
    found = {own.name: own for extension in _loaded.values() for own in extension.measures.values()}
    return tuple(found.values())


def actor(kind: C) -> C:
    """Declare an actor with state of its own: a class as :class:`linkage_sim.actors.agents.Actor`, one instance for each model."""
    _here().actors.append(kind)
    return kind


def _file_of(name: str) -> Path:
    """Return the file of a module that is named by its path or as Python imports it."""
    path = Path(name)
    if path.suffix != ".py":
        try:
            found = importlib.util.find_spec(name)
        except (ImportError, ValueError):
            found = None
        path = Path(found.origin) if found is not None and found.origin else path
    try:
        there = path.suffix == ".py" and path.is_file()
    except OSError:  # a name too long, a folder without permission
        there = False
    if not there:
        raise LinkageError(f"the extension {name!r} is neither a Python file nor a module that can be imported; check the path.")
    return path.resolve()


def load(name: str) -> Extension:
    """Load a module, once for its content.

    Raises
    ------
    LinkageError
        If it does not exist or breaks while it is loaded.
    """
    path = _file_of(name)
    source = path.read_bytes()
    key = (path, hashlib.sha256(source).hexdigest())
    if key not in _loaded:
        _loaded[key] = _run(path, key[1], source)
    return _loaded[key]


def _run(path: Path, digest: str, source: bytes) -> Extension:
    """Run a module's source, and note what it declares."""
    extension = Extension(path, digest)
    title = f"linkage_sim_extension_{path.stem}_{digest[:8]}"
    spec = importlib.util.spec_from_loader(title, loader=None, origin=str(path))
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    module.__file__ = str(path)
    sys.modules[title] = module
    _loading.append(extension)
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)
    except LinkageError:
        raise
    except Exception as error:
        line = next((f" line {f.lineno}" for f in reversed(_frames(error)) if f.filename == str(path)), "")
        raise LinkageError(f"the extension {path.name} breaks at{line or ' its start'}: {type(error).__name__}: {error}.") from error
    finally:
        _loading.pop()
    return extension


def _frames(error: Exception) -> Any:
    """Return where an error came from."""
    import traceback

    return traceback.extract_tb(error.__traceback__)


def load_all(names: Iterable[str]) -> tuple[Extension, ...]:
    """Load several modules, in their order."""
    return tuple(load(name) for name in names)
