"""The level of one lever at which reform and baseline cost the same.

The cost is a function of the lever that can be looked at, one level at a time, on the same seeds each time: no noise between two looks,
but steps are possible, where a lever is a whole number or a budget buys whole units. So the answer is bracketed between a level that is
too cheap and one that is too dear, false position and halving in turn narrow the bracket, and a step across zero is told as such.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ....errors import LinkageError
from ....findings.numbers import change, difference, estimated, number, with_unit
from ..statistics import Interval

TOLERANCE = 0.01
"""Costs are the same when they differ by no more than this share of the baseline's."""
MOST_LEVELS = 16
FINEST = 1e-6
"""Narrowest bracket, as a share of the range."""


class Gap(NamedTuple):
    """What reform and baseline differ in cost at a level of the lever: the mean paired difference in RMB, and the baseline's cost."""

    level: float
    difference: Interval
    baseline: float

    @property
    def share(self) -> float:
        """The difference as a share of the baseline's cost."""
        return self.difference.estimate / self.baseline if self.baseline else math.nan

    def closed(self, tolerance: float = TOLERANCE) -> bool:
        """Whether costs are the same: they differ by no more than the tolerance, and either not for sure or surely by no more than it."""
        room = tolerance * abs(self.baseline)
        inside = -room <= self.difference.low and self.difference.high <= room
        return abs(self.difference.estimate) <= room and (self.difference.includes(0.0) or inside)


@dataclass(frozen=True)
class Lever:
    """A numeric parameter of the reform that may be moved.

    Attributes
    ----------
    path, unit : str
        Its path in the scenario, and its unit.
    low, high : float
        Range in which it may be moved.
    whole : bool
        Whether it is a whole number.
    """

    path: str
    unit: str
    low: float
    high: float
    whole: bool = False


@dataclass(frozen=True)
class Solution:
    """What was found for one reform.

    Attributes
    ----------
    reform : str
        Which reform.
    lever : Lever
        What was moved.
    reason : str
        ``found``, ``none`` (too dear, or too cheap, at both ends), ``step`` (the cost steps across the baseline's between two levels) or
        ``limit`` (not found with the levels that may be tried).
    gap : Gap
        At the level that was found; else at the level where costs come nearest.
    tried : tuple of Gap
        All that was looked at, in the order of the levels.
    """

    reform: str
    lever: Lever
    reason: str
    gap: Gap
    tried: tuple[Gap, ...]

    @property
    def level(self) -> float | None:
        """Level at which costs are the same; None where there is none."""
        return self.gap.level if self.reason == "found" else None

    @property
    def bracket(self) -> tuple[Gap, Gap]:
        """Neighbouring levels between which the difference in cost changes its sign; the two ends where it does not."""
        pairs = zip(self.tried, self.tried[1:], strict=False)
        return next((pair for pair in pairs if _opposite(*pair)), (self.tried[0], self.tried[-1]))

    def content(self) -> dict[str, Any]:
        """What was found, as plain values."""
        levels = [{"level": gap.level, "share": gap.share, **gap.difference._asdict()} for gap in self.tried]
        found = {"reform": self.reform, "lever": self.lever.path, "reason": self.reason, "level": self.level}
        return {**found, "tried": levels, "sentence": self.sentence()}

    def sentence(self) -> str:
        """Say what was found, in numbers."""
        path, (low, high) = self.lever.path.rpartition(".")[2].replace("_", " "), self.bracket
        if self.reason == "found":
            gap = self.gap.difference
            size, ends = estimated(gap, "RMB")
            at = f"with {path} at {self._written(self.gap.level)}"
            return f"{self.reform} costs the same as the baseline {at}; the difference left is {size} ({ends})."
        both = f"it costs {_more(low)} at {number(low.level)} and {_more(high)} at {self._written(high.level)}"
        if self.reason == "none":
            where = f"{path} from {number(self.lever.low)} to {number(self.lever.high)}"
            return (
                f"{self.reform} costs the same as the baseline at no level of {where}: {both}. Widen --lever-range or choose another lever."
            )
        if self.reason == "step":
            return f"{self.reform} costs the same as the baseline at no level of {path}, because its cost makes a step there: {both}."
        tries = f"no level of {path} with the baseline's cost was found in {len(self.tried)} tries"
        return f"{self.reform}: {tries}: {both}. Narrow --lever-range."

    def _written(self, level: float) -> str:
        return with_unit(number(level), "" if self.lever.unit == "share" else self.lever.unit)


def solve(reform: str, lever: Lever, gap_at: Callable[[float], Gap], tolerance: float = TOLERANCE, most: int = MOST_LEVELS) -> Solution:
    """Look for the level of a lever at which reform and baseline cost the same.

    Parameters
    ----------
    reform : str
        Name of the reform.
    lever : Lever
        What may be moved, and how far.
    gap_at : callable
        Gives the difference in cost at a level; the same each time that it is asked for the same level.
    tolerance : float
        Largest difference that counts as none, as a share of the baseline's cost.
    most : int
        Most levels that are tried, at least two.

    Returns
    -------
    Solution
        Where there are several such levels, one of them.
    """
    low, high = gap_at(lever.low), gap_at(lever.high)
    tried = [low, high]
    reason = "none"
    if _opposite(low, high) and not any(gap.closed(tolerance) for gap in tried):
        reason = _narrow(lever, gap_at, tried, tolerance, most)
    nearest = min(tried, key=lambda gap: (not gap.closed(tolerance), abs(gap.difference.estimate)))
    reason = "found" if nearest.closed(tolerance) else reason
    return Solution(reform, lever, reason, nearest, tuple(sorted(tried, key=lambda gap: gap.level)))


def _narrow(lever: Lever, gap_at: Callable[[float], Gap], tried: list[Gap], tolerance: float, most: int) -> str:
    """Narrow the bracket until a level is found, or none can be; all that is looked at is added to ``tried``."""
    low, high = tried
    while len(tried) < most:
        level = _between(low, high, halve=len(tried) % 2 == 1)
        if lever.whole:
            level = min(max(float(round(level)), low.level + 1.0), high.level - 1.0)
        width = 1.0 if lever.whole else FINEST * (lever.high - lever.low)
        if high.level - low.level <= width:
            return "step"
        gap = gap_at(level)
        tried.append(gap)
        if gap.closed(tolerance):
            return "found"
        low, high = (low, gap) if _opposite(low, gap) else (gap, high)
    return "limit"


def _between(low: Gap, high: Gap, halve: bool) -> float:
    """A level inside the bracket: its middle, or where a straight line between its ends crosses zero, but not too near to an end."""
    share = 0.5 if halve else low.difference.estimate / (low.difference.estimate - high.difference.estimate)
    return low.level + min(max(share, 0.02), 0.98) * (high.level - low.level)


def _opposite(one: Gap, other: Gap) -> bool:
    return (one.difference.estimate > 0.0) != (other.difference.estimate > 0.0)


def _more(gap: Gap) -> str:
    """A difference in cost in words."""
    if gap.difference.estimate == 0.0:
        return "the same"
    share = f" ({change(gap.share)})" if gap.baseline else ""
    return f"{difference(abs(gap.difference.estimate), 'RMB')} {'more' if gap.difference.estimate > 0 else 'less'}{share}"


def parse_range(text: str) -> tuple[float, float]:
    """Read ``low:high`` as given on the command line."""
    first, _, last = text.partition(":")
    try:
        low, high = float(first), float(last)
    except ValueError:
        low, high = 0.0, 0.0
    if not low < high:
        raise LinkageError(f"--lever-range {text}: is not of the form low:high with low below high; write for example 0:1e6.")
    return low, high
