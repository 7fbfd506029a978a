"""What each actor, the platform and their linkage contributed: exact Shapley shares from all coalitions, run by run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ....findings.words import counted
from ...design.outcomes import Outcome
from ..guard import complete
from . import design as layout
from . import members as sets
from . import spending
from .contributions import PLATFORM, WHAT, effects, estimate, read_games, rounded
from .finding import Attribution
from .funds import OWN
from .parameter_sets import Members
from .points import Removals

if TYPE_CHECKING:
    import pandas as pd

    from ....scenario import Scenario


def analyse(
    outcomes: pd.DataFrame,
    members: pd.DataFrame,
    measured: Mapping[str, Outcome],
    title: str = "",
    players: Sequence[str] = (),
    parameter_sets: Members | None = None,
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


def conclude(plan: layout.Plan, outcomes: pd.DataFrame, parameter_sets: Members | None = None) -> Attribution:
    """Analyse the runs of a plan; ``outcomes`` as its study gives them."""
    made = analyse(outcomes, plan.members, plan.measured, plan.title, plan.players, parameter_sets)
    scenario = next(iter(plan.experiment.scenarios.values()))
    spent = spending.spending_table(outcomes, plan.members, plan.players, plan.funds, scenario, parameter_sets)
    return replace(made, coalitions=spent)
