"""The month's schedule as a table, read from the functions that run it."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from types import ModuleType
from typing import NamedTuple

from . import month

ROOMS = ("household", "community", "government", "market", "society")
STAGES = ("counties_month", "input_stage", "integration_stage", "implementation_stage", "feedback_stage", "books")
_NOT_PHASES = {"range", "len", "rows", "is_linked", "begin_month", "end_month", "waiting_rows", "wrong_cards", "merge_parts"}


class Phase(NamedTuple):
    """One phase of the month: which actor does what at which stage."""

    stage: str
    actor: str
    name: str
    text: str


def _actor_of(function: object, argument: str | None) -> str:
    """Return the actor that a phase belongs to: its folder, or the provider named in the call."""
    if argument is not None:
        return argument.lower()
    parts = str(getattr(function, "__module__", "")).split(".")
    return next((part for part in parts if part in ROOMS), {"platform": "platform", "measures": "measures"}.get(parts[1], "counties"))


def _first_sentence(function: object) -> str:
    """Return the first sentence of a rule's docstring."""
    text = " ".join((getattr(function, "__doc__", None) or "").split())
    return text.split(". ")[0].split(" (")[0].rstrip(".") + "." if text else ""


def _calls(module: ModuleType, name: str) -> list[tuple[str, str | None]]:
    """Return the phases that a stage's function calls, in order, with the provider where one is named."""
    tree = ast.parse(inspect.getsource(module))
    body = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    found = [node for node in ast.walk(body) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    providers = {room.upper() for room in ROOMS}
    result = []
    for node in found:
        named = [argument.id for argument in node.args if isinstance(argument, ast.Name) and argument.id in providers]
        result.append((node.func.id, named[0] if named else None))  # type: ignore[attr-defined]
    return [(function, named) for function, named in result if function not in _NOT_PHASES]


@cache
def schedule() -> tuple[Phase, ...]:
    """Return the month's phases in the order in which they run."""
    phases = []
    for stage in STAGES:
        label = {"counties_month": "input", "books": "feedback"}.get(stage, stage.removesuffix("_stage"))
        for name, provider in _calls(month, stage):
            function = getattr(month, name)
            stage_label = "integration" if name == "divide_budget" else label
            phases.append(Phase(stage_label, _actor_of(function, provider), name, _first_sentence(function)))
    return tuple(phases)
