"""The answer of a sensitivity analysis: how strongly each factor moves an outcome, in one shape for all methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from ....findings.finding import Answer, Finding, plain, records
from ....findings.numbers import level
from ....findings.words import counted
from ....state.month import Column
from ...design.factors import Factor
from ...design.outcomes import Outcome
from ..words import value_words, with_unit
from .convergence import Convergence
from .grades import grade_group

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.95
MORRIS, SOBOL, OAT, REGIONAL = "morris", "sobol", "oat", "regional"
MAIN: Mapping[str, str] = {MORRIS: "mu_star", SOBOL: "total", OAT: "swing", REGIONAL: "distance"}
"""The column by which factors are ranked; ``_low`` and ``_high`` are added for the ends of its interval."""

FACTOR_COLUMNS: tuple[Column, ...] = (
    Column("rank", "1 for the first", "Place of the factor by the method's main measure."),
    Column("factor", "name", "Name of the factor."),
    Column("label", "words", "What people call it."),
    Column("range", "words", "Over which values it was varied."),
    Column("unit", "words", "Unit of these values."),
    Column("grade", "word", "Evidence behind the scenario's own value: A, B, C/D, M, paper, assumed, or choice (a switch or rule)."),
)
METHOD_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    MORRIS: (
        Column("mu_star", "the outcome's", "Mean size of the change when the factor crosses its range, or takes another value."),
        Column("mu_star_low", "the outcome's", "Lower end of the 95 % bootstrap interval."),
        Column("mu_star_high", "the outcome's", "Upper end."),
        Column("mu", "the outcome's", "Mean change with its sign; for factors without order of no meaning."),
        Column("sigma", "the outcome's", "Spread of the change over the rest of the space: interactions and bends."),
    ),
    SOBOL: (
        Column("total", "share of variance", "Total index: what goes if the factor is known, with all its interactions."),
        Column("total_low", "share of variance", "Lower end of the 95 % bootstrap interval."),
        Column("total_high", "share of variance", "Upper end."),
        Column("first", "share of variance", "First-order index: the factor by itself."),
        Column("first_low", "share of variance", "Lower end of the 95 % bootstrap interval."),
        Column("first_high", "share of variance", "Upper end."),
    ),
    OAT: (
        Column("swing", "the outcome's", "Largest size of the change from the scenario as it is."),
        Column("swing_low", "the outcome's", "Lower end of the 95 % interval over seeds (Student's t); empty for one run."),
        Column("swing_high", "the outcome's", "Upper end."),
        Column("down", "the outcome's", "Change at the lowest value, or the most negative change of a choice."),
        Column("up", "the outcome's", "Change at the highest value, or the most positive change of a choice."),
    ),
    REGIONAL: (
        Column("distance", "0 to 1", "Kolmogorov-Smirnov distance between points that meet the condition and others; of choices, half "
               "the sum of differences of their shares."),
        Column("p", "probability", "That so large a distance comes by chance."),
        Column("p_holm", "probability", "The same, adjusted for the number of factors (Holm)."),
        Column("inside", "words", "Median, or most frequent value, of points that meet the condition."),
        Column("outside", "words", "The same of the other points."),
    ),
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Sensitivity(Finding):
    """How strongly each factor moves one outcome of one scenario.

    Attributes
    ----------
    method : str
        ``morris``, ``sobol``, ``oat`` or ``regional``.
    outcome : Outcome
        What is moved.
    scenario : str
        Whose runs.
    points, runs : int
        Number of points, and of runs of each.
    table : pandas.DataFrame
        A row per factor, the strongest first: the columns of ``FACTOR_COLUMNS`` and of the method; no row where nothing was estimated.
    nothing : str
        Why nothing was estimated, as a sentence; empty where something was.
    convergence : Convergence or None
        Whether the sample was large enough, where the method can tell.
    noise : float
        Share of the variance between points that single runs leave; not a number for one run of each point.
    cautions : tuple of str
        Sentences on what makes the numbers less than they seem.
    pairs : pandas.DataFrame or None
        Second-order indices: ``factor``, ``other``, ``second``, ``second_low``, ``second_high``.
    condition : str
        What divides the points of a regional analysis, in words.
    heading : str
        What was simulated.
    """

    analysis: ClassVar[str] = "sensitivity"
    method: str
    outcome: Outcome
    scenario: str
    points: int
    runs: int
    table: pd.DataFrame
    nothing: str = ""
    convergence: Convergence | None = None
    noise: float = float("nan")
    cautions: tuple[str, ...] = ()
    pairs: pd.DataFrame | None = None
    condition: str = ""
    heading: str = ""

    @property
    def main(self) -> str:
        """Column by which factors are ranked."""
        return MAIN[self.method]

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        from .answer import answer

        return answer(self)

    @property
    def content(self) -> dict[str, Any]:
        """Everything, in plain values; what is missing is None."""
        known = self.convergence
        told = known._asdict() | {"settled": known.settled, "sentence": known.sentence} if known else None
        made: dict[str, Any] = plain(
            {
                "method": self.method,
                "scenario": self.scenario,
                "outcome": {"name": self.outcome.name, "label": self.outcome.label, "unit": self.outcome.unit},
                "condition": self.condition or None,
                "points": self.points,
                "runs_each": self.runs,
                "sentences": list(self.answer.verdicts),
                "notes": [*self.answer.trust, *self.answer.caveats],
                "noise": self.noise,
                "convergence": told,
                "factors": records(self.table),
                "pairs": records(self.pairs) if self.pairs is not None else [],
            }
        )
        return made


def ranked(factors: Mapping[str, Factor], columns: Mapping[str, Any], main: str) -> pd.DataFrame:
    """Put what is known of the factors and what was estimated into a table, the strongest first."""
    import pandas as pd

    known = {
        "factor": list(factors),
        "label": [factor.label for factor in factors.values()],
        "range": [range_words(factor) for factor in factors.values()],
        "unit": [factor.unit for factor in factors.values()],
        "grade": [grade_group(factor) for factor in factors.values()],
    }
    table = pd.DataFrame({**known, **columns}).sort_values(main, ascending=False, kind="stable", ignore_index=True)
    table.insert(0, "rank", range(1, len(table) + 1))
    return table


def empty(method: str) -> pd.DataFrame:
    """A table of the method without rows."""
    import pandas as pd

    return pd.DataFrame(columns=[column.name for column in (*FACTOR_COLUMNS, *METHOD_COLUMNS[method])])


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


def range_words(factor: Factor) -> str:
    """Over which values a factor is varied."""
    if factor.values:
        return ", ".join(value_words(value) for value in factor.values)
    return f"{value_words(factor.low)} to {value_words(factor.high)}"
