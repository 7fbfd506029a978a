"""The finding of a comparison: its numbers, and what is told of them: question, verdicts, tables, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from ....findings import certainty
from ....findings.answer import Answer, Column, Record, Table, plain, records
from ....findings.finding import Finding
from ....findings.numbers import estimated, is_share, number, spoken, spoken_size
from ....findings.words import capital, counted, listing
from ..statistics import Interval
from . import costs
from .noise import LUCK, NULL, PLACEBO
from .tables import UNCHANGED

if TYPE_CHECKING:
    import pandas as pd

    from ...design.outcomes import Outcome
    from .neutral import Solution
    from .precision import Stop


FEW_PAIRS = 20
LEAST_PAIRS = 3
"""Pairs with which a spread, and so what can be detected, is known at all."""
SKEWED = 1.25
"""Pairs that skewed differences want, over those that were run, from which it is told."""
TESTS = {NULL: "baseline run again", PLACEBO: "baseline with a value that nothing depends on", LUCK: "baseline with other draws"}
COSTS = {
    costs.DEARER: "lifts more and costs more", costs.CHEAPER: "lifts fewer and costs less", costs.EVEN: "costs are not clearly different",
    costs.DOMINATES: "dominates the baseline", costs.DOMINATED: "dominated by the baseline", costs.UNDEFINED: "poverty not clearly changed",
    costs.SAME: "poverty not changed",
}  # fmt: skip
EFFECT_COLUMNS = (
    Column("named", "outcome"),
    Column("baseline", "baseline", "level", meaning="Mean of the baseline's runs."),
    Column("value", "reform", "level", meaning="Mean of the reform's runs."),
    Column("difference", "difference", "difference", meaning="Mean difference of the pairs.", low="low", high="high"),
    Column("relative", "%", "change", meaning="Difference as a share of the baseline's mean."),
    Column("verdict", "verdict", meaning=certainty.OF_REFORMS),
)
COST_COLUMNS = (
    Column("reform", "reform"),
    Column("cost", "cost", "difference", "RMB", "Difference in spending on assistance over the run.", "cost_low", "cost_high"),
    Column("lifted", "households lifted out of poverty", "difference", "", "Mean of the last twelve months.", "lifted_low", "lifted_high"),
    Column("per_household", "for each", "difference", "RMB", "Cost by households lifted.", "per_household_low", "per_household_high"),
    Column("words", "verdict"),
)
SURE_COLUMNS = (
    Column("reform", "reform"),
    Column("named", "outcome"),
    Column("pairs", "pairs", "count"),
    Column("counts", "better in", meaning="Pairs in which the reform is better."),
    Column("p_holm", "p (Holm)", "chance", meaning="p-value, adjusted for all effects and costs."),
    Column("detectable", "smallest detectable", "difference", meaning="Smallest difference found with 80 % power."),
    Column("luck", "luck", "difference", meaning="How far the difference of two sets of unpaired runs goes by luck alone."),
    Column("below", "why it is not clear"),
)
NOISE_COLUMNS = (
    Column("words", "test"),
    Column("named", "outcome"),
    Column("pairs", "pairs", "count"),
    Column("difference", "mean difference", "difference", low="low", high="high"),
    Column("largest", "largest", "difference"),
    Column("exact", "exactly nothing"),
)


@dataclass(frozen=True, repr=False)
class Comparison(Finding):
    """Reforms against a baseline, run by run.

    Attributes
    ----------
    baseline : str
        Name of what reforms are compared with.
    outcomes : mapping of str to Outcome
        What was compared.
    effects : pandas.DataFrame
        A row for each reform and outcome, see :func:`effect_table`.
    costs : pandas.DataFrame
        A row for each reform, see :func:`linkage_sim.experiments.analysis.comparison.costs.cost_table`.
    noise : pandas.DataFrame
        A row for each test and outcome, see :func:`linkage_sim.experiments.analysis.comparison.noise.exact_rows` and ``luck_rows``.
    pairs : pandas.DataFrame
        A row for each reform, pair and outcome: both values and their difference.
    facts : mapping
        Start, months, seeds, version of the model, folder.
    stops : tuple of Stop
        Why no more pairs were added, where a precision was asked for.
    solutions : tuple of Solution
        Levels of the lever at which costs are the same, where that was asked for.
    notes : tuple of str
        Sentences on what was left out, and why.
    """

    analysis: ClassVar[str] = "compare"
    baseline: str
    outcomes: Mapping[str, Outcome]
    effects: pd.DataFrame
    costs: pd.DataFrame
    noise: pd.DataFrame
    pairs: pd.DataFrame
    facts: Mapping[str, Any]
    stops: tuple[Stop, ...] = ()
    solutions: tuple[Solution, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def reforms(self) -> list[str]:
        """Names of the reforms, in the order in which they were given."""
        return list(dict.fromkeys(self.effects["reform"]))

    @property
    def sound(self) -> bool:
        """Whether every reform that changes nothing was found to change exactly nothing."""
        return bool(self.noise.loc[self.noise["exact"].notna(), "exact"].astype(bool).all())

    @cached_property
    def answer(self) -> Answer:
        """What is told."""
        return answer(self)

    @property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """Effects, costs, noise floor and pairs, a CSV file each."""
        return {"effects": self.effects, "costs": self.costs, "noise": self.noise, "pairs": self.pairs}

    @property
    def content(self) -> dict[str, Any]:
        """All but the single pairs; what is not a number is None."""
        tables = {name: plain(records(self.frames[name])) for name in ("effects", "costs", "noise")}
        told = {"sound": self.sound, "sentences": list(self.answer.verdicts), "notes": list(self.notes)}
        stops = [vars(stop) for stop in self.stops]
        return {"baseline": self.baseline, "reforms": self.reforms, **self.facts, **tables, **told,
                "precision": stops, "budget_neutral": [solution.content() for solution in self.solutions]}  # fmt: skip


def answer(found: Comparison) -> Answer:
    """Tell a comparison."""
    what = found.reforms[0] if len(found.reforms) == 1 else f"each of {len(found.reforms)} reforms"
    return Answer(
        "compare",
        f"What does {what} change against {found.baseline}, and at what cost?",
        list(_verdicts(found)),
        list(_tables(found)),
        list(_trust(found)),
        [*_few(found), *found.notes],
        _provenance(found),
    )


def _verdicts(found: Comparison) -> Iterator[str]:
    """Distrust first where it is due; then effect, other outcomes and costs of each reform, and the levels of equal cost."""
    yield from _wrong(found.noise)
    for reform in found.reforms:
        rows = records(found.effects[found.effects["reform"] == reform])
        told = [effect_sentence(rows[0]), *_others(rows[1:])]
        told += cost_sentences(records(found.costs[found.costs["reform"] == reform])[0])
        yield from ([f"{reform}. {told[0]}", *told[1:]] if len(found.reforms) > 1 else told)
    yield from (solution.sentence() for solution in found.solutions)


def effect_sentence(row: Record) -> str:
    """One effect: its size and interval, and whether it is clear."""
    if row["below"] == UNCHANGED:
        return f"{capital(row['title'])}: {certainty.NONE}; all {row['pairs']} pairs of runs are exactly the same."
    effect = Interval(row["difference"], row["low"], row["high"])
    if row["below"]:
        size, ends = spoken(effect, row["unit"])
        return f"{capital(row['title'])}: {certainty.UNCLEAR}, {size} (interval {ends})."
    size, ends = spoken(effect.upright, row["unit"])
    return f"{capital(row['title'])}: {size} {_way(effect)} (interval {ends}), {_certainty(row)}."


def _certainty(row: Record) -> str:
    better = {"more": row["difference"] > 0.0, "less": row["difference"] < 0.0}.get(row["better"])
    return certainty.NONE if row["below"] == UNCHANGED else certainty.words(not row["below"], better)


def _way(one: Interval) -> str:
    return "more" if one.estimate > 0 else "less"


def _others(rows: list[dict[str, Any]]) -> list[str]:
    """Outcomes after the first by name, those that belong together in one sentence."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(_certainty(row), []).append(row["title"])
    told = "; ".join(f"{word}: {listing(names)}" for word, names in sorted(groups.items()))
    return [f"{capital(told)}."] if told else []


