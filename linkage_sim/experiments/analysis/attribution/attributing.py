"""What each actor, the platform and their linkage contributed: exact Shapley shares from all coalitions, run by run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ....findings.finding import Answer, Finding, plain, records
from ....findings.words import counted
from ...design.outcomes import Outcome
from ...files import write_file
from ...keeping import keep
from ..guard import complete
from ..statistics import LEVEL
from . import design as layout
from . import members as sets
from . import spending
from .contributions import COLUMNS, PLATFORM, WHAT, effects, estimate, read_games, rounded
from .funds import OWN
from .keeping import table_bytes
from .numbers import numbers
from .points import Removals

if TYPE_CHECKING:
    import pandas as pd

    from ....scenario import Scenario


@dataclass(frozen=True, repr=False)
class Attribution(Finding):
    """What each player contributed to each outcome.

    Attributes
    ----------
    title : str
        What was simulated.
    players : tuple of str
        The players, in order.
    outcomes : mapping of str to Outcome
        What was attributed.
    seeds : tuple of int
        The seeds; each was run with every coalition.
    table : pandas.DataFrame
        Every number in a row of its own, with the columns of ``COLUMNS``.
    coalitions : pandas.DataFrame, optional
        What each coalition was given and spent, with the columns of :mod:`.spending`.
    spread : pandas.DataFrame, optional
        Over an ensemble: how much each number differs between parameter sets, with the columns of :mod:`.members`.
    members : pandas.DataFrame, optional
        Over an ensemble: each number in each parameter set.
    drawn : str
        What the intervals are over, in words.
    """

    analysis: ClassVar[str] = "attribute"
    title: str
    players: tuple[str, ...]
    outcomes: Mapping[str, Outcome]
    seeds: tuple[int, ...]
    table: pd.DataFrame
    coalitions: pd.DataFrame | None = None
    spread: pd.DataFrame | None = None
    members: pd.DataFrame | None = None
    drawn: str = ""

    @property
    def over(self) -> str:
        """What the intervals are over: so many seeds, or parameter sets with their seeds."""
        return self.drawn or counted(len(self.seeds), "seed")

    @property
    def shares(self) -> pd.DataFrame:
        """Shapley shares by outcome, platform and player; they sum to the total."""
        return self.only("share").drop(columns="other")

    @property
    def interactions(self) -> pd.DataFrame:
        """Shapley interaction index of each pair of players."""
        return self.only("interaction").drop(columns="part")

    @property
    def linkage(self) -> pd.DataFrame:
        """The sum of what each achieves alone, what all achieve together beyond it, and the same while one player takes part anyway."""
        return self.only("alone_sum", "linkage", "linkage_beside").drop(columns="other")

    @property
    def totals(self) -> pd.DataFrame:
        """The outcome with nobody and with all, and the difference."""
        return self.only("none", "all", "total").drop(columns=["player", "other", "part"])

    def only(self, *quantities: str) -> pd.DataFrame:
        """The rows of some quantities."""
        return self.table[self.table["quantity"].isin(quantities)].reset_index(drop=True)

    def of(self, outcome: str) -> pd.DataFrame:
        """The rows of an outcome."""
        return self.table[self.table["outcome"] == outcome].reset_index(drop=True)

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        from .answer import answer

        return answer(self)

    @property
    def content(self) -> dict[str, Any]:
        """All numbers and sentences, in plain values; what is missing is None."""
        return {
            "title": self.title,
            "players": list(self.players),
            "seeds": list(self.seeds),
            "level": LEVEL,
            "over": self.over,
            "outcomes": {name: self._told(name) for name in self.outcomes},
            "money": "" if self.coalitions is None else " ".join(spending.sentences(self.coalitions)),
            "rows": plain(records(self.table)),
            **({} if self.coalitions is None else {"coalitions": plain(records(self.coalitions))}),
        }

    def _told(self, name: str) -> dict[str, Any]:
        """What is told of an outcome."""
        from .verdicts import verdicts

        one = self.outcomes[name]
        told = list(verdicts(numbers(self.of(name)), one, self.players))
        return {"label": one.label, "unit": one.unit, "meaning": one.meaning, "better": one.better, "sentences": told}

    def write(self, folder: Path) -> None:
        """Write ``attribution.json`` and all tables as Parquet into a folder; each appears whole."""
        keep(self, folder)
        for name, frame, columns in (
            ("", self.table, COLUMNS),
            ("_coalitions", self.coalitions, spending.COLUMNS),
            ("_spread", self.spread, sets.SPREAD_COLUMNS),
            ("_members", self.members, sets.MEMBER_COLUMNS),
        ):
            if frame is not None:
                write_file(folder / f"attribution{name}.parquet", table_bytes(frame, columns))


def analyse(
    outcomes: pd.DataFrame,
    members: pd.DataFrame,
    measured: Mapping[str, Outcome],
    title: str = "",
    players: Sequence[str] = (),
    parameter_sets: sets.Members | None = None,
) -> Attribution:
    """Attribute outcomes to players from a run of every coalition with every seed.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row per run: ``design``, ``seed``, a column per outcome; every run must be there.
    members : pandas.DataFrame
        Indexed by design: a column per player that says whether it takes part, and ``platform`` where that is varied too.
    measured : mapping of str to Outcome
        What to attribute, by the name of its column.
    title : str
        What was simulated.
    players : sequence of str
        The players in the order wanted; if not given, all columns of ``members`` but ``platform``.
    parameter_sets : Members, optional
        Parameter sets of an ensemble: the seeds in ascending order belong to them in turn.

    Raises
    ------
    LinkageError
        When a run or a coalition is missing, a number is not finite, or there is but one seed.
    """
    import pandas as pd

    complete(outcomes, list(measured), WHAT)
    names = tuple(players) or tuple(str(column) for column in members.columns if column != PLATFORM)
    tables, spreads, each = [], [], []
    for name, outcome in measured.items():
        found = list(effects(read_games(outcomes, members, names, name), names, parameter_sets))
        tables.append(estimate(found, outcome, parameter_sets))
        if parameter_sets is not None:
            samples = rounded(found)
            spreads.append(sets.spread(found, samples, outcome, parameter_sets))
            each.append(sets.each(found, samples, outcome, parameter_sets))
    seeds = tuple(int(seed) for seed in sorted(outcomes["seed"].unique()))
    made = Attribution(title, names, dict(measured), seeds, pd.concat(tables, ignore_index=True))
    if parameter_sets is None:
        return made
    over = f"{len(parameter_sets.weights)} parameter sets, each with {counted(parameter_sets.seeds, 'seed')} of its own"
    return replace(made, spread=pd.concat(spreads, ignore_index=True), members=pd.concat(each, ignore_index=True), drawn=over)


def attribute(
    scenario: str | os.PathLike[str] | Scenario,
    replicates: int = 30,
    seed: int = 1,
    outcomes: Sequence[str] | Mapping[str, Outcome] | None = None,
    platform: Sequence[bool] = (True, False),
    players: Removals | None = None,
    *,
    months: int | None = None,
    settings: Mapping[str, Any] | None = None,
    funds: str = OWN,
    **how: Any,
) -> Attribution:
    """Run every coalition of the actors on common seeds, and attribute the outcomes to them.

    Parameters
    ----------
    scenario : str, path or Scenario
        What is simulated.
    replicates : int
        Seeds; each is run with every coalition.
    seed : int
        The first of them.
    outcomes : sequence of str or mapping of str to Outcome, optional
        Names of usual outcomes, or outcomes of one's own; all the usual ones if not given.
    platform : sequence of bool
        States of the platform: both, or one of them.
    players : mapping, optional
        Name of each player to the values, by path, that remove it; the five actors if not given.
    months : int, optional
        Length of the runs in place of the scenario's own.
    settings : mapping, optional
        Values by path that hold in every run.
    funds : str
        ``own``: each coalition has what its members bring; ``equal``: what all would bring, shared out among those that take part;
        ``scaled``: the same, and the capacities of their programmes grow as their money does.
    **how
        How to run: ``out``, ``engine``, ``jobs``, ``resume`` and what else ``sweep`` takes.

    Examples
    --------
    >>> found = attribute("junpu", replicates=4, months=24, outcomes=["stores"])  # doctest: +SKIP
    >>> found.shares  # doctest: +SKIP
    """
    from ...study.sweeping import sweep

    plan = layout.plan(scenario, replicates, seed, outcomes, platform, players, months, settings or {}, funds)
    return conclude(plan, sweep(plan.experiment, **how).outcomes)


def conclude(plan: layout.Plan, outcomes: pd.DataFrame, parameter_sets: sets.Members | None = None) -> Attribution:
    """Analyse the runs of a plan; ``outcomes`` as its study gives them."""
    made = analyse(outcomes, plan.members, plan.measured, plan.title, plan.players, parameter_sets)
    scenario = next(iter(plan.experiment.scenarios.values()))
    spent = spending.spending_table(outcomes, plan.members, plan.players, plan.funds, scenario, parameter_sets)
    return replace(made, coalitions=spent)
