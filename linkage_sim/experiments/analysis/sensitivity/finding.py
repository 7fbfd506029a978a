"""The finding of a sensitivity analysis: its numbers, and what is told of them: question, verdicts, tables, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from ....findings.answer import Answer, Column, Table, plain, records
from ....findings.certainty import UNCLEAR
from ....findings.finding import Finding
from ....findings.numbers import difference, estimated, percent, unit_words
from ....findings.words import capital, counted, listing, spelled
from ...design.outcomes import Outcome
from ..statistics import Interval
from ..words import SILENT_UNITS
from .convergence import Convergence
from .effects import MAIN, MORRIS, OAT, REGIONAL, SOBOL
from .grades import ASSUMED, CALIBRATED, CHOICE, GRADES

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 3
"""So many factors are named."""
SMALL = 0.1
"""Factors below this share of the first hardly matter."""
NOISY = 0.1
"""Share of the variance that single runs may leave without a word."""


MEASURES: Mapping[str, tuple[Column, ...]] = {
    MORRIS: (
        Column("mu_star", "moves it by", "difference", meaning="Mean size of the change when the factor crosses its range (mu* of Morris).",
               low="mu_star_low", high="mu_star_high"),
        Column("mu", "with its sign", "difference", meaning="Mean change with its sign (mu)."),
        Column("sigma", "spread", "difference", meaning="Spread of the change over the rest of the space (sigma)."),
    ),
    SOBOL: (
        Column("total", "with interactions", "share", meaning="Share of the variance with all interactions (total index).",
               low="total_low", high="total_high"),
        Column("first", "by itself", "share", meaning="Share of the variance by itself (first order).", low="first_low", high="first_high"),
    ),
    OAT: (
        Column("down", "at its lowest", "difference", meaning="Change at the lowest value, or the deepest fall of a choice."),
        Column("up", "at its highest", "difference", meaning="Change at the highest value, or the highest rise of a choice."),
        Column("swing", "largest change", "difference", meaning="Largest size of the change.", low="swing_low", high="swing_high"),
    ),
    REGIONAL: (
        Column("distance", "distance", "number", meaning="Distance of the two distributions, from 0 to 1 (Kolmogorov-Smirnov)."),
        Column("p_holm", "p (Holm)", "chance", meaning="That so large a distance comes by chance, adjusted for the number of factors."),
        Column("inside", "where it is met", meaning="Median, or most frequent value, of points that meet the condition."),
        Column("outside", "elsewhere", meaning="The same of the other points."),
    ),
}  # fmt: skip
METHODS = {
    MORRIS: "elementary effects (Morris)", SOBOL: "shares of variance (Sobol')", OAT: "one at a time",
    REGIONAL: "regional (Kolmogorov-Smirnov)",
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


def answer(one: Sensitivity) -> Answer:
    """Tell a sensitivity analysis."""
    where = f" in {one.scenario}" if one.scenario else ""
    question = f"What decides whether a run has {one.condition}{where}?" if one.condition else f"What moves {one.outcome.label}{where}?"
    runs = f"{METHODS[one.method]}, {counted(one.points, 'point')}, {counted(one.runs, 'run')} each"
    told = [one.convergence.sentence] if one.convergence and not one.nothing else []
    sure = [] if one.nothing else [*told, *_noise(one)]
    return Answer("sensitivity", question, _verdicts(one), [] if one.nothing else _tables(one), sure, [] if one.nothing else one.cautions,
                  f"{one.heading}: {runs}." if one.heading else f"{capital(runs)}.")  # fmt: skip


def _tables(one: Sensitivity) -> list[Table]:
    """Factors, the strongest first, and pairs."""
    rows = [{**row, "range": row["range"] if row["unit"] in SILENT_UNITS else f"{row['range']} {row['unit']}", "unit": one.outcome.unit}
            for row in records(one.table)]  # fmt: skip
    known = (Column("label", "factor"), Column("range", "varied over"))
    what = one.condition or f"{one.outcome.label} ({unit_words(one.outcome.unit)})"
    factors = Table("factors", f"What moves {what}", (*known, *MEASURES[one.method], Column("grade", "evidence")), rows)
    if one.pairs is None or one.pairs.empty:
        return [factors]
    names = dict(zip(one.table["factor"], one.table["label"], strict=True))
    pairs = [{**row, "factor": names[row["factor"]], "other": names[row["other"]]} for row in records(one.pairs)]
    columns = (Column("factor", "factor"), Column("other", "with"),
               Column("second", "together", "share", low="second_low", high="second_high"))  # fmt: skip
    return [factors, Table("pairs", "Shares of the variance of pairs", columns, pairs, aside=True)]


def _verdicts(one: Sensitivity) -> list[str]:
    """Say which factors move the outcome most, in which way, and what stands behind their values."""
    if one.nothing:
        return [one.nothing]
    if one.method == REGIONAL and not bool((one.table["p_holm"] < 0.05).any()):
        return [_no_difference(one)]
    second = {MORRIS: _shape, SOBOL: _interactions, OAT: _direction, REGIONAL: _where}[one.method]
    return [_most(one), second(one), _support(one)]


def _most(one: Sensitivity) -> str:
    first, others = one.table.iloc[0], _leading(one).iloc[1:]
    if one.method == REGIONAL:
        return f"{capital(first['label'])} best tells points with {one.condition} from others{_then(others)}."
    verb = {MORRIS: "moves", SOBOL: "is behind the largest part of", OAT: "swings"}[one.method]
    tail = {MORRIS: f" most, over {'its values' if _choice(first) else 'its range'}", SOBOL: "", OAT: " most"}[one.method]
    outcome = one.outcome.label if one.method != SOBOL else f"the variance of {one.outcome.label}"
    start = f"{capital(first['label'])} {verb} {outcome}{tail}: {_sized(one, first)}"
    sure = _order_sure(one) or len(others) == 0
    return f"{start}{_then(others)}{'' if sure else _UNSURE}."


def _choice(row: pd.Series) -> bool:
    return bool(row["grade"] == CHOICE)


_UNSURE = ", though the order of the first two is not sure"


def _leading(one: Sensitivity) -> pd.DataFrame:
    """The first few factors that matter at all."""
    table = one.table
    matters = table["p_holm"] < 0.05 if one.method == REGIONAL else table[one.main] >= SMALL * table[one.main].iloc[0]
    return table[matters].head(SHOWN)


def _order_sure(one: Sensitivity) -> bool:
    if len(one.table) < 2 or f"{one.main}_low" not in one.table:
        return True
    return bool(one.table[f"{one.main}_low"].iloc[0] > one.table[f"{one.main}_high"].iloc[1])


def _size(one: Sensitivity, row: pd.Series) -> str:
    value = float(row[one.main])
    return percent(max(value, 0.0)) if one.method == SOBOL else difference(value, one.outcome.unit)


def _sized(one: Sensitivity, row: pd.Series) -> str:
    """The main measure with its interval, where there is one."""
    interval = Interval(*(float(row[f"{one.main}{end}"]) for end in ("", "_low", "_high")))
    if one.method == SOBOL:
        return f"{_size(one, row)} (interval {percent(interval.low)} to {percent(interval.high)})"
    if not math.isfinite(interval.high):
        return _size(one, row)
    size, ends = estimated(interval, one.outcome.unit)
    return f"{size} (interval {ends})"


def _then(others: pd.DataFrame) -> str:
    return f", then {listing([str(label) for label in others['label']])}" if len(others) else ""


def _shape(one: Sensitivity) -> str:
    """Whether effects add up, or depend on where the other factors are."""
    some = _leading(one)
    ratio = (some["sigma"] / some["mu_star"]).to_numpy()
    bent = [str(label) for label, value in zip(some["label"], ratio, strict=True) if value > 0.5]
    small = _hardly(one)
    if not bent:
        return f"{_subject(some)} by much the same amount wherever the other factors are{small}."
    what = f"What {listing(bent)} {'does' if len(bent) == 1 else 'do'} depends on the other factors or on the place in the range"
    return f"{what}{small}."


def _subject(some: pd.DataFrame) -> str:
    return "It moves the outcome" if len(some) == 1 else "They move the outcome"


def _hardly(one: Sensitivity) -> str:
    """The factors that could be fixed."""
    low = one.table[one.table[one.main] < SMALL * one.table[one.main].iloc[0]]
    if low.empty:
        return ""
    names = listing([str(label) for label in low["label"]]) if len(low) <= SHOWN else f"{spelled(len(low))} of the {len(one.table)} factors"
    return f"; {names} {'moves' if len(low) == 1 else 'move'} it by less than a tenth of that"


def _interactions(one: Sensitivity) -> str:
    alone = float(one.table["first"].sum())
    joint = min(max(1.0 - alone, 0.0), 1.0)
    start = f"The factors one by one are behind {percent(1.0 - joint)} of the variance, and {percent(joint)} is how they work together"
    if one.pairs is None or one.pairs.empty or not float(one.pairs["second_low"].iloc[0]) > 0.0:
        return f"{start}{_hardly(one)}."
    labels = dict(zip(one.table["factor"], one.table["label"], strict=True))
    pair = one.pairs.iloc[0]
    who = f"{labels[pair['factor']]} and {labels[pair['other']]}"
    return f"{start}, most of it {who} ({percent(float(pair['second']))}){_hardly(one)}."


def _direction(one: Sensitivity) -> str:
    """Which way the first factor swings the outcome."""
    row = one.table.iloc[0]
    ends = "from the deepest fall to the highest rise" if _choice(row) else "from its lowest to its highest value"
    return f"{capital(ends)}, {row['label']} changes it by {_signed(one, row['down'])} to {_signed(one, row['up'])}{_hardly(one)}."


def _signed(one: Sensitivity, value: float) -> str:
    text = difference(float(value), one.outcome.unit)
    return f"+{text}" if value > 0 else text


def _where(one: Sensitivity) -> str:
    row, rest = one.table.iloc[0], int((one.table["p_holm"] >= 0.05).sum())
    others = f"; {spelled(rest)} of the {len(one.table)} factors {'makes' if rest == 1 else 'make'} {UNCLEAR}"
    return f"Where it is met, {row['label']} is mostly {row['inside']}, elsewhere {row['outside']}{others if rest else ''}."


def _no_difference(one: Sensitivity) -> str:
    return f"No factor tells points with {one.condition} from others: none of {counted(len(one.table), 'factor')} makes a clear difference."


def _support(one: Sensitivity) -> str:
    """What evidence stands behind the factors that matter most."""
    some = _leading(one)
    labels = {grade: [str(label) for label in some["label"][some["grade"] == grade]] for grade in GRADES}
    firm = [f"{label} ({_graded(grade)})" for grade in GRADES if grade not in (CALIBRATED, ASSUMED, CHOICE) for label in labels[grade]]
    told = [f"{_are(labels[ASSUMED])} assumed without evidence"] if labels[ASSUMED] else []
    told += [f"{_are(labels[CALIBRATED])} calibrated, not observed"] if labels[CALIBRATED] else []
    told += [f"{listing(firm)} {'has' if len(firm) == 1 else 'have'} evidence behind {'it' if len(firm) == 1 else 'them'}"] if firm else []
    told += [f"{_are(labels[CHOICE])} there to be chosen"] if labels[CHOICE] else []
    text = ", and ".join(told)
    return f"Of these, {text}." if len(some) > 1 else f"{capital(text)}."


def _are(labels: list[str]) -> str:
    return f"{listing(labels)} {'is' if len(labels) == 1 else 'are'}"


def _graded(grade: str) -> str:
    return "the paper" if grade == "paper" else f"grade {grade}"


def _noise(one: Sensitivity) -> list[str]:
    if math.isnan(one.noise):
        return [] if one.runs > 1 else ["With one run at each point, what single runs scatter counts as an effect of the factors."]
    told = f"Single runs leave {percent(one.noise)} of the variance between points ({counted(one.runs, 'run')} each)"
    return [f"{told}; more replicates would make the ranking firmer." if one.noise > NOISY else f"{told}."]
