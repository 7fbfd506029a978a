"""How many pairs it takes to know a difference to a wanted half-width, and when to stop.

The rule is Stein's two-stage procedure with further looks. A pilot of ``m`` pairs gives a spread ``s``; then so many pairs ``N`` are
made that ``t * s / sqrt(N)`` is no more than the wanted half-width, with Student's ``t`` for ``m - 1`` degrees of freedom. Stein's
interval, the mean of all ``N`` pairs plus or minus that number, covers the truth with at least 95 % for normal differences, whatever
their spread. Its weakness are skewed differences: a pilot that missed the long tail has too small a spread. So the spread of all
pairs is looked at as well, and their skewness by the rule of Cochran; more pairs are added while any of them asks for more, and the
interval is the wider of the two.

For normal differences this keeps Stein's promise: when to stop depends on deviations from the mean only, these are independent of the
mean, and the interval is never narrower than Stein's. So it is for several outcomes and reforms at a time, and at a limit on the number
of pairs. Stopping by the spread of all pairs alone (Chow and Robbins) keeps its promise only in the limit of very small half-widths;
stopping when an interval leaves zero keeps none.

References: Stein (1945), "A two-sample test for a linear hypothesis whose power is independent of the variance", Annals of Mathematical
Statistics 16; Chow and Robbins (1965), "On the asymptotic theory of fixed-width sequential confidence intervals for the mean", ibid. 36;
Cochran (1977), "Sampling Techniques", section 2.15; Mukhopadhyay and de Silva (2009), "Sequential Methods and Their Applications".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ....errors import LinkageError
from ....findings.numbers import difference
from ..statistics import deviation, looks, mean_interval, pairs_for_skewness, student

if TYPE_CHECKING:
    from ..statistics import Array

LEAST_PILOT = 10
"""First pairs without which no spread is worth a rule."""
LEAST_GROWTH = 1.1
"""Each further look adds at least a tenth, so that there are few of them."""

Differences = Mapping[tuple[str, str], "Array"]
"""Paired differences, one for each pair in the order of their seeds, by reform and outcome."""


@dataclass(frozen=True)
class Target:
    """A wish: the difference in an outcome is to be known to this half-width of its 95 % interval, in the outcome's unit."""

    outcome: str
    half_width: float


@dataclass(frozen=True)
class Stop:
    """Why no more pairs were added, for one reform and one wish.

    Attributes
    ----------
    reform, outcome : str
        Which difference.
    wanted, reached : float
        Half-width that was asked for, and the one that was reached.
    pilot, pairs : int
        Number of first pairs, and of all.
    needed : int
        Pairs that the rule asks for by what is known at the end.
    for_skewness : int
        Pairs that the skewness of the differences asks for, by what is known at the end.
    reason : str
        ``pilot`` (the first pairs were enough), ``reached``, ``limit``, ``skewed`` (the limit, at which the
        half-width is reached, but the differences are too skewed for it to be trusted), or ``same`` (all pairs show the same
        difference).
    """

    reform: str
    outcome: str
    wanted: float
    reached: float
    pilot: int
    pairs: int
    needed: int
    for_skewness: int
    reason: str

    def sentence(self, label: str, unit: str) -> str:
        """Say why it stopped; ``label`` and ``unit`` are those of the outcome."""
        what = f"{self.reform}, {label}"
        reached, wanted = difference(self.reached, unit), difference(self.wanted, unit)
        if self.reason == "same":
            return f"{what}: all {self.pairs:,} pairs show the same difference, so no more were added; rare differences can be missed."
        if self.reason == "limit":
            more = f"about {self.needed:,} pairs would do"
            known = f"with the difference known to ± {reached} instead of ± {wanted}"
            return f"{what}: stopped at the limit of {self.pairs:,} pairs, {known}; {more}."
        if self.reason == "skewed":
            doubt = f"these are so skewed that ± {reached} (wanted: ± {wanted}) may be too narrow; about {self.needed:,} pairs would do"
            return f"{what}: stopped at the limit of {self.pairs:,} pairs, and {doubt}."
        if self.reason == "pilot":
            return f"{what}: the first {self.pairs:,} pairs are enough; they give the difference to ± {reached} (wanted: ± {wanted})."
        why = f"because the difference is known to ± {reached} (wanted: ± {wanted})"
        skewed = f"; {self.for_skewness:,} were needed for its skewness" if self.for_skewness > self.pairs / 2 else ""
        return f"{what}: stopped after {self.pairs:,} pairs, {why}{skewed}."


