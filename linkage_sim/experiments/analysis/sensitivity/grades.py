"""How far the evidence behind a parameter can be trusted, in the few groups that a figure can show."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...design.factors import Factor

CALIBRATED, ASSUMED, CHOICE = "calibrated", "assumed", "choice"
GRADES: Mapping[str, str] = {
    "A": "A: official statistic or reviewed abstract",
    "B": "B: press or local government",
    "C/D": "C, D: secondary, or derived",
    "M": "M: from memory, unverified",
    "paper": "the founding paper",
    CALIBRATED: "fitted to a village's targets, not observed",
    ASSUMED: "assumed, no evidence",
    CHOICE: "a switch or rule, no quantity",
}
"""Groups of grades, from the firmest to none, with their meaning."""


def grade_group(factor: Factor) -> str:
    """Group of a factor's grade; of a mixed grade ("A, some M") the first counts, for it is that of the greater part.

    Switches and rules are what an experiment turns, not what anybody measures.
    """
    if any(isinstance(value, (bool, str)) for value in factor.values):
        return CHOICE
    if not factor.grade:
        return CALIBRATED if factor.calibrated else ASSUMED
    first = re.split(r"[\s,;/]+", factor.grade.strip())[0]
    return "C/D" if first in ("C", "D") else first if first in GRADES else ASSUMED
