"""Rules.

A rule is a plain Python function for one household, village or county. Called from Python it is that function, to be read with a
debugger and tested with plain numbers. Stages call rules, compiled (:mod:`.stages`). A world may bring rules of its own in place of
built-in ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


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


def those_in_force() -> Replaced:
    """Return the replaced rules that hold now."""
    return _in_force


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
    dispatchers : dict
        What the compiler has made of it, by the replaced rules that it may reach; see :mod:`.dispatchers`.
    """

    def __init__(self, function: Callable[P, T]) -> None:
        self.function = function
        self.copied = True
        self.dispatchers: dict[Replaced, Any] = {}
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


def rule(function: Callable[P, T]) -> Rule[P, T]:
    """Make a rule of a function: no fast-math, no Python objects, division as in numpy."""
    return Rule(function)
