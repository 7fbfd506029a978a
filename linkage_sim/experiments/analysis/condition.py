"""Conditions on an outcome, such as ``stores >= 1000``: read from words, told in words, asked of numbers."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ...errors import LinkageError
from ...findings.numbers import level
from ...scenario.problems import nearest, shortened
from ..design.outcomes import Outcome
from .words import with_unit

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
WORDS = {"<": "below", "<=": "of at most", ">": "above", ">=": "of at least"}
FORM = re.compile(r"\s*([^<>=!\s]+)\s*(<=|>=|<|>)\s*([^<>=!\s]+)\s*")
REMEDY = "write an outcome, one of < <= > >=, and a number, as in 'stores >= 1000'"


class Condition(NamedTuple):
    """What a run must show to be of interest.

    Attributes
    ----------
    outcome : Outcome
        What is looked at.
    sign : str
        ``<``, ``<=``, ``>`` or ``>=``.
    value : float
        In the outcome's unit.
    """

    outcome: Outcome
    sign: str
    value: float

    def holds(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Say of each value whether it meets the condition."""
        return SIGNS[self.sign](values, self.value)  # type: ignore[no-any-return]

    @property
    def words(self) -> str:
        """What such runs have: "online stores of at least 1,000"."""
        return f"{self.outcome.label} {WORDS[self.sign]} {self._amount}"

    @property
    def _amount(self) -> str:
        return with_unit(level(self.value, self.outcome.unit), self.outcome.unit, self.outcome.label)

    def __str__(self) -> str:
        return f"{self.outcome.name} {self.sign} {self.value:.10g}"


def parse(text: str, outcomes: Mapping[str, Outcome]) -> Condition:
    """Read a condition.

    Parameters
    ----------
    text : str
        ``outcome sign number``.
    outcomes : mapping of str to Outcome
        The outcomes of the study.

    Raises
    ------
    LinkageError
        One sentence on what cannot be read, with the nearest outcome where a name is not known.
    """
    found = FORM.fullmatch(text)
    if found is None:
        raise LinkageError(f"'{shortened(text)}' is no condition; {REMEDY}.")
    name, sign, given = found.groups()
    if name not in outcomes:
        guess = nearest(name, outcomes)
        remedy = f"write {guess}" if guess else f"use one of {', '.join(outcomes)}"
        raise LinkageError(f"'{shortened(name)}' in the condition '{shortened(text)}' is no outcome of the study; {remedy}.")
    return Condition(outcomes[name], sign, _number(given, text))


def _number(given: str, text: str) -> float:
    try:
        value = float(given)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise LinkageError(f"'{shortened(given)}' in the condition '{shortened(text)}' is no number; write it as 1000 or 0.45.")
    return value
