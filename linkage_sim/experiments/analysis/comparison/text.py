"""A comparison in sentences, made from its numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..statistics import Interval
from ..wording import amount, in_words, listing, number, percent
from . import costs
from .noise import LUCK, NULL, PLACEBO, PLACEBO_PATH
from .tables import UNCHANGED

if TYPE_CHECKING:
    import pandas as pd

    from .tables import Comparison

FEW_PAIRS = 20
SKEWED = 1.25
"""Pairs that skewed differences want, over those that were run, from which it is told."""


def sentences(comparison: Comparison) -> list[str]:
    """Three sentences for each reform, then those on precision, budget and what was left out."""
    told = [sentence for reform in comparison.reforms for sentence in _three(comparison, reform)]
    effects = comparison.effects.set_index("outcome")
    told += [stop.sentence(comparison.outcomes[stop.outcome].label, str(effects["unit"][stop.outcome])) for stop in comparison.stops]
    return [*told, *(solution.sentence() for solution in comparison.solutions), *comparison.notes]


def _three(comparison: Comparison, reform: str) -> list[str]:
    effects = comparison.effects[comparison.effects["reform"] == reform]
    cost = _first(comparison.costs[comparison.costs["reform"] == reform])
    return [effect_sentence(reform, comparison.baseline, effects), cost_sentence(cost), noise_sentence(comparison.noise, effects)]


def effect_sentence(reform: str, baseline: str, effects: pd.DataFrame) -> str:
    """What changes: the first outcome in numbers, the others by name."""
    first, others = _first(effects), effects.iloc[1:]
    clear = others[(others["below"] == "") & (others["better"] != "")]
    parts = [f"{reform} against {baseline}: {_one(first)}"]
    for word, sign in (("better", 1.0), ("worse", -1.0)):
        names = [row["title"] for row in rows_of(clear) if sign * _gain(row) > 0]
        parts += [f"clearly {word}: {listing(names)}"] if names else []
    few = f"; only {first['pairs']} pairs were run" if first["pairs"] < FEW_PAIRS else ""
    return f"{'; '.join(parts)}{few}."


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table by column."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _first(table: pd.DataFrame) -> dict[str, Any]:
    return rows_of(table.iloc[:1])[0]


def _one(row: dict[str, Any]) -> str:
    """An effect in numbers, or that there is none above the noise floor."""
    effect = Interval(row["difference"], row["low"], row["high"])
    if row["below"]:
        size, ends = in_words(effect, row["unit"])
        found = "nothing" if row["below"] == UNCHANGED else f"{size}, 95 % interval {ends}"
        return f"{row['title']}: no difference above the noise floor ({found}; {row['pairs']} pairs)"
    size, ends = in_words(_upright(effect), row["unit"])
    share = "" if math.isnan(row["percent"]) else f"; {percent(row['percent'] / 100)}"
    return f"{row['title']}: {size} {_way(effect)} (95 % interval {ends}{share}){_counted(row)}"


def _upright(one: Interval) -> Interval:
    """A negative difference as so much less."""
    return one if one.estimate >= 0.0 else Interval(-one.estimate, -one.high, -one.low)


def _way(one: Interval) -> str:
    return "more" if one.estimate > 0 else "less"


def _counted(row: dict[str, Any]) -> str:
    """In how many pairs it went the way of the mean."""
    if not row["better"]:
        return ""
    improved = _gain(row) > 0
    count = round(row["improved" if improved else "worsened"] * row["pairs"])
    ties = round(row["tied"] * row["pairs"])
    equal = f", {ties} equal" if ties else ""
    return f", {'better' if improved else 'worse'} in {count} of {row['pairs']} pairs{equal}"


def _gain(row: dict[str, Any]) -> float:
    """The effect, positive where it is an improvement."""
    return float(row["difference"]) * (1.0 if row["better"] == "more" else -1.0)


def cost_sentence(row: dict[str, Any]) -> str:
    """What it costs, how many households it lifts, and the ratio of the two where there is one."""
    cost, lifted, per = (Interval(row[name], row[f"{name}_low"], row[f"{name}_high"]) for name in ("cost", "lifted", "per_household"))
    size, ends = in_words(_upright(cost), "RMB")
    share = f"; {percent(row['cost'] / row['baseline'])}" if row["baseline"] else ""
    spent = f"It costs {size} {_way(cost)} over the run (95 % interval {ends}{share})" if any(cost) else "It costs exactly the same"
    count, known = in_words(_upright(lifted))
    changed = f"lifts {count} households {'more' if lifted.estimate > 0 else 'fewer'} out of poverty (95 % interval {known})"
    each, range_of = in_words(per, "RMB")
    verdict = row["verdict"]
    if verdict == costs.UNDEFINED:
        what = f"the number of poor households is not known to change (95 % interval of those lifted {in_words(lifted)[1]})"
        return f"{spent}; {what}, so a cost for each household lifted out of poverty is undefined."
    if verdict == costs.EVEN:
        return f"{spent}{', which may be no difference,' if any(cost) else ''} and {changed}."
    if verdict in (costs.DOMINATES, costs.DOMINATED):
        wins = "it dominates the baseline" if verdict == costs.DOMINATES else "the baseline dominates it"
        return f"{spent} and {changed}: {wins}, and a cost for each household is undefined."
    word = "which saves" if verdict == costs.CHEAPER else "at"
    whom = "household not lifted" if verdict == costs.CHEAPER else "of them"
    return f"{spent} and {changed}, {word} {each} for each {whom} (95 % interval {range_of})."


def noise_sentence(noise: pd.DataFrame, effects: pd.DataFrame) -> str:
    """Whether tests of nothing found nothing, how much luck does, the smallest detectable effect, and what lies below the floor."""
    first = _first(effects)
    parts = [_exact(noise)]
    luck = noise[(noise["test"] == LUCK) & (noise["outcome"] == first["outcome"])]
    least = f"the smallest detectable difference in {first['title']} is {amount(first['detectable'], first['unit'])}"
    if len(luck):
        least += f" with {first['pairs']} pairs, while luck alone moves it by up to {amount(float(luck['luck'].iloc[0]), first['unit'])}"
    parts.append(least)
    below = [str(title) for title in effects.loc[effects["below"] != "", "title"]]
    parts.append(f"below the noise floor: {listing(below)}" if below else "every effect is above the noise floor")
    skewed = effects[(effects["pairs_for_skewness"] > SKEWED * effects["pairs"].clip(lower=28)) & (effects["pairs"] >= FEW_PAIRS)]
    if len(skewed):
        want = f"want about {number(round(int(skewed['pairs_for_skewness'].max()), -1))} pairs"
        parts.append(f"intervals of {listing([str(title) for title in skewed['title']])} {want}, for their differences are skewed")
    return f"Noise floor: {'; '.join(parts)}."


def _exact(noise: pd.DataFrame) -> str:
    """What the null reform and the placebo found."""
    names = {NULL: "the null reform", PLACEBO: f"the placebo ({PLACEBO_PATH})"}
    made = [test for test in names if (noise["test"] == test).any()]
    wrong = noise[noise["test"].isin(made) & (noise["exact"] == False)]  # noqa: E712 - a column of objects
    if len(wrong):
        test, title = wrong.iloc[0]["test"], wrong.iloc[0]["title"]
        return f"{names[test]} changes {title}, though it must change nothing, so do not trust these numbers and report this"
    if not made:
        return "not tested"
    return f"{listing([names[test] for test in made])} changed exactly nothing, as {'they' if len(made) > 1 else 'it'} must"
