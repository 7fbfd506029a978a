"""Compiling ahead of time, told on the terminal or in a notebook by one line and a bar."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .rules import AS_BUILT, Replaced
from .stages import COMPILED, Stage
from .state import Tables


def missing(stages: Sequence[Stage], world: type[Tables], replaced: Replaced = AS_BUILT) -> list[Stage]:
    """Return the stages that are not compiled yet, neither in this process nor on disk."""
    if not COMPILED or all(stage.is_ready(replaced) for stage in stages):
        return []
    return [stage for stage in stages if not stage.is_kept(world, replaced)]


def warm_up(stages: Sequence[Stage], world: type[Tables], replaced: Replaced = AS_BUILT, told: bool = True) -> int:
    """Compile what is not compiled yet, and load all of it; return how many stages had to be compiled.

    Parameters
    ----------
    stages : sequence of Stage
        What will run.
    world : type
        The kind of world.
    replaced : Replaced
        Rules in place of built-in ones.
    told : bool
        Whether to say so on a terminal or in a notebook. An interrupt leaves nothing half-made: what was compiled is kept.
    """
    cold = missing(stages, world, replaced)
    if cold:
        from .compiler import count_rules

        with _bar(sum(count_rules(stage.rule, replaced) for stage in cold), told):
            for stage in cold:
                stage.compile(world, replaced)
    for stage in stages if COMPILED else ():
        stage.compile(world, replaced)
    return len(cold)


@contextmanager
def _bar(total: int, told: bool) -> Iterator[None]:
    """Show how many of the rules are translated."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    from .dispatchers import heard

    console = Console(stderr="ipykernel" not in sys.modules)
    parts = (TextColumn("Compiling the rules, once (about half a minute)"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*parts, console=console, transient=True, disable=not told or not (console.is_terminal or console.is_jupyter)) as progress:
        task = progress.add_task("", total=total)

        def tell(_name: str) -> None:
            progress.update(task, completed=min(progress.tasks[0].completed + 1, total))

        heard.append(tell)
        try:
            yield
        finally:
            heard.remove(tell)