def cost_sentences(row: Record) -> list[str]:
    """What it costs, and what it costs to lift a household out of poverty, where that can be said."""
    cost, lifted, per = (Interval(row[name], row[f"{name}_low"], row[f"{name}_high"]) for name in ("cost", "lifted", "per_household"))
    size, ends = estimated(cost.upright, "RMB")
    spent = f"It costs {size} {_way(cost)} over the run (interval {ends})." if any(cost) else "It costs exactly the same."
    if row["cost_below"] and any(cost):
        size, ends = estimated(cost, "RMB")
        spent = f"What it costs over the run: {certainty.UNCLEAR}, {size} (interval {ends})."
    each, range_of = estimated(per, "RMB")
    count, known = spoken(lifted.upright, "households")
    return [spent, {
        costs.UNDEFINED: "Whether it lifts households out of poverty is not clear, so that there is no cost for each of them.",
        costs.SAME: "It lifts as many households out of poverty, in all pairs of runs.",
        costs.EVEN: f"The cost is not clearly different; it lifts {count} {'more' if lifted.estimate > 0 else 'fewer'} out of "
                    f"poverty (interval {known}).",
        costs.DOMINATES: "It dominates the baseline: it costs less and lifts more households out of poverty.",
        costs.DOMINATED: "The baseline dominates it: it costs more and lifts fewer households out of poverty.",
        costs.DEARER: f"It lifts more households out of poverty, at {each} for each of them (interval {range_of}).",
        costs.CHEAPER: f"It lifts fewer households out of poverty and saves {each} for each of them (interval {range_of}).",
    }[row["verdict"]]]  # fmt: skip


