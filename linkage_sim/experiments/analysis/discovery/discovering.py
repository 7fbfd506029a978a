"""Scenario discovery: where in the space of the factors runs of interest lie, as a box and as a tree, with what both do elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from ....errors import LinkageError
from ....findings.finding import Answer, Finding, plain
from ....state.month import Column
from ...design.factors import Factor
from ...extras import need
from ..condition import Condition, parse
from ..sensitivity.analysing import spread_points
from ..sensitivity.regional import share_that_meets
from ..sensitivity.response import response
from ..words import kept_words, limit_words, value_words
from .answer import answer, too_little
from .cases import Cases, cases
from .prim import Found, find_box, inside
from .tree import Tree, as_table, grow

if TYPE_CHECKING:
    import pandas as pd

    from ...design.experiment import Experiment

WHAT = "Scenario discovery"
FEWEST = 20
"""Points of interest, and of no interest, below which nothing is told."""
FOLDS, SEED = 5, 1
ALPHA = 0.05
BOX_COLUMNS: tuple[Column, ...] = (
    Column("factor", "name", "Name of the factor."),
    Column("label", "words", "What people call it."),
    Column("unit", "words", "Unit of its values."),
    Column("low", "see unit", "Lower limit; empty where there is none."),
    Column("high", "see unit", "Upper limit; empty where there is none."),
    Column("kept", "words", "Values in the box, of a factor without order."),
    Column("quasi_p", "probability", "Chance of so many of interest in the box, were the demand useless; of two limits the larger."),
    Column("words", "words", "The demand in words."),
)


class Elsewhere(NamedTuple):
    """What boxes found on four fifths of the points do on the other fifth, all fifths together.

    Attributes
    ----------
    density, coverage : float
        As of a box.
    p : float
        Chance of so high a density, were boxes useless.
    """

    density: float
    coverage: float
    p: float

    @property
    def holds(self) -> bool:
        """Whether boxes are good for anything but the points that they were made from."""
        return self.p <= ALPHA


@dataclass(frozen=True, repr=False)
class Discovery(Finding):
    """Where runs of interest lie.

    Attributes
    ----------
    condition : Condition
        What makes a run interesting.
    scenario : str
        Whose runs.
    cases : Cases
        The points, with the share of their runs that are of interest.
    nothing : str
        Why nothing can be told, as a sentence; empty where something can.
    found : Found or None
        The box.
    elsewhere : Elsewhere or None
        How such boxes do on points that they were not made from.
    tree : Tree or None
        The tree.
    cautions : tuple of str
        Sentences on what makes the numbers less than they seem.
    heading : str
        What was simulated.
    """

    analysis: ClassVar[str] = "discover"
    condition: Condition
    scenario: str
    cases: Cases
    nothing: str = ""
    found: Found | None = None
    elsewhere: Elsewhere | None = None
    tree: Tree | None = None
    cautions: tuple[str, ...] = ()
    heading: str = ""

    @property
    def separates(self) -> bool:
        """Whether there is a box, and boxes hold on points that they were not made from."""
        return bool(self.found is not None and self.found.box and self.elsewhere is not None and self.elsewhere.holds)

    @property
    def box(self) -> pd.DataFrame:
        """The box, a row per factor, the firmest first: the columns of ``BOX_COLUMNS``."""
        return box_table(self.found, self.cases)

    @property
    def path(self) -> pd.DataFrame:
        """The peeling path."""
        import pandas as pd

        return self.found.path if self.found is not None else pd.DataFrame(columns=["step", "coverage", "density", "points", "restricted"])

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        return answer(self)

    @property
    def content(self) -> dict[str, Any]:
        """Everything, in plain values; what is missing is None."""
        box = self.found if self.separates else None
        made: dict[str, Any] = plain(
            {
                "condition": str(self.condition),
                "words": self.condition.words,
                "scenario": self.scenario,
                "points": len(self.cases),
                "runs_each": self.cases.runs,
                "share": self.cases.mean,
                "separates": self.separates,
                "sentences": list(self.answer.verdicts),
                "notes": [*self.answer.trust, *self.answer.caveats],
                "box": self.box.to_dict("records") if box else [],
                "coverage": box.coverage if box else None,
                "density": box.density if box else None,
                "points_in_box": box.points if box else None,
                "elsewhere": self.elsewhere._asdict() if self.elsewhere else None,
                "path": self.path.to_dict("records"),
                "tree": as_table(self.tree).to_dict("records") if self.tree else [],
                "tree_skill": self.tree.skill if self.tree else None,
            }
        )
        return made


def check(experiment: Experiment, where: Sequence[str]) -> list[Condition]:
    """Read the conditions of a discovery, and refuse before any run what could not be told after it."""
    need(WHAT, "ema_workbench", "sklearn")
    if not experiment.factors:
        raise LinkageError(f"{WHAT} needs factors, and experiment {experiment.name} has none. Vary a parameter under 'factors:'.")
    if not where:
        names = ", ".join(experiment.outcomes)
        raise LinkageError(f"{WHAT} needs a condition: add --where 'OUTCOME >= NUMBER' with one of {names}.")
    return [parse(text, experiment.outcomes) for text in where]


def discover(outcomes: pd.DataFrame, points: pd.DataFrame, experiment: Experiment, where: str | Sequence[str]) -> list[Discovery]:
    """Find where in parameter space conditions are met, scenario by scenario.

    Parameters
    ----------
    outcomes, points : pandas.DataFrame
        Tables of the study: a row per run, and a row per point.
    experiment : Experiment
        What was asked; it gives factors, outcomes and design.
    where : str or sequence of str
        The conditions, such as ``stores >= 1000``.

    Raises
    ------
    LinkageError
        When the condition cannot be read, a run is missing or not finite, or nothing was varied.
    """
    conditions = check(experiment, [where] if isinstance(where, str) else where)
    found = []
    for scenario, some in points.groupby("scenario", sort=False):
        drawn, cautions = spread_points(some, experiment)
        found += [of_points(outcomes, drawn, condition, experiment.factors, str(scenario), cautions) for condition in conditions]
    return [replace(one, heading=experiment.title) for one in found]


def of_points(
    outcomes: pd.DataFrame, points: pd.DataFrame, condition: Condition, factors: Mapping[str, Factor], scenario: str = "",
    cautions: tuple[str, ...] = (),
) -> Discovery:  # fmt: skip
    """The same for the points of one scenario."""
    runs = response(outcomes, points, condition.outcome.name, WHAT).replicates
    share = share_that_meets(outcomes, points, condition).to_numpy(dtype=float)
    made = cases(points, share, runs, factors)
    nothing = too_little(made, condition, FEWEST)
    if nothing:
        return Discovery(condition, scenario, made, nothing, cautions=cautions)
    return Discovery(condition, scenario, made, "", find_box(made), elsewhere(made), grow(made), cautions)


def elsewhere(known: Cases) -> Elsewhere:
    """Find boxes on four fifths of the points, five times, and count what lies in them among the points left out."""
    import numpy as np
    from scipy.stats import binom
    from sklearn.model_selection import KFold

    hits, count = 0.0, 0
    for some, left in KFold(FOLDS, shuffle=True, random_state=SEED).split(known.frame):
        within = inside(find_box(known.only(some)).box, known.frame.iloc[left])
        hits, count = hits + float(known.share[left][within].sum()), count + int(np.count_nonzero(within))
    chance = float(binom.sf(round(hits) - 1, count, known.mean)) if count else 1.0
    return Elsewhere(hits / count if count else 0.0, hits / float(known.share.sum()), chance)


def box_table(found: Found | None, known: Cases) -> pd.DataFrame:
    """The demands of a box as a table."""
    import pandas as pd

    rows = []
    for name, limits in (found.box if found is not None else {}).items():
        factor, sides = known.factors[name], limits.sides
        kept = [known.codes[name][code] for code in limits.kept] if limits.kept is not None else []
        words = kept_words(factor, kept) if kept else limit_words(factor, limits.low, limits.high, known.whole(name))
        chance = max(found.quasi_p[name, side] for side in sides) if found is not None else 1.0
        low, high = (value if abs(value) < float("inf") else float("nan") for value in (limits.low, limits.high))
        rows.append((name, factor.label, factor.unit, low, high, ", ".join(map(value_words, kept)), chance, words))
    table = pd.DataFrame(rows, columns=[column.name for column in BOX_COLUMNS])
    return table.sort_values("quasi_p", kind="stable", ignore_index=True)
