"""The month's schedule as a table, read from the functions that run it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from linkage_sim.kernel.rules import Rule

from . import month

_LABELS = {"open_month": "input", "close_month": "feedback"} | {
    part.rule.function.__name__: stage for stage, parts in month.VILLAGE_STAGES.items() for part in parts
}
_ROOMS = {"register": "register", "assistance": "providers", "measures": "measures"}
ACTORS = ("household", "community", "government", "market", "society")


class Phase(NamedTuple):
    """One phase of the month: which actor does what at which stage."""

    stage: str
    actor: str
    name: str
    text: str


def _actor_of(rule: Rule[Any, Any]) -> str:
    """Return the actor that a phase belongs to, by its place: "register" and "providers" serve all, the rest is the counties'."""
    _, room, place = [*rule.function.__module__.split("."), ""][:3]
    return place if place in ACTORS else _ROOMS.get(room, "counties")


def _first_sentence(rule: Rule[Any, Any]) -> str:
    """Return the first sentence of a rule's docstring."""
    text = " ".join((rule.function.__doc__ or "").split())
    return text.split(". ")[0].split("; return")[0].split(" (")[0].rstrip(".") + "." if text else ""


def _is_phase(rule: Rule[Any, Any]) -> bool:
    """Return whether a rule does something: it is no question, and neither arithmetic nor a way into the world."""
    room = rule.function.__module__.split(".")[1]
    return room in ("actors", *_ROOMS) and not (rule.function.__doc__ or "").startswith("Return")


def _phases_in(function: Any) -> Iterator[Rule[Any, Any]]:
    """Yield the phases that a function of the month calls, in order; those that are made of others are taken apart."""
    tree = ast.parse(inspect.getsource(function))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        called = getattr(month, node.func.id, None)  # type: ignore[attr-defined]
        if isinstance(called, Rule) and called.function.__module__ == month.__name__:
            yield from _phases_in(called.function)
        elif isinstance(called, Rule) and _is_phase(called):
            yield called


@cache
def schedule() -> tuple[Phase, ...]:
    """Return the month's phases in the order in which they run."""
    phases = []
    for stage in month.ALL_STAGES:
        name = stage.rule.function.__name__
        label = _LABELS[name]
        for rule in _phases_in(stage.rule.function):
            named = "integration" if rule.function.__name__ == "divide_budgets" else label
            phases.append(Phase(named, _actor_of(rule), rule.function.__name__, _first_sentence(rule)))
    return tuple(phases)
