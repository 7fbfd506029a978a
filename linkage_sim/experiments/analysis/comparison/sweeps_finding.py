"""The finding of a comparison of two sweeps, point by point: its numbers, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from ....findings import certainty
from ....findings.answer import Answer, Column, Record, Table, plain, records
from ....findings.finding import Finding
from ....findings.numbers import is_share, spoken, spoken_size, way
from ....findings.words import capital, counted, listing
from ..statistics import Interval
from ..words import value_words
from .tables import TOGETHER, UNCHANGED

if TYPE_CHECKING:
    import pandas as pd

    from ...design.factors import Factor
    from ...design.outcomes import Outcome

FEW_PAIRS = 20
CHANGE = (
    Column("baseline", "baseline", "level", meaning="Mean of the baseline's runs."),
    Column("value", "reform", "level", meaning="Mean of the reform's runs."),
    Column("difference", "difference", "difference", meaning="Mean difference of the pairs.", low="low", high="high"),
)
POINT_COLUMNS = (*CHANGE, Column("verdict", "verdict", meaning=certainty.OF_REFORMS))
MEAN_COLUMNS = (
    Column("named", "outcome"),
    Column("difference", "mean difference", "difference", meaning="Difference averaged over the points.", low="low", high="high"),
    Column("more", "points with clearly more", "count"),
    Column("less", "points with clearly less", "count"),
    Column("unclear", "points not clear", "count"),
)


SCENARIO = "scenario"


@dataclass(frozen=True, repr=False)
class PointComparison(Finding):
    """A sweep against another one, at each point that both have.

    Attributes
    ----------
    baseline, reform : str
        Names of the sweeps.
    factors : mapping of str to Factor
        What both vary.
    outcomes : mapping of str to Outcome
        What was compared, the most important first.
    effects : pandas.DataFrame
        A row for each point and outcome: ``point``, its number in the baseline, what was varied, and what
        :func:`.tables.effect_table` tells; p-values are adjusted for the points of an outcome.
    means : pandas.DataFrame
        A row for each outcome: the difference averaged over the points, and at how many points it is clearly more, clearly less or
        not clear.
    pairs : pandas.DataFrame
        A row for each point, pair and outcome: both values and their difference.
    facts : mapping
        Start, months, points, pairs of each, seeds.
    notes : tuple of str
        Sentences on what was left out, and why.
    """

    analysis: ClassVar[str] = "compare"
    sound: ClassVar[bool] = True
    """Nothing is run, so that no test of noise can fail."""
    baseline: str
    reform: str
    factors: Mapping[str, Factor]
    outcomes: Mapping[str, Outcome]
    effects: pd.DataFrame
    means: pd.DataFrame
    pairs: pd.DataFrame
    facts: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        return answer(self)

    @property
    def levels(self) -> dict[str, str]:
        """Columns of what tells points from each other, and what people call them."""
        several = {SCENARIO: SCENARIO} if SCENARIO in self.effects else {}
        return several | {name: one.label for name, one in self.factors.items()}

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """Effects by point, means over the points, and pairs, a CSV file each."""
        return {"points": self.effects, "means": self.means, "pairs": self.pairs}

    @property
    def content(self) -> dict[str, Any]:
        """All but the single pairs; what is not a number is None."""
        tables = {"points": plain(records(self.effects)), "means": plain(records(self.means))}
        return {"baseline": self.baseline, "reform": self.reform, **self.facts, **tables, "notes": list(self.notes)}


def answer(found: PointComparison) -> Answer:
    """Tell a comparison of two sweeps."""
    return Answer(
        "compare",
        f"What does {found.reform} change against {found.baseline}, point by point?",
        list(_verdicts(found)),
        list(_tables(found)),
        list(_trust(found)),
        [*_few(found), *found.notes],
        _provenance(found),
    )


def _verdicts(found: PointComparison) -> Iterator[str]:
    """The first outcome: at how many points, where most, and on average; then the others by name."""
    first, *others = records(found.means)
    yield f"{capital(first['title'])}: {_counts(first)}."
    yield from _most(found)
    yield _average(first)
    moved = [row["title"] for row in others if row["more"] + row["less"]]
    still = [row["title"] for row in others if not row["more"] + row["less"]]
    told = [f"clearly different at some points: {listing(moved)}"] if moved else []
    told += [f"{certainty.UNCLEAR} at any point: {listing(still)}"] if still else []
    if told:
        yield f"{capital('; '.join(told))}."


def _average(row: Record) -> str:
    """The difference averaged over the points."""
    mean = Interval(row["difference"], row["low"], row["high"])
    if row["below"]:
        size, ends = spoken(mean, row["unit"])
        return f"Averaged over the points there is {certainty.UNCLEAR}, {size} (interval {ends})."
    size, ends = spoken(mean.upright, row["unit"])
    return f"Averaged over the points it is {size} {way(mean.estimate, row['unit'])} (interval {ends})."


def _counts(row: Record) -> str:
    """At how many points it is better and worse; the rest goes without saying."""
    words = {"more": ("better", "worse"), "less": ("worse", "better")}.get(row["better"], ("more", "less"))
    told = [f"{certainty.CLEARLY} {word} at {row[key]}" for word, key in zip(words, ("more", "less"), strict=True) if row[key]]
    points = counted(row["points"], "point")
    return f"{listing(told)} of {points}" if told else f"{certainty.UNCLEAR} at any of {points}"


def _most(found: PointComparison) -> Iterator[str]:
    """The point with the largest clear difference."""
    name = next(iter(found.outcomes))
    rows = found.effects[(found.effects["outcome"] == name) & (found.effects["below"] == "")]
    if rows.empty:
        return
    row = records(rows.loc[[rows["difference"].abs().idxmax()]])[0]
    change = Interval(row["difference"], row["low"], row["high"])
    size, ends = spoken(change.upright, row["unit"])
    yield f"Most at {point_words(found, row)}: {size} {way(change.estimate, row['unit'])} (interval {ends})."


def point_words(found: PointComparison, row: Record) -> str:
    """A point in words."""
    return ", ".join(f"{label} = {value_words(row[name])}" for name, label in found.levels.items())


def _tables(found: PointComparison) -> Iterator[Table]:
    """Points of the first outcome, all outcomes on average, then points of the others."""
    tables = [_points(found, name) for name in found.outcomes]
    yield tables[0]
    if len(tables) > 1:
        means = [{**row, "named": _named(row)} for row in records(found.means)]
        yield Table("means", "All outcomes, averaged over the points", MEAN_COLUMNS, means)
    yield from tables[1:]


def _points(found: PointComparison, name: str) -> Table:
    rows = [
        {**row, **{level: value_words(row[level]) for level in found.levels}, "verdict": certainty_of(row)}
        for row in records(found.effects[found.effects["outcome"] == name])
    ]
    columns = (*(Column(level, label) for level, label in found.levels.items()), *POINT_COLUMNS)
    title = f"{capital(_named(rows[0]))}: {found.reform} against {found.baseline}"
    return Table(f"points_{name}", title, columns, rows, aside=name != next(iter(found.outcomes)))


def certainty_of(row: Record) -> str:
    """What is said of a difference at a point."""
    if row["below"] == UNCHANGED:
        return certainty.NONE
    better = {"more": row["difference"] > 0.0, "less": row["difference"] < 0.0}.get(row["better"])
    return certainty.words(not row["below"], better)


def _named(row: Record) -> str:
    return str(row["title"]) if is_share(row["unit"]) or row["unit"] in row["title"] else f"{row['title']} ({row['unit']})"


def _trust(found: PointComparison) -> Iterator[str]:
    """What the words mean, what is left when all points are read together, and what the runs can detect."""
    name, outcome = next(iter(found.outcomes.items()))
    rows = found.effects[found.effects["outcome"] == name]
    yield certainty.OF_REFORMS
    alone, clear = (int(rows["below"].isin(some).sum()) for some in (("", TOGETHER), ("",)))
    yield f"Each point read by itself, {alone} of {counted(len(rows), 'point')} would be clear. Read together (Holm), {clear} still are."
    differing = rows[rows["below"] != UNCHANGED]
    if len(differing):
        least = spoken_size(float(differing["detectable"].median()), outcome.unit)
        yield f"At half of the points where any pair differs, a difference in {outcome.label} of {least} can be detected."


def _few(found: PointComparison) -> Iterator[str]:
    fewest = found.facts["pairs"][0]
    if fewest < FEW_PAIRS:
        yield f"There are only {counted(fewest, 'pair')} of runs at a point, which is few; sweep both again with more --replicates."


def _provenance(found: PointComparison) -> str:
    facts: Any = found.facts
    fewest, most = facts["pairs"]
    each = f"{counted(most, 'pair')} of runs each" if fewest == most else f"{fewest:,} to {counted(most, 'pair')} of runs each"
    first, last = facts["seeds"]
    return f"{counted(facts['compared'], 'point')} with {each}, seeds {first} to {last}, {facts['months']} months from {facts['start']}."
