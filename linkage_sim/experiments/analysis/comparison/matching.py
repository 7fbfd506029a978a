"""Two sweeps side by side: which of their points are the same, and which outcomes they share."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....errors import LinkageError
from ....findings.words import counted, listing
from ..words import value_words

if TYPE_CHECKING:
    from ...design.factors import Factor
    from ...design.outcomes import Outcome
    from ...study.study import Study

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Matched:
    """What two sweeps have in common.

    Attributes
    ----------
    factors : mapping of str to Factor
        What both vary; a scenario is none of them.
    scenarios : bool
        Whether points are told from each other by their scenario as well.
    points : sequence of tuple of int
        Design points of the first and of the second that are the same.
    only : mapping of str to sequence of str
        Points that only the sweep of this name has, in words.
    outcomes : mapping of str to Outcome
        What both have measured in the same way.
    notes : tuple of str
        Sentences on outcomes that are left out.
    """

    factors: Mapping[str, Factor]
    scenarios: bool
    points: Sequence[tuple[int, int]]
    only: Mapping[str, Sequence[str]]
    outcomes: Mapping[str, Outcome]
    notes: tuple[str, ...]


def is_sweep(given: Any) -> bool:
    """Whether something names the folder of a study with several points, and none of them; runs that draw members are one case."""
    from ...study.folder import is_study
    from ...study.study import Study

    if not isinstance(given, (str, os.PathLike)) or not is_study(Path(given)):
        return False
    experiment = Study(Path(given)).experiment
    return len(experiment.points) > 1 and not experiment.data.draws


def match(first: Study, second: Study, names: tuple[str, str], wanted: Sequence[str] | None) -> Matched:
    """Find the points and the outcomes that two sweeps share.

    Raises
    ------
    LinkageError
        Where they vary other things, cover other months, or share no point or no outcome.
    """
    _refuse_factors(first, second, names)
    _refuse_months(first, second, names)
    factors = first.experiment.factors
    several = any(len(one.experiment.scenarios) > 1 for one in (first, second))
    keys = [_keys(one, list(factors), several) for one in (first, second)]
    points = [(design, keys[1][key]) for key, design in keys[0].items() if key in keys[1]]
    if not points:
        raise LinkageError(
            f"{names[0]} and {names[1]} have no point in common, so that nothing can be compared. Sweep over the same values."
        )
    only = {name: [_words(key, factors, several) for key in own if key not in other]
            for name, own, other in zip(names, keys, reversed(keys), strict=True)}  # fmt: skip
    return Matched(factors, several, points, only, *_outcomes(first, second, names, wanted))


def _keys(study: Study, factors: Sequence[str], several: bool) -> dict[Key, int]:
    """Points by what tells them from each other; of points that are the same, the first."""
    rows = study.points
    found: dict[Key, int] = {}
    for design, row in zip(rows.index, rows.to_dict("records"), strict=True):
        told = ([row["scenario"]] if several else []) + ([] if factors else [row["label"]])
        found.setdefault((*told, *(_plain(row[name]) for name in factors)), int(design))
    return found


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value.item() if hasattr(value, "item") else value


def _words(key: Key, factors: Mapping[str, Factor], several: bool) -> str:
    labels = [*(["scenario"] if several else []), *(one.label for one in factors.values())]
    return ", ".join(f"{label} = {value_words(value)}" for label, value in zip(labels, key, strict=True)) if factors else str(key[-1])


def _refuse_factors(first: Study, second: Study, names: tuple[str, str]) -> None:
    one, other = ({name: factor.path for name, factor in study.experiment.factors.items()} for study in (first, second))
    if one != other:
        told = [f"{name} varies {listing(list(paths)) or 'nothing'}" for name, paths in zip(names, (one, other), strict=True)]
        again = f"Compare sweeps of the same factors, or single points of them, as {names[0]}#0 and {names[1]}#0."
        same = " (of the same names, but other paths)" if list(one) == list(other) else ""
        raise LinkageError(f"{told[0]}, but {told[1]}{same}, so their points cannot be matched. {again}")


def _refuse_months(first: Study, second: Study, names: tuple[str, str]) -> None:
    one, other = (next(iter(study.experiment.scenarios.values())) for study in (first, second))
    horizons = [f"{counted(scenario.months, 'month')} from {scenario.start}" for scenario in (one, other)]
    if horizons[0] != horizons[1]:
        both = f"{names[0]} covers {horizons[0]}, but {names[1]} {horizons[1]}"
        raise LinkageError(f"{both}, so their runs cannot be paired. Sweep both over the same months.")


def _outcomes(
    first: Study, second: Study, names: tuple[str, str], wanted: Sequence[str] | None
) -> tuple[dict[str, Outcome], tuple[str, ...]]:
    """Outcomes of both, as the first names them, and what is told of the others."""
    one, other = first.experiment.outcomes, second.experiment.outcomes
    shared = {name: outcome for name, outcome in one.items() if name in other and _measures(outcome) == _measures(other[name])}
    if not shared:
        raise LinkageError(f"{names[0]} and {names[1]} measure no outcome in the same way, so there is nothing to compare.")
    unknown = [name for name in wanted or () if name not in shared]
    if unknown:
        raise LinkageError(f"'{unknown[0]}' is no outcome that both sweeps have; these are {listing(list(shared))}.")
    lost = [name for name in (*one, *other) if name not in shared]
    notes = (f"Left out, because not both sweeps measure it in the same way: {listing(list(dict.fromkeys(lost)))}.",) if lost else ()
    return ({name: shared[name] for name in wanted} if wanted else shared), notes


def _measures(outcome: Outcome) -> tuple[Any, ...]:
    return (outcome.column, outcome.summary, outcome.month, outcome.last, outcome.threshold)


def only_words(only: Mapping[str, Sequence[str]], most: int = 3) -> list[str]:
    """A sentence for each sweep that has points which the other has not."""
    told = []
    for name, points in only.items():
        if points:
            more = f", and {counted(len(points) - most, 'other')}" if len(points) > most else ""
            told.append(f"Only {name} has {counted(len(points), 'point')}: {'; '.join(points[:most])}{more}.")
    return told
