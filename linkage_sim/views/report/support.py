"""What stands behind a scenario: where it differs from the one that it comes from, what was varied, and which evidence it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...experiments.analysis.sensitivity.effects import range_words
from ...experiments.analysis.sensitivity.grades import ASSUMED, CALIBRATED, CHOICE, GRADES, grade_group
from ...experiments.design.factors import Factor
from ...findings.numbers import given, percent
from ...findings.words import counted, listing
from ...scenario import Scenario
from ...scenario.bundled import bundled
from ...scenario.difference import differences
from ...scenario.reading import read_file
from ..grades import GRADE_COLOURS
from .content import Changes, Coverage, Share, Table, right, table

if TYPE_CHECKING:
    from ...experiments.design.experiment import Experiment
    from ...scenario.support import Support

BASE = "base"


def changes(scenarios: Sequence[Scenario]) -> Iterator[Changes]:
    """Say how scenarios differ from those that they come from.

    The first is set against the bundled scenario of its name, and against that which the bundled one extends; a resolved scenario does not
    know any more what it extended, so that a scenario of one's own is set against ``base``. The others are set against the first.
    """
    first, *others = scenarios
    known = bundled()
    if first.name not in known:
        yield _against(first, BASE, f"{first.name} is no bundled scenario, so that it is set against {BASE}: it")
    else:
        yield _against(first, first.name, f"The scenario {first.name}")
        parent = str(read_file(known[first.name]).value.get("extends", ""))
        if parent:
            yield _against(first, parent, f"The bundled {first.name} extends {parent}; this one")
    yield from (_set_against(other, first, f"The scenario {other.name}", f"{first.name}, the first one,") for other in others)


def _against(scenario: Scenario, name: str, who: str) -> Changes:
    return _set_against(scenario, Scenario.load(name), who, f"the bundled scenario {name}")


def _set_against(scenario: Scenario, other: Scenario, who: str, whom: str) -> Changes:
    """How a scenario differs from another one."""
    rows = list(_rows(differences(other.resolved(), scenario.resolved())))
    if not rows:
        return Changes(f"{who} is the same as {whom.rstrip(',')}.", None)
    here = "here" if other.name == scenario.name else scenario.name
    table_of = table(f"{scenario.name} against {other.name}", ("parameter", other.name, here), rows)
    return Changes(f"{who} differs from {whom} in {counted(len(rows), 'value')}.", table_of)


def _rows(found: Mapping[str, tuple[Any, Any]]) -> Iterator[tuple[str, str, str]]:
    """Path, value there and value here; a place that took the place of another one is told value by value."""
    lone = {side: [path for path, pair in found.items() if path.startswith("places.") and pair[1 - side] is None] for side in (0, 1)}
    swapped = len(lone[0]) == len(lone[1]) == 1
    for path, (theirs, ours) in found.items():
        if swapped and path == lone[0][0]:
            continue
        if swapped and path == lone[1][0]:
            yield from _place(path, found[lone[0][0]][0], ours)
        else:
            yield path, given(theirs), given(ours)


def _place(path: str, theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Values in which a place differs from the one whose place it took."""
    for key in ours:
        if theirs.get(key) != ours[key]:
            yield f"{path}.{key}", given(theirs.get(key)), given(ours[key])


def varied(experiment: Experiment) -> Table | None:
    """List the factors: what they are, over which values they go, and what supports the scenario's own value."""
    rows = [
        (one.label, one.path, _range(one), one.unit, one.text, _grade(one), one.evidence or one.assumed or _fitted(one))
        for one in experiment.factors.values()
    ]
    headings = ("factor", "parameter", "values", "unit", "what it is", "grade", "evidence, or why it is assumed")
    own = "Grade and evidence are those of the scenario's own value, not of the values that were tried."
    return table("Factors", headings, rows, own) if rows else None


def _range(factor: Factor) -> str:
    return range_words(factor) + ("" if factor.scale in ("linear", "categorical") else f" ({factor.scale})")


def _grade(factor: Factor) -> str:
    group = grade_group(factor)
    return "switch or rule" if group == CHOICE else factor.grade or group


def _fitted(one: Factor | Support) -> str:
    return f"centre of the ensemble {one.calibrated}" if one.calibrated else ""


def common(experiment: Experiment) -> Table | None:
    """List what the experiment sets at every point."""
    values = {**experiment.data.set, **({"months": experiment.data.months} if experiment.data.months else {})}
    rows = [(path, given(value)) for path, value in values.items()]
    return table("Set at every point", ("parameter", "value"), rows) if rows else None


def coverage(scenarios: Sequence[Scenario]) -> Coverage:
    """Count on which evidence the parameters of a scenario stand; of the others, only how many do, where that differs."""
    first, *others = scenarios
    found = first.coverage()
    counts = Counter(map(_grade_of, found))
    shares = tuple(Share(grade, meaning, counts[grade], GRADE_COLOURS[grade]) for grade, meaning in GRADES.items() if counts[grade])
    standing = _standing(found)
    fitted = f", {counts[CALIBRATED]} calibrated" if counts[CALIBRATED] else ""
    sentence = (
        f"{standing} of the {counted(len(found), 'parameter')} of {first.name} stand on evidence; "
        f"{counts[ASSUMED]} ({percent(counts[ASSUMED] / len(found))}) are assumed{fitted}."
    )
    known = {other.name: _standing(other.coverage()) for other in others}
    told = [f"{count} of {name}" for name, count in known.items() if count != standing]
    return Coverage(sentence + (f" On evidence stand {listing(told)}." if told else ""), shares, _parameters(first.name, found))


def _grade_of(one: Support) -> str:
    return grade_group(Factor(one.path, one.path, grade=one.grade, calibrated=one.calibrated))


def _standing(found: Sequence[Support]) -> int:
    return sum(_grade_of(one) not in (CALIBRATED, ASSUMED) for one in found)


def _parameters(name: str, found: Sequence[Support]) -> Table:
    rows = [(one.path, right(given(one.value)), one.unit, one.grade or _grade_of(one), _stands_on(one)) for one in found]
    return table(f"All parameters of {name}", ("parameter", "value", "unit", "grade", "evidence, or why it is assumed"), rows)


def _stands_on(one: Support) -> str:
    return one.evidence or one.assumed or _fitted(one) or "without a reason"
