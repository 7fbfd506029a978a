"""A sensitivity in three sentences made from the numbers, and what to know before leaning on them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..statistics import Interval
from ..wording import amount, in_words, listing, number
from ..words import capital, counted, percent
from .effects import MORRIS, OAT, REGIONAL, SOBOL, Sensitivity
from .grades import ASSUMED, CALIBRATED, CHOICE, GRADES

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 3
"""So many factors are named."""
SMALL = 0.1
"""Factors below this share of the first hardly matter."""
NOISY = 0.1
"""Share of the variance that single runs may leave without a word."""
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def sentences(one: Sensitivity) -> list[str]:
    """Say which factors move the outcome most, in which way, and what stands behind their values."""
    if one.nothing:
        return [one.nothing]
    if one.method == REGIONAL and not bool((one.table["p_holm"] < 0.05).any()):
        return [_no_difference(one)]
    second = {MORRIS: _shape, SOBOL: _interactions, OAT: _direction, REGIONAL: _where}[one.method]
    return [_most(one), second(one), _support(one)]


def notes(one: Sensitivity) -> list[str]:
    """Say whether the sample was large enough, what single runs blur, and what else makes the numbers less than they seem."""
    if one.nothing:
        return []
    settled = [one.convergence.sentence] if one.convergence else []
    return [*settled, *_noise(one), *one.cautions]


def _most(one: Sensitivity) -> str:
    first, others = one.table.iloc[0], _leading(one).iloc[1:]
    if one.method == REGIONAL:
        start = f"{capital(first['label'])} best tells points with {one.condition} from others (distance {first['distance']:.2f}"
        then = [f"{row['label']} ({row['distance']:.2f})" for _, row in others.iterrows()]
        return f"{start}, p {_p(first['p_holm'])}){_then(then)}."
    verb = {MORRIS: "moves", SOBOL: "is behind the largest part of", OAT: "swings"}[one.method]
    tail = {MORRIS: f" most, over {'its values' if _choice(first) else 'its range'}", SOBOL: "", OAT: " most"}[one.method]
    outcome = one.outcome.label if one.method != SOBOL else f"the variance of {one.outcome.label}"
    start = f"{capital(first['label'])} {verb} {outcome}{tail}: {_sized(one, first)}"
    sure = _order_sure(one) or len(others) == 0
    then = [f"{row['label']} ({_size(one, row)})" for _, row in others.iterrows()]
    return f"{start}{_then(then)}{'' if sure else _UNSURE}."


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
    return percent(max(value, 0.0)) if one.method == SOBOL else amount(value, one.outcome.unit)


def _sized(one: Sensitivity, row: pd.Series) -> str:
    """The main measure with its interval, where there is one."""
    interval = Interval(*(float(row[f"{one.main}{end}"]) for end in ("", "_low", "_high")))
    if one.method == SOBOL:
        return f"{_size(one, row)} (95 % interval {100 * interval.low:.0f} to {100 * interval.high:.0f} %)"
    if not math.isfinite(interval.high):
        return _size(one, row)
    size, ends = in_words(interval, one.outcome.unit)
    return f"{size} (95 % interval {ends})"


def _then(words: list[str]) -> str:
    return f", then {listing(words)}" if words else ""


def _shape(one: Sensitivity) -> str:
    """Whether effects add up, or depend on where the other factors are."""
    some = _leading(one)
    ratio = (some["sigma"] / some["mu_star"]).to_numpy()
    bent = [str(label) for label, value in zip(some["label"], ratio, strict=True) if value > 0.5]
    small = _hardly(one)
    if not bent:
        return (
            f"{_subject(some)} by much the same amount wherever the other factors are (sigma at most {ratio.max():.1f} times mu*){small}."
        )
    what = f"What {listing(bent)} {'does' if len(bent) == 1 else 'do'} depends on the other factors or on the place in the range"
    return f"{what} (sigma up to {ratio.max():.1f} times mu*){small}."


def _subject(some: pd.DataFrame) -> str:
    return "It moves the outcome" if len(some) == 1 else "They move the outcome"


def _hardly(one: Sensitivity) -> str:
    """The factors that could be fixed."""
    low = one.table[one.table[one.main] < SMALL * one.table[one.main].iloc[0]]
    if low.empty:
        return ""
    names = listing([str(label) for label in low["label"]]) if len(low) <= SHOWN else f"{_count(len(low))} of the {len(one.table)} factors"
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
    """Which way the first factors swing the outcome."""
    words = [f"{row['label']} from {_signed(one, row['down'])} to {_signed(one, row['up'])}" for _, row in _leading(one).iterrows()]
    return (
        f"From the lowest to the highest value (of choices, from the deepest fall to the highest rise): {'; '.join(words)}{_hardly(one)}."
    )


def _signed(one: Sensitivity, value: float) -> str:
    text = amount(float(value), one.outcome.unit)
    return f"+{text}" if value > 0 else text


def _where(one: Sensitivity) -> str:
    words = [f"{row['label']} {row['inside']} against {row['outside']}" for _, row in _leading(one).iterrows()]
    rest = int((one.table["p_holm"] >= 0.05).sum())
    others = (
        f"; {_count(rest)} of the {len(one.table)} factors {'makes' if rest == 1 else 'make'} no difference that can be told from chance"
    )
    return f"Where the condition is met, the middle or most frequent value is {'; '.join(words)}{others if rest else ''}."


def _no_difference(one: Sensitivity) -> str:
    first = one.table.iloc[0]
    best = f"the largest difference, that of {first['label']}, has distance {first['distance']:.2f} and p {_p(first['p_holm'])}"
    return f"No factor tells points with {one.condition} from others: {best} (Holm, {counted(len(one.table), 'factor')})."


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


def _count(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else f"{count}"


def _p(value: float) -> str:
    return "below 0.001" if value < 0.001 else number(value)
