"""How stages are compiled, and where they are kept.

A stage is compiled as one piece, see :mod:`.dispatchers`. What was compiled is kept on disk under a fingerprint of everything that it
depends on; nothing that has changed can be found there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar

from numba import types
from numba.core import caching

from . import cache
from .dispatchers import outer
from .fingerprint import fingerprint, reached
from .lowering import world_at
from .rules import Replaced, Rule, in_force
from .state import Tables

_one_at_a_time = RLock()


class _Place(caching._CacheLocator):  # type: ignore[misc]
    """The folder of one compiled stage."""

    def __init__(self, folder: str, mark: str) -> None:
        self._folder, self._mark = folder, mark

    def get_cache_path(self) -> str:
        """Return the folder."""
        return self._folder

    def get_source_stamp(self) -> str:
        """Return what the stage depends on."""
        return self._mark

    def get_disambiguator(self) -> None:
        """Return nothing: the folder is the stage's own."""


def _cache_at(function: Callable[..., Any], folder: str, mark: str) -> Any:
    """Return numba's cache of a function in a folder of ours."""

    class Locator(_Place):
        @classmethod
        def from_function(cls, py_func: Any, py_file: str) -> _Place:
            return cls(folder, mark)

    class Impl(caching.CompileResultCacheImpl):  # type: ignore[misc]
        _locator_classes: ClassVar[list[type[_Place]]] = [Locator]

    class Cache(caching.FunctionCache):  # type: ignore[misc]
        _impl_class = Impl

    return Cache(function)


def _entry(rule: Rule[Any, Any], world: type[Tables]) -> Any:
    """Return a stage's rule as a function of a world's address, to be compiled."""
    name = rule.function.__name__
    namespace: dict[str, Any] = {"rule": rule, "world_at": world_at(world), "__name__": "linkage_sim"}
    exec(compile(f"def {name}(address, first, last):\n    rule(world_at(address), first, last)", "<stage>", "exec"), namespace)
    return namespace[name]


def place_of(rule: Rule[Any, Any], world: type[Tables], replaced: Replaced) -> tuple[Path, str]:
    """Return the folder in which a compiled stage is kept, and its fingerprint. Neither need exist."""
    with in_force(replaced):
        mark = fingerprint(rule, world)
    return cache.folder() / f"{rule.function.__name__}-{mark}", mark


def is_kept(rule: Rule[Any, Any], world: type[Tables], replaced: Replaced) -> bool:
    """Return whether a stage is found compiled on disk."""
    return any(place_of(rule, world, replaced)[0].glob("*.nbi"))


def compiled(rule: Rule[Any, Any], world: type[Tables], replaced: Replaced) -> Callable[[int, int, int], None]:
    """Return a stage as a function of a world's address and a range of rows; compiled now, or as it was found on disk."""
    folder, mark = place_of(rule, world, replaced)
    function = _entry(rule, world)
    dispatcher = outer(function)
    if cache.make(folder):
        dispatcher._cache = _cache_at(function, str(folder), mark)
    with _one_at_a_time, in_force(replaced):
        dispatcher.compile((types.int64, types.int64, types.int64))
    dispatcher.disable_compile()
    return dispatcher  # type: ignore[no-any-return]


def count_rules(rule: Rule[Any, Any], replaced: Replaced) -> int:
    """Return how many rules a stage reaches, itself included: each is translated once or a few times."""
    with in_force(replaced):
        return len(reached(rule))
