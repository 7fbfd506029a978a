"""Rules and stages.

A rule is a plain Python function for one household, village or county. Called from Python it is that function, to be read with a
debugger and tested with plain numbers. A stage maps rules over the villages of a world; it is compiled as a whole, with every rule that
it reaches, and only it is ever called from outside. A world may bring rules of its own in place of built-in ones.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

COMPILED: bool = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
"""Whether stages are compiled in this process; with ``NUMBA_DISABLE_JIT=1`` everything runs as plain Python."""


class Replaced:
    """Functions in place of rules.

    Parameters
    ----------
    functions : mapping of Rule to function
        What each replaced rule does instead; of the same arguments and result.
    """

    def __init__(self, functions: Mapping[Rule[Any, Any], Callable[..., Any]] | None = None) -> None:
        self.functions = dict(functions or {})


AS_BUILT = Replaced()
"""No rule is replaced."""
_in_force = AS_BUILT


@contextmanager
def in_force(replaced: Replaced) -> Iterator[None]:
    """Let replaced rules hold: for compiling, or while stages run as plain Python."""
    global _in_force
    before, _in_force = _in_force, replaced
    try:
        yield
    finally:
        _in_force = before


class Rule(Generic[P, T]):
    """A function that stages may call, compiled or not.

    Attributes
    ----------
    function : callable
        The function as it was written.
    copied : bool
        Whether the compiler copies it to every place that calls it, as is best for all but long ones that are called here and there.
    """

    def __init__(self, function: Callable[P, T]) -> None:
        self.function = function
        self.copied = True
        self._dispatchers: dict[Any, Any] = {}
        update_wrapper(self, function)

    @property
    def current(self) -> Callable[P, T]:
        """The function in force: its own, or what was put in its place."""
        return _in_force.functions.get(self, self.function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run it as plain Python."""
        return self.current(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<rule {self.function.__module__}.{self.function.__qualname__}>"

    @property
    def dispatcher(self) -> Any:
        """What the compiler makes of the function in force, together with the replaced rules that it may reach."""
        if _in_force not in self._dispatchers:
            from .compiler import inner

            self._dispatchers[_in_force] = inner(self.current, self.copied)
        return self._dispatchers[_in_force]


def rule(function: Callable[P, T]) -> Rule[P, T]:
    """Make a rule of a function: no fast-math, no Python objects, division as in numpy."""
    return Rule(function)


class Stage:
    """A function of a world and a range of rows (villages, for most) that runs compiled, as one piece."""

    def __init__(self, function: Callable[[Any, int, int], None]) -> None:
        self.rule: Rule[[Any, int, int], None] = Rule(function)
        self._compiled: dict[Replaced, Callable[[int, int, int], None]] = {}
        update_wrapper(self, function)

    def __call__(self, world: Any, first: int, last: int) -> None:
        """Run it for some rows of a world."""
        compiled = self._compiled.get(world.replaced)
        if compiled is not None:
            compiled(world.address, first, last)
        elif COMPILED:
            self.compile(type(world), world.replaced)(world.address, first, last)
        else:
            with in_force(world.replaced):
                self.rule(world, first, last)

    def compile(self, world: type[Any], replaced: Replaced = AS_BUILT) -> Callable[[int, int, int], None]:
        """Compile the stage for a kind of world, or find it compiled on disk; return it as a function of a world's address."""
        from .compiler import compiled

        if replaced not in self._compiled:
            self._compiled[replaced] = compiled(self, world, replaced)
        return self._compiled[replaced]

    def is_ready(self, replaced: Replaced = AS_BUILT) -> bool:
        """Return whether this process can call it at once."""
        return not COMPILED or replaced in self._compiled


def stage(function: Callable[[Any, int, int], None]) -> Stage:
    """Make a stage of a function of a world and a range of rows."""
    return Stage(function)
