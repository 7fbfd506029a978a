"""Factors: what is varied, and which value stands at which place of its range."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...scenario import shape
from ...scenario.overrides import keys

if TYPE_CHECKING:
    from ...scenario import Scenario
    from ...scenario.problems import Path
    from ...scenario.support import Support
    from . import declared

ASSUMED = "assumed"


@dataclass(frozen=True)
class Factor:
    """A parameter that an experiment varies.

    Attributes
    ----------
    name, title : str
        Its name in tables and for people.
    path : str
        Path of the parameter in the scenario.
    scale : str
        ``linear``, ``log`` or ``integer`` for a range, ``categorical`` for values.
    values : tuple
        Values of a categorical factor; empty for a range.
    low, high : float
        Ends of the range.
    steps : int
        Values of the range in a grid.
    unit, text : str
        What the parameter declares: its unit, and one sentence.
    evidence, grade, assumed, calibrated : str or None
        What supports the scenario's own value.
    """

    name: str
    path: str
    scale: str = "linear"
    values: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 1.0
    steps: int = 5
    title: str = ""
    unit: str = ""
    text: str = ""
    evidence: str | None = None
    grade: str | None = None
    assumed: str | None = None
    calibrated: str | None = None

    @property
    def label(self) -> str:
        """Name for people."""
        return self.title or self.name.replace("_", " ")

    def levels(self) -> tuple[Any, ...]:
        """Give its values in a grid, those between the ends without the last digits: 0.45, not 0.45000000000000007."""
        if self.values:
            return self.values
        if self.scale == "integer":
            found = [round(self.low + (self.high - self.low) * k / (self.steps - 1)) for k in range(self.steps)]
            return tuple(dict.fromkeys(found))
        between = (float(f"{self._between(k / (self.steps - 1)):.15g}") for k in range(1, self.steps - 1))
        return (float(self.low), *between, float(self.high))

    def ends(self) -> tuple[Any, ...]:
        """Give the two ends of a range, or all values."""
        return self.values or (self.at(0.0), self.at(1.0))

    def at(self, place: float) -> Any:
        """Give the value at a place of the unit interval; whole numbers and values each take an equal part of it."""
        if self.values:
            return self.values[min(int(place * len(self.values)), len(self.values) - 1)]
        if self.scale == "integer":
            return min(int(self.low + math.floor(place * (self.high - self.low + 1))), int(self.high))
        return self._between(place)

    def _between(self, place: float) -> float:
        if place in (0.0, 1.0):
            return float(self.high if place else self.low)
        value = self.low * (self.high / self.low) ** place if self.scale == "log" else self.low + (self.high - self.low) * place
        return float(min(max(value, self.low), self.high))  # a range may end at a parameter's bound, which rounding must not pass


def described(given: Mapping[str, declared.Factor], scenario: Scenario) -> dict[str, Factor]:
    """Add what the scenario knows of the parameters to what the file says of the factors, by name."""
    places = {place.name: number for number, place in enumerate(scenario.places)}
    supports = {keys(one.path, places): one for one in scenario.coverage()} if given else {}
    return {name: _described(name, one, path := keys(one.path, places), supports.get(path)) for name, one in given.items()}


def _described(name: str, given: declared.Factor, path: Path, support: Support | None) -> Factor:
    node = shape.at(path)
    low, high = given.range or (0.0, 1.0)
    return Factor(
        name,
        given.path,
        "categorical" if given.values else given.scale,
        given.values,
        low,
        high,
        given.steps,
        given.title,
        support.unit if support else "",
        (node.field.description or "") if node and node.field else "",
        support.evidence if support else None,
        support.grade if support else None,
        support.assumed if support else None,
        support.calibrated if support else None,
    )
