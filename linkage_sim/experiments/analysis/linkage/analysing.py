"""Whether linkage pays in each setting: effects with the sign of an improvement, intervals, verdicts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ....findings.finding import Answer, Finding, plain, records
from ....findings.words import counted
from ....state.month import ACTORS, Column
from ...design.experiment import Experiment
from ...files import write_file
from ...keeping import keep
from ..attribution import coalitions
from ..attribution.contributions import OFF, ON, read_games
from ..attribution.funds import OWN
from ..attribution.keeping import table_bytes
from ..guard import complete
from ..statistics import Interval, holm, mean_interval, p_value, weighted_interval, weighted_p_value
from .answer import EFFECTS, NOTHING, PAYS, SHORT, UNCLEAR, answer, sentences
from .crossing import HOUSEHOLD, WANTED, Crossing, crossed

if TYPE_CHECKING:
    import pandas as pd

    from ...design.factors import Factor
    from ...design.outcomes import Outcome
    from ..attribution.coalitions import Game
    from ..attribution.members import Members

LEVELS = ("before", "after")
COLUMNS: tuple[Column, ...] = (
    Column("cell", "number", "Setting; the values of its factors stand behind."),
    Column("outcome", "name", "Outcome."),
    Column("unit", "words", "Unit of value, low and high."),
    Column(
        "quantity",
        "word",
        "helpers: what community, government, market and society improve together beyond the sum of what each improves with the "
        "households alone, with the platform; helpers_off: the same without it; together: the same with the platform counted as a fifth "
        "helper; platform: all five with the platform against all five without it; actors: linkage of all five with the platform; total: "
        "all five against nobody; before, after: the outcome itself with households alone, and with all and the platform.",
    ),
    Column("value", "see unit", "Mean over the seeds; of effects, above zero where the outcome improves, whichever direction that is."),
    Column("low", "see unit", "Lower end of the 95 % interval (Student's t over the seeds)."),
    Column("high", "see unit", "Upper end of the 95 % interval."),
    Column("p", "probability", "Two-sided p of no effect, read by itself."),
    Column("p_holm", "probability", "The same, adjusted by Holm's method for all settings of the quantity and outcome."),
    Column("verdict", "word", "pays, falls short, unclear, or nothing (no run differs); empty for before and after."),
    Column("seeds", "number", "Seeds."),
)


@dataclass(frozen=True, repr=False)
class Linkage(Finding):
    """Where linkage pays.

    Attributes
    ----------
    title : str
        What was simulated.
    factors : mapping of str to Factor
        What was varied.
    outcomes : mapping of str to Outcome
        On what linkage may pay.
    table : pandas.DataFrame
        A row per setting, outcome and quantity: the columns of ``COLUMNS`` and a column per factor.
    over : str
        What the intervals are over: so many seeds, or parameter sets.
    question : str
        What was asked.
    """

    analysis: ClassVar[str] = "linkage"
    title: str
    factors: Mapping[str, Factor]
    outcomes: Mapping[str, Outcome]
    table: pd.DataFrame
    over: str
    question: str = ""

    @property
    def settings(self) -> int:
        """How many settings there are."""
        return int(self.table["cell"].nunique())

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        return answer(self)

    def of(self, outcome: str, quantity: str) -> pd.DataFrame:
        """The settings of one quantity, a row each."""
        rows = self.table[(self.table["outcome"] == outcome) & (self.table["quantity"] == quantity)]
        return rows.reset_index(drop=True)

    def summary(self) -> pd.DataFrame:
        """In how many settings each effect pays, falls short or is not clear: a row per outcome and effect."""
        import pandas as pd

        rows = []
        for name, outcome in self.outcomes.items():
            for quantity, words in EFFECTS.items():
                verdicts = self.of(name, quantity)["verdict"]
                pays, short = (int((verdicts == word).sum()) for word in (PAYS, SHORT))
                rows.append((outcome.label, words, pays, short, len(verdicts) - pays - short))
        return pd.DataFrame(rows, columns=["outcome", "effect", PAYS, SHORT, UNCLEAR])

    @property
    def content(self) -> dict[str, Any]:
        """Numbers and sentences as plain values."""
        made: dict[str, Any] = plain({
            "title": self.title,
            "over": self.over,
            "summary": records(self.summary()),
            "sentences": {name: sentences(self, name) for name in self.outcomes},
            "rows": records(self.table),
        })  # fmt: skip
        return made

    def write(self, folder: Path) -> None:
        """Write ``linkage.json`` and ``linkage.parquet`` into a folder, each whole."""
        keep(self, folder)
        named = [Column(name, factor.unit, factor.text or factor.label) for name, factor in self.factors.items()]
        write_file(folder / "linkage.parquet", table_bytes(self.table, (*COLUMNS, *named)))


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
