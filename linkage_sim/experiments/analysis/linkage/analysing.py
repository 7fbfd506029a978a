"""Whether linkage pays in each setting: effects with the sign of an improvement, intervals, verdicts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ....findings.words import counted
from ....state.month import ACTORS
from ...design.experiment import Experiment
from ..attribution import coalitions
from ..attribution.contributions import OFF, ON, read_games
from ..attribution.funds import OWN
from ..guard import complete
from ..statistics import Interval, holm, mean_interval, p_value, weighted_interval, weighted_p_value
from .columns import COLUMNS
from .crossing import HOUSEHOLD, WANTED, Crossing, crossed
from .finding import EFFECTS, NOTHING, PAYS, SHORT, UNCLEAR, Linkage

if TYPE_CHECKING:
    import pandas as pd

    from ...design.outcomes import Outcome
    from ..attribution.coalitions import Game
    from ..attribution.parameter_sets import Members

LEVELS = ("before", "after")


def analyse(outcomes: pd.DataFrame, crossing: Crossing, sets: Members | None = None) -> Linkage:
    """Tell in each setting what linkage and platform improve.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        A row per run: ``design``, ``seed`` and the outcomes; every run must be there.
    crossing : Crossing
        What was run.
    sets : Members, optional
        Parameter sets of an ensemble, to which the seeds in ascending order belong in turn.
    """
    import pandas as pd

    asked = crossing.asked
    complete(outcomes, list(asked.outcomes), "Where linkage pays")
    cells = crossing.members["cell"].loc[outcomes["design"]].to_numpy()
    rows = [
        {"cell": number, **row, **asked.points[number].levels}
        for number, runs in ((int(str(cell)), some) for cell, some in outcomes.groupby(cells))
        for name, outcome in asked.outcomes.items()
        for row in _of_cell(read_games(runs, crossing.members, ACTORS, name, _numbers()), outcome, sets)
    ]
    table = pd.DataFrame(rows)
    effects = table["quantity"].isin(EFFECTS)
    adjusted = table[effects].groupby(["outcome", "quantity"])["p"].transform(lambda values: holm(values.to_list()))
    columns = [*(column.name for column in COLUMNS), *asked.factors]
    seeds = outcomes["seed"].nunique()
    over = f"{seeds} seeds" if sets is None else f"{len(sets.weights)} parameter sets of {counted(sets.seeds, 'seed')} each"
    return Linkage(asked.title, asked.factors, asked.outcomes, table.assign(p_holm=adjusted)[columns], over, asked.question)


def linkage(experiment: str | os.PathLike[str] | Experiment, replicates: int | None = None, *, funds: str = OWN, **how: Any) -> Linkage:
    """Run each setting of an experiment with the coalitions that linkage is made of, and tell where linkage and platform pay.

    Parameters
    ----------
    experiment : str, path or Experiment
        A grid of one to three factors over one scenario.
    replicates : int, optional
        Seeds in place of the experiment's own number.
    funds : str
        What money a coalition has, as for :func:`linkage_sim.attribute`.
    **how
        How to run: ``out``, ``engine``, ``jobs``, ``resume`` and what else ``sweep`` takes.

    Examples
    --------
    >>> found = linkage("where-linkage-pays", replicates=2)  # doctest: +SKIP
    >>> found.summary()  # doctest: +SKIP
    """
    from ...study.sweeping import sweep

    asked = experiment if isinstance(experiment, Experiment) else Experiment.load(experiment)
    crossing = crossed(asked, funds, replicates)
    return analyse(sweep(crossing.experiment, **how).outcomes, crossing)


def _numbers() -> list[int]:
    """The coalitions that are run, as games number them."""
    return [sum(1 << ACTORS.index(actor) for actor in who) for who in WANTED]


def _of_cell(games: Mapping[str, Game], outcome: Outcome, sets: Members | None) -> Iterator[dict[str, Any]]:
    sign = -1.0 if outcome.better == "less" else 1.0
    on, off, household = games[ON], games[OFF], ACTORS.index(HOUSEHOLD)
    effects = {
        "helpers": coalitions.linkage_beside(on)[household],
        "platform": on[-1] - off[-1],
        "together": coalitions.linkage_beside(coalitions.joined(off, on))[household],
        "helpers_off": coalitions.linkage_beside(off)[household],
        "actors": coalitions.linkage(on),
        "total": coalitions.total(on),
    }
    for quantity, samples in effects.items():
        found, p = mean_of(sign * samples, sets)
        yield _row(outcome, quantity, found, len(samples)) | {"verdict": verdict(found, samples), "p": p}
    for quantity, samples in zip(LEVELS, (off[1 << household], on[-1]), strict=True):
        yield _row(outcome, quantity, mean_of(samples, sets)[0], len(samples)) | {"verdict": "", "p": float("nan")}


def mean_of(samples: Game, sets: Members | None) -> tuple[Interval, float]:
    """Mean with its interval, and p: over the seeds, or over parameter sets with their seeds."""
    if sets is None:
        return mean_interval(samples), p_value(samples)
    means = sets.means(samples)
    return weighted_interval(means, sets.weights), weighted_p_value(means, sets.weights)


def _row(outcome: Outcome, quantity: str, found: Interval, seeds: int) -> dict[str, Any]:
    value, low, high = (end + 0.0 for end in found)
    known = {"outcome": outcome.name, "unit": outcome.unit, "quantity": quantity, "seeds": seeds}
    return known | {"value": value, "low": low, "high": high}


def verdict(found: Interval, samples: Game) -> str:
    """What the interval of an improvement says."""
    if not samples.any():
        return NOTHING
    return PAYS if found.low > 0 else SHORT if found.high < 0 else UNCLEAR
