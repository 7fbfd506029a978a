"""Whether linkage pays in each setting: effects with the sign of an improvement, intervals, verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....findings.words import counted
from ....state.month import ACTORS, Column
from ...files import write_file
from ..attribution import coalitions
from ..attribution.contributions import OFF, ON, read_games
from ..attribution.keeping import table_bytes
from ..guard import complete
from ..statistics import Interval, holm, mean_interval, p_value, weighted_interval, weighted_p_value
from . import text
from .crossing import HOUSEHOLD, WANTED, Crossing

if TYPE_CHECKING:
    import pandas as pd

    from ...design.factors import Factor
    from ...design.outcomes import Outcome
    from ..attribution.coalitions import Game
    from ..attribution.members import Members

PAYS, SHORT, UNCLEAR, NOTHING = "pays", "falls short", "unclear", "nothing"
"""Verdicts: the interval lies above zero, below it, holds it, or nothing differs in any run."""
EFFECTS: Mapping[str, str] = {
    "helpers": "linkage of the helpers",
    "platform": "what the platform adds",
    "together": "linkage of helpers and platform",
    "helpers_off": "linkage of the helpers without the platform",
    "actors": "linkage of all five",
    "total": "what all achieve",
}
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


@dataclass(frozen=True)
class Payoff:
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
    """

    title: str
    factors: Mapping[str, Factor]
    outcomes: Mapping[str, Outcome]
    table: pd.DataFrame
    over: str

    def of(self, outcome: str, quantity: str) -> pd.DataFrame:
        """The settings of one quantity, a row each."""
        rows = self.table[(self.table["outcome"] == outcome) & (self.table["quantity"] == quantity)]
        return rows.reset_index(drop=True)

    def sentences(self, outcome: str) -> list[str]:
        """Say in how many settings the helpers' linkage and the platform pay, and where they do not."""
        told = [text.sentence(self.of(outcome, name), self.factors, EFFECTS[name], self.outcomes[outcome]) for name in text.TOLD]
        return [*told, text.levels(self.of(outcome, "before"), self.of(outcome, "after"), self.outcomes[outcome])]

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

    def content(self) -> dict[str, Any]:
        """Numbers and sentences as plain values."""
        rows = self.table.astype(object).where(self.table.notna(), None).to_dict("records")
        told = {"title": self.title, "over": self.over, "summary": self.summary().to_dict("records")}
        return told | {"sentences": {name: self.sentences(name) for name in self.outcomes}, "rows": rows}

    def write(self, folder: Path) -> None:
        """Write ``linkage.parquet`` into a folder, whole."""
        named = [Column(name, factor.unit, factor.text or factor.label) for name, factor in self.factors.items()]
        write_file(folder / "linkage.parquet", table_bytes(self.table, (*COLUMNS, *named)))


def analyse(outcomes: pd.DataFrame, crossing: Crossing, sets: Members | None = None) -> Payoff:
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
    return Payoff(asked.title, asked.factors, asked.outcomes, table.assign(p_holm=adjusted)[columns], over)


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