def _tables(found: Comparison) -> Iterator[Table]:
    effects = [_shown(row) for row in records(found.effects)]
    for reform in found.reforms:
        title = f"{reform} against {found.baseline}"
        yield Table("effects", title, EFFECT_COLUMNS, [row for row in effects if row["reform"] == reform])
    spent = [{**row, "words": COSTS[row["verdict"]]} for row in records(found.costs)]
    yield Table("costs", "Costs", COST_COLUMNS, spent, "Intervals of ratios are Fieller's.")
    yield Table("sure", "How sure each difference is", SURE_COLUMNS, effects, aside=True)
    noise = [{**row, "words": TESTS[row["test"]], "named": _named(row)} for row in records(found.noise)]
    yield Table("noise", "Differences where there is nothing to be found", NOISE_COLUMNS, noise, aside=True)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row of effects with what people read: relative difference, counted pairs, verdict."""
    count, ties = (round(row[name] * row["pairs"]) if row["better"] else 0 for name in ("improved", "tied"))
    counts = f"{count} of {row['pairs']}" + (f", {ties} equal" if ties else "") if row["better"] else ""
    return {**row, "named": _named(row), "relative": row["percent"] / 100.0, "counts": counts, "verdict": _certainty(row)}


def _named(row: Record) -> str:
    """An outcome with its unit, where its name does not tell that."""
    return str(row["title"]) if is_share(row["unit"]) or row["unit"] in row["title"] else f"{row['title']} ({row['unit']})"


def _trust(found: Comparison) -> Iterator[str]:
    """What was tested, what luck does, what the runs can detect, and what the words mean."""
    first = records(found.effects.iloc[:1])[0]
    yield certainty.OF_REFORMS
    made = [test for test in (NULL, PLACEBO) if (found.noise["test"] == test).any()]
    if not made:
        yield "The noise floor was not tested."
    elif found.sound:
        told = listing([f"the {TESTS[test]}" for test in made])
        yield f"What must change nothing changed exactly nothing: {told}."
    yield _least(found.effects[found.effects["outcome"] == first["outcome"]])
    luck = found.noise[(found.noise["test"] == LUCK) & (found.noise["outcome"] == first["outcome"])]
    if len(luck):
        reach = spoken_size(float(luck["luck"].iloc[0]), first["unit"])
        yield f"Runs of a pair share their draws. Without that, luck alone would move the difference in {first['title']} by up to {reach}."
    yield from _skewed(found.effects)
    units = found.effects.drop_duplicates("outcome").set_index("outcome")["unit"]
    yield from (stop.sentence(found.outcomes[stop.outcome].label, str(units[stop.outcome])) for stop in found.stops)


def _least(rows: pd.DataFrame) -> str:
    """What the runs can detect of an outcome: of the reforms, the one on which they know least; one that changes nothing says nothing."""
    first, known = records(rows)[0], rows[rows["below"] != UNCHANGED]
    if int(rows["pairs"].min()) < LEAST_PAIRS:
        return f"{capital(counted(int(rows['pairs'].min()), 'pair'))} of runs cannot tell how small a difference they would detect."
    if known.empty:
        return f"No pair differs in {first['title']}, so that these runs cannot tell how small a difference they would detect."
    size = spoken_size(float(known["detectable"].max()), first["unit"])
    return f"The smallest difference in {first['title']} that these runs can detect is {size}."


def _skewed(effects: pd.DataFrame) -> Iterator[str]:
    skewed = effects[(effects["pairs_for_skewness"] > SKEWED * effects["pairs"].clip(lower=28)) & (effects["pairs"] >= FEW_PAIRS)]
    if len(skewed):
        want = number(round(int(skewed["pairs_for_skewness"].max()), -1))
        names = listing(list(dict.fromkeys(map(str, skewed["title"]))))
        yield f"Differences in {names} are skewed: their intervals want about {want} pairs."


def _wrong(noise: pd.DataFrame) -> Iterator[str]:
    """What must change nothing, and did."""
    for row in records(noise[noise["exact"] == False]):  # noqa: E712 - a column of objects
        what = f"the {TESTS[row['test']]} changes {row['title']}, though it must change nothing"
        yield f"Do not trust these numbers, and report this: {what}."
        return


def _few(found: Comparison) -> Iterator[str]:
    pairs = int(found.effects["pairs"].min())
    if pairs < FEW_PAIRS:
        yield f"Only {counted(pairs, 'pair')} of runs were made, which is few; give more with --replicates."


def _provenance(found: Comparison) -> str:
    facts = found.facts
    if not facts:
        return ""
    first, last = facts["seeds"]
    return f"{counted(facts['pairs'], 'pair')} of runs, seeds {first} to {last}, {facts['months']} months from {facts['start']}."