def parse_target(text: str) -> Target:
    """Read ``outcome=half-width`` as given on the command line."""
    name, _, value = text.partition("=")
    try:
        return Target(name.strip(), float(value))
    except ValueError as error:
        what = f"--precision {text}: is not of the form outcome=half-width"
        raise LinkageError(f"{what}; write for example poor_people=50.") from error


def check_limits(targets: Iterable[Target], known: Sequence[str], pilot: int, most: int) -> None:
    """Refuse wishes that cannot be met: an outcome that is not compared, no half-width, too few first pairs, a limit below them."""
    for target in targets:
        if target.outcome not in known:
            raise LinkageError(f"--precision: no outcome of the name '{target.outcome}' is compared; use one of {', '.join(known)}.")
        if not 0.0 < target.half_width < math.inf:
            raise LinkageError(f"--precision {target.outcome}={target.half_width:g}: a half-width must be a number above zero.")
    if pilot < LEAST_PILOT:
        raise LinkageError(f"A precision needs at least {LEAST_PILOT} first pairs to judge by, and {pilot} are given; raise --replicates.")
    if most < pilot:
        raise LinkageError(f"The limit of {most} pairs lies below the {pilot} first pairs; raise --at-most or lower --replicates.")


def needed_pairs(differences: Array, half_width: float, pilot: int) -> int:
    """Pairs that the rule asks for: enough for the pilot's spread, and for the spread and the skewness of all pairs so far."""
    sizes = looks(len(differences), pilot)
    wanted = (math.ceil((student(size) * deviation(differences[:size]) / half_width) ** 2) for size in sizes)
    return max(pilot, pairs_for_skewness(differences), *wanted)


def until_precise(make: Callable[[int], Differences], targets: Sequence[Target], pilot: int, most: int) -> list[Stop]:
    """Add pairs until every wish is met, or the limit is reached.

    Parameters
    ----------
    make : callable
        Makes so many pairs, the earlier ones among them, and returns the differences.
    targets : sequence of Target
        What is to be known, for each reform alike.
    pilot : int
        Number of first pairs.
    most : int
        Limit on the number of pairs.

    Returns
    -------
    list of Stop
        For each reform and wish: what was reached and why it stopped.
    """
    pairs = pilot
    while True:
        differences = make(pairs)
        needed = max(needed_pairs(values, target.half_width, pilot) for target, _, values in _chosen(differences, targets))
        if needed <= pairs or pairs >= most:
            return [_stop(target, reform, values, pilot) for target, reform, values in _chosen(differences, targets)]
        pairs = min(max(needed, math.ceil(pairs * LEAST_GROWTH)), most)


def _chosen(differences: Differences, targets: Sequence[Target]) -> list[tuple[Target, str, Array]]:
    return [(target, reform, values) for target in targets for (reform, name), values in differences.items() if name == target.outcome]


def _stop(target: Target, reform: str, values: Array, pilot: int) -> Stop:
    reached = mean_interval(values, pilot).half_width
    needed = needed_pairs(values, target.half_width, pilot)
    if reached == 0.0:
        reason = "same"
    elif needed > len(values):
        reason = "limit" if reached > target.half_width else "skewed"
    else:
        reason = "pilot" if len(values) == pilot else "reached"
    return Stop(reform, target.outcome, target.half_width, reached, pilot, len(values), needed, pairs_for_skewness(values), reason)
