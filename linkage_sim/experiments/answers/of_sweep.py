"""What a sweep found: the best and the worst point, the factor that matters most, and what stands behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...findings.answer import Column, Table
from ...findings.numbers import apart, difference, estimated
from ...findings.words import capital, counted, listing
from ..analysis.statistics import Interval, mean_interval
from ..analysis.words import value_words
from ..study.ledger import ABORTED, FAILED, PENDING, SUCCEEDED
from .levels import Varied, by_level, means, point_words, spans, varied

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from ..design.outcomes import Outcome
    from ..study.study import Study

NOTHING = "No run has succeeded yet, so that nothing can be said."
NAMED = 3
"""So many factors are named."""
FEW = 4
"""From so many switches on, those are named that differ from most."""
MOST_SHOWN = 40
"""Points that a table shows."""


class Ends(NamedTuple):
    """The points with the best and the worst mean (the highest and the lowest where neither direction is better)."""

    first: int
    last: int
    means: pd.Series


def sentences(study: Study) -> list[str]:
    """What is told of the first outcome, the best point first."""
    outcome = next(iter(study.experiment.outcomes.values()))
    found = ends(study.outcomes, outcome)
    if found is None:
        return [NOTHING]
    return [*_extremes(study, outcome, found), *_factors(study, outcome, found.means), _behind(study)]


def points(study: Study) -> list[Table]:
    """The mean of each outcome at each point, of many points at the first ones; no table where no run has succeeded."""
    outcomes, factors = list(study.experiment.outcomes.values()), study.experiment.factors
    if not study.counts[SUCCEEDED]:
        return []
    known = study.outcomes.groupby("design")[[one.name for one in outcomes]].mean().reindex(study.points.index[:MOST_SHOWN])
    names = [*(["scenario"] if study.points["scenario"].nunique() > 1 else []), *factors]
    columns = [Column("label", "point"), *(Column(f"at {name}", factors[name].label if name in factors else name) for name in names)]
    columns += [Column(f"mean {one.name}", one.label, "level", one.unit) for one in outcomes]
    rows = [
        {"label": point["label"], **{f"at {name}": value_words(point[name]) for name in names},
         **{f"mean {one.name}": float(known.loc[design, one.name]) for one in outcomes}}
        for design, point in zip(known.index, study.points.to_dict("records"), strict=False)
    ]  # fmt: skip
    more = len(study.points) - len(rows)
    return [Table("points", "Means over the runs of a point", columns, rows, f"... and {counted(more, 'further point')}." if more else "")]


def ends(outcomes: pd.DataFrame, outcome: Outcome) -> Ends | None:
    """Find the best and the worst point; None where nothing is known."""
    known = means(outcomes, outcome.name).dropna()
    if known.empty:
        return None
    places = known.to_numpy()
    low, high = int(known.index[int(places.argmin())]), int(known.index[int(places.argmax())])
    return Ends(low, high, known) if outcome.better == "less" else Ends(high, low, known)


def _extremes(study: Study, outcome: Outcome, found: Ends) -> list[str]:
    """Which point is best, and which is worst, by how much."""
    first, last = (float(found.means[design]) for design in (found.first, found.last))
    best, worst = apart(first, last, outcome.unit)
    if len(found.means) == 1:
        return [f"{capital(outcome.label)} is {best} in the mean at the only point with runs, {point_words(study, found.first)}."]
    if first == last:
        return [f"{capital(outcome.label)} is {best} in the mean at all {counted(len(found.means), 'point')}."]
    words = ("best", "worst") if outcome.better else ("highest", "lowest")
    better = f" ({outcome.better} is better)" if outcome.better else ""
    return [
        f"For {outcome.label}{better}, the {words[0]} point comes to {best} in the mean{_point(study, found, found.first)}.",
        f"The {words[1]} comes to {worst}{_point(study, found, found.last)}. {_apart(study, outcome, found)}",
    ]


def _point(study: Study, found: Ends, design: int) -> str:
    """Which point it is, as the end of a sentence, and that others are just as good, or bad."""
    others = int((found.means == found.means[design]).sum()) - 1
    alike = f" (and {counted(others, 'other point')} alike)" if others else ""
    row = study.points.loc[design]
    levels = {} if row["label"] else {one.factor.label: value_words(row[one.factor.name]) for one in varied(study)}
    return f"{f', with {_levels(levels)}' if levels else f': {point_words(study, design)}'}{alike}"


def _levels(levels: Mapping[str, str]) -> str:
    """The levels of a point in a sentence; of many switches those that differ from most."""
    on, off = ([label for label, value in levels.items() if value == which] for which in ("on", "off"))
    if len(on) + len(off) < len(levels) or len(levels) < FEW:
        return listing([_set_to(label, value) for label, value in levels.items()])
    if not on or not off:
        return f"everything switched {'on' if on else 'off'}"
    return f"only {listing(on)} switched on" if len(on) <= len(off) else f"everything but {listing(off)} switched on"


def _set_to(label: str, value: str) -> str:
    """A level in a sentence."""
    return f"{label} switched {value}" if value in ("on", "off") else f"{label} set to {value}"


def _apart(study: Study, outcome: Outcome, found: Ends) -> str:
    """The difference of the two, paired by seed."""
    change = paired(study.outcomes, outcome.name, found.first, found.last)
    if len(change) == 0:
        return "They share no seed, so that their difference is not known."
    away = mean_interval(change, pilot(study))
    away = away if away.estimate >= 0 else Interval(-away.estimate, -away.high, -away.low)
    size, between = estimated(away, outcome.unit)
    if len(change) < 2:
        return f"They are {size} apart; with one seed there is no interval."
    picked = "" if len(found.means) == 2 else f" That the two were picked out of {len(found.means):,} points flatters their difference."
    return f"Seed by seed, they are {size} apart (95 % interval {between}).{picked}"


def paired(outcomes: pd.DataFrame, name: str, first: int, last: int) -> npt.NDArray[np.float64]:
    """Differences of two points, first less last, seed by seed where both have a run."""
    by_seed = {design: some.set_index("seed")[name].dropna() for design, some in outcomes.groupby("design") if design in (first, last)}
    change = (by_seed[first] - by_seed[last]).dropna().sort_index()
    found: npt.NDArray[np.float64] = change.to_numpy(dtype=float)
    return found


def pilot(study: Study) -> int:
    """First seeds that decided how many there are; 0 where their number was fixed."""
    return int(study.experiment.data.replicates) if study.experiment.data.precision.outcome else 0


def _factors(study: Study, outcome: Outcome, of_points: pd.Series) -> list[str]:
    """Which factor moves the outcome most."""
    found = spans(of_points, varied(study))
    if not found:
        return []
    most, width = found[0]
    if width == 0.0:
        return [f"None of what was varied moves the mean of {outcome.label}."]
    others = [f"{one.factor.label} moves it by {difference(span, outcome.unit)}" for one, span in found[1:NAMED]]
    between = _between(most, outcome, of_points)
    if not others:
        return [f"{capital(most.factor.label)} is all that was varied: the mean of {outcome.label} goes {between}."]
    most_words = f"{capital(most.factor.label)} matters most: averaged over all else, the mean of {outcome.label} goes {between}."
    return [f"{most_words} That is a range of {difference(width, outcome.unit)}; {listing(others)}."]


def _between(one: Varied, outcome: Outcome, of_points: pd.Series) -> str:
    """The lowest and the highest mean of a level, in the order of the levels."""
    known = [(value, one.levels[k].words) for k, value in enumerate(by_level(of_points, one)) if value == value]
    low, high = min(known), max(known)
    first, last = (low, high) if known.index(low) < known.index(high) else (high, low)
    words = apart(first[0], last[0], outcome.unit)
    return f"from {words[0]} (at {first[1]}) to {words[1]} (at {last[1]})"


def _behind(study: Study) -> str:
    """How many runs stand behind it."""
    counts, points = study.counts, len(study.points)
    lost = [f"{counts[state]:,} {state}" for state in (FAILED, ABORTED, PENDING) if counts[state]]
    laid = f"{counted(points, 'point')} with {counted(study.replicates, 'seed')} each"
    return f"Behind it stand {counted(counts[SUCCEEDED], 'run')} that succeeded, {laid}; {', '.join(lost) if lost else 'none failed'}."
