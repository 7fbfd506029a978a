"""Stages: what maps rules over the villages of a world.

A stage is compiled as a whole, with every rule that it reaches, and only it is ever called from outside. The compiler is imported when a
stage is compiled and no sooner: it takes half a second.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from .rules import AS_BUILT, Replaced, Rule, in_force

COMPILED: bool = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
"""Whether stages are compiled in this process; with ``NUMBA_DISABLE_JIT=1`` everything runs as plain Python."""


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
            self._compiled[replaced] = compiled(self.rule, world, replaced)
        return self._compiled[replaced]

    def is_ready(self, replaced: Replaced = AS_BUILT) -> bool:
        """Return whether this process can call it at once."""
        return not COMPILED or replaced in self._compiled

    def is_kept(self, world: type[Any], replaced: Replaced = AS_BUILT) -> bool:
        """Return whether it is found compiled, in this process or on disk."""
        from .compiler import is_kept

        return self.is_ready(replaced) or is_kept(self.rule, world, replaced)


def stage(function: Callable[[Any, int, int], None]) -> Stage:
    """Make a stage of a function of a world and a range of rows."""
    return Stage(function)
