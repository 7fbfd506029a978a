"""What is told where no effect can be estimated."""

from __future__ import annotations

from ....findings.numbers import level
from ....findings.words import counted
from ...design.outcomes import Outcome
from ..words import with_unit
from .effects import empty
from .finding import Sensitivity


def unmoved(method: str, outcome: Outcome, scenario: str, points: int, runs: int, value: float) -> Sensitivity:
    """What is told of an outcome that is the same everywhere: indices of it would be noughts divided by noughts."""
    shown = with_unit(level(value, outcome.unit), outcome.unit, outcome.label)
    nothing = f"Nothing that was varied moves {outcome.label}: it is {shown} at all {counted(points, 'point')}."
    return Sensitivity(method, outcome, scenario, points, runs, empty(method), nothing)


def missed(method: str, outcome: Outcome, scenario: str, points: int, runs: int) -> Sensitivity:
    """What is told of an outcome that differs somewhere, but never between the points that a method compares."""
    where = f"it differs at so few of {counted(points, 'point')} that no comparison met one"
    nothing = f"Nothing can be told of what moves {outcome.label}: {where}. Use more."
    return Sensitivity(method, outcome, scenario, points, runs, empty(method), nothing)
