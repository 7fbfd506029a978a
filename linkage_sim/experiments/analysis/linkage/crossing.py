"""The runs that tell where linkage pays: the settings of an experiment, each with the coalitions that its linkage is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ....errors import LinkageError
from ....findings.words import counted
from ....state.month import ACTORS
from ...design.experiment import Experiment
from ..attribution.contributions import PLATFORM
from ..attribution.design import readings
from ..attribution.ensembling import APART
from ..attribution.funds import OWN, refuse_unfit
from ..attribution.points import ACTOR_PLAYERS, PLATFORM_PLAYER, SWITCH, SWITCHES, coalitions, everybody, player

if TYPE_CHECKING:
    import pandas as pd

    from ...ensemble.ensemble import Ensemble

HOUSEHOLD = "household"
HELPERS = tuple(actor for actor in ACTORS if actor != HOUSEHOLD)
WANTED = frozenset(
    {frozenset(), frozenset(ACTORS)} | {frozenset({actor}) for actor in ACTORS} | {frozenset({HOUSEHOLD, helper}) for helper in HELPERS}
)
"""Nobody, each alone, the households with each of the helpers, and all: eleven of the 32 coalitions are enough for the linkage."""
MOST_FACTORS = 3


class Crossing(NamedTuple):
    """An experiment whose settings are crossed with coalitions.

    Attributes
    ----------
    asked : Experiment
        What was asked: factors, their grid, outcomes.
    experiment : Experiment
        The runs.
    members : pandas.DataFrame
        Indexed by design of the runs: who takes part, ``platform``, and ``cell``, the number of the setting.
    """

    asked: Experiment
    experiment: Experiment
    members: pd.DataFrame


def crossed(asked: Experiment, funds: str = OWN, replicates: int | None = None) -> Crossing:
    """Cross the settings of an experiment with the coalitions.

    Parameters
    ----------
    asked : Experiment
        A grid of one to three factors over one scenario, with outcomes that have a better direction.
    funds : str
        What money a coalition has; see :mod:`linkage_sim.experiments.analysis.attribution.funds`. The sum is that of the setting.
    replicates : int, optional
        In place of the experiment's own.

    Raises
    ------
    LinkageError
        Where the experiment does not fit.
    """
    count = asked.data.replicates if replicates is None else replicates
    if count < 2:
        raise LinkageError(f"Experiment {asked.name} has {count} replicates, but at least 2 are needed; give more with --replicates.")
    return _crossed(asked, funds, count, asked.data.seed)


def crossed_over(asked: Experiment, ensemble: Ensemble, funds: str = OWN, replicates: int = 1) -> list[Crossing]:
    """Cross the settings with the coalitions once for each parameter set, with seeds of its own.

    Parameters
    ----------
    asked, funds
        As for :func:`crossed`; what the experiment itself sets or varies prevails over the parameter sets.
    ensemble : Ensemble
        Parameter sets.
    replicates : int
        Seeds of each.
    """
    return [
        _crossed(
            Experiment(asked.data.model_copy(update={"set": values | asked.data.set}), asked.sources),
            funds,
            replicates,
            asked.data.seed + number * APART,
        )
        for number, values in enumerate(ensemble.overrides())
    ]


def _crossed(asked: Experiment, funds: str, count: int, seed: int) -> Crossing:
    import pandas as pd

    refuse(asked)
    players = [player(name, removal, next(iter(asked.scenarios.values()))) for name, removal in ACTOR_PLAYERS.items()]
    paths = {name: path for one in (*players, PLATFORM_PLAYER) for name, (path, *_) in one.factors.items()}
    points, rows = [], []
    for cell in asked.points:
        everyone = everybody(asked.scenario_at(cell), players)
        refuse_unfit(everyone, funds)
        for one in coalitions([*players, PLATFORM_PLAYER], everyone, funds, WANTED):
            points.append({**cell.overrides, **{paths[name]: value for name, value in one.levels.items()}, **one.money})
            rows.append({name: name in one.present for name in (*ACTORS, PLATFORM)} | {"cell": cell.design})
    source = next(iter(asked.sources))
    content: dict[str, Any] = {
        "schema": 1,
        "name": f"linkage-{asked.name}",
        "title": f"Where linkage pays: {asked.title}",
        "question": asked.question,
        "scenario": source,
        "set": dict(asked.data.set),
        "months": asked.data.months,
        "design": {"kind": "list"},
        "points": points,
        "replicates": count,
        "seed": seed,
        "outcomes": readings(asked.outcomes),
    }
    return Crossing(asked, Experiment.from_dict(content, asked.sources), pd.DataFrame(rows))


def refuse(asked: Experiment) -> None:
    """Refuse an experiment that is no grid of a few factors, that switches actors itself, or whose outcomes have no better direction."""
    if asked.design.kind != "grid" or not 1 <= len(asked.factors) <= MOST_FACTORS or len(asked.scenarios) > 1:
        sizes = f"{counted(len(asked.factors), 'factor')} and {counted(len(asked.scenarios), 'scenario')}"
        what = f"has design kind {asked.design.kind}, {sizes}"
        remedy = "write a file with 'design: {kind: grid}', one to three factors and one scenario"
        raise LinkageError(f"Experiment {asked.name} {what}, but where linkage pays is told from a grid; {remedy}.")
    for name, factor in asked.factors.items():
        if factor.path in (*SWITCHES, SWITCH):
            raise LinkageError(f"Factor {name} switches {factor.path}, which the coalitions do themselves; leave it out.")
    for name, outcome in asked.outcomes.items():
        if outcome.better is None:
            raise LinkageError(
                f"Outcome {name} has no better direction, so nobody can tell whether linkage pays; add 'better: more' or less."
            )
