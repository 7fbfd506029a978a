"""Whether factors and listed points fit the scenarios: each value is tried in the scenario itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ...errors import LinkageError
from ...scenario import Scenario, shape
from ...scenario.overrides import keys
from ...scenario.problems import Path, Problem, nearest, shown
from ...scenario.root import NOTES
from .declared import ExperimentData, Factor

KEYS = ("name", "scenario")
"""Keys of a listed point that are no factors."""
IDLE = tuple(note.rstrip("_") for note in NOTES)


class Refused(NamedTuple):
    """What a scenario says against a value: what is wrong, and the remedy."""

    what: str
    remedy: str


def path_of(data: ExperimentData, key: str) -> str:
    """Path that a key of a listed point stands for: that of the factor of this name, or itself."""
    return data.factors[key].path if key in data.factors else key


def factor_problems(data: ExperimentData, scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    """What is wrong with the factors."""
    seen: dict[Path, str] = {}
    for name, factor in data.factors.items():
        path = _keys(factor.path, scenarios)
        if path in seen:
            yield Problem(("factors", name, "path"), f"is the path of factor {seen[path]} as well", "vary it once")
        seen.setdefault(path, name)
        if factor.path in data.set and data.design.kind not in ("list", "oat"):
            yield Problem(("factors", name, "path"), f"is {factor.path}, which 'set' holds at one value", "take it out of one of them")
        found = [*_levels(name, factor, data), *_kind(name, factor, path)]
        yield from found or _accepted(name, factor, scenarios)


def point_problems(data: ExperimentData, scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    """What is wrong with the points of a list."""
    labels: dict[str, int] = {}
    for number, point in enumerate(data.points):
        where: Path = ("points", number)
        label = str(point.get("name", ""))
        if label and label in labels:
            yield Problem((*where, "name"), f"is the name of point {labels[label]} as well", "give each a name of its own")
        labels.setdefault(label, number)
        name = point.get("scenario", next(iter(scenarios)))
        if name not in scenarios:
            what = f"is {shown(name)}, which is none of the scenarios"
            yield Problem((*where, "scenario"), what, f"use one of {', '.join(scenarios)}")
            continue
        values = {key: value for key, value in point.items() if key not in KEYS}
        yield from _listed(where, values, data, {str(name): scenarios[str(name)]})


def _listed(where: Path, values: Mapping[str, Any], data: ExperimentData, scenario: Mapping[str, Scenario]) -> Iterator[Problem]:
    found: dict[Path, str] = {}
    for key, value in values.items():
        path = _keys(path_of(data, key), scenario)
        if path in found:
            yield Problem((*where, key), f"is given as {found[path]} as well", "give it once")
        if path[0] in IDLE and key not in data.factors:
            yield Problem((*where, key), "names or explains a scenario and changes no result", "vary another parameter")
        found[path] = key
        factor = data.factors.get(key)
        if factor and not _within(factor, value):
            wanted = f"{', '.join(map(str, factor.values))}" if factor.values else f"from {factor.range[0]:g} to {factor.range[-1]:g}"
            yield Problem((*where, key), f"is {shown(value)}, but the factor's values are {wanted}", "choose one of these")
    refused = _refused({path_of(data, key): value for key, value in values.items()}, scenario)
    if refused:
        unknown = next((key for key in values if refused.what.startswith(f"{key} is not a known path")), None)
        guess = nearest(unknown, data.factors) if unknown else None
        yield Problem(
            (*where, unknown) if unknown else where, f"cannot be used: {refused.what}", f"write {guess}" if guess else refused.remedy
        )


def _within(factor: Factor, value: Any) -> bool:
    if factor.range:
        return isinstance(value, (int, float)) and factor.range[0] <= value <= factor.range[-1]
    return not factor.values or value in factor.values


def _keys(path: str, scenarios: Mapping[str, Scenario]) -> Path:
    """Keys of a path in the first of the scenarios."""
    first = next(iter(scenarios.values()))
    return keys(path, {place.name: number for number, place in enumerate(first.places)})


def _levels(name: str, factor: Factor, data: ExperimentData) -> Iterator[Problem]:
    path: Path = ("factors", name)
    if data.design.kind == "list" and not factor.values and not factor.range:
        if not any(name in point for point in data.points):
            yield Problem(path, "is named by no point", "give it a value in a point, or leave it out")
    elif bool(factor.values) == bool(factor.range):
        yield Problem(path, "needs either values or a range", "write 'values: [...]' or 'range: [low, high]'")
    for key in () if factor.range else ("scale", "steps"):
        if key in factor.model_fields_set:
            yield Problem((*path, key), "has no meaning without a range", "leave it out")
    if factor.range:
        yield from _range((*path, "range"), factor)
    if len({(isinstance(value, bool), value) for value in factor.values}) < len(factor.values):
        yield Problem((*path, "values"), "holds a value twice", "give each once")


def _range(path: Path, factor: Factor) -> Iterator[Problem]:
    ends = f"[{', '.join(f'{end:g}' for end in factor.range)}]"
    if len(factor.range) != 2 or not factor.range[0] < factor.range[1]:
        yield Problem(path, f"is {ends}, but must be the lowest and the highest value", "write [low, high]")
    elif factor.scale == "log" and factor.range[0] <= 0:
        yield Problem(path, f"begins at {factor.range[0]:g}, but a log scale begins above 0", "raise its lowest value")
    elif factor.scale == "integer" and any(not end.is_integer() for end in factor.range):
        yield Problem(path, f"is {ends}, but its scale is integer", "give whole numbers")


def _kind(name: str, factor: Factor, path: Path) -> Iterator[Problem]:
    """What is varied changes results, and is whole where it counts things."""
    if path[0] in IDLE:
        what = f"is {factor.path}, which names or explains a scenario and changes no result"
        yield Problem(("factors", name, "path"), what, "vary another parameter")
    node = shape.at(path)
    if factor.range and factor.scale != "integer" and node and node.kind == "integer":
        what = f"is {factor.scale}, but {factor.path} takes whole numbers only"
        yield Problem(("factors", name, "scale"), what, "write 'scale: integer', or list its values")


def _accepted(name: str, factor: Factor, scenarios: Mapping[str, Scenario]) -> Iterator[Problem]:
    """Every scenario must take the factor's values; the sentence is the scenario's own."""
    whole = factor.scale == "integer"
    for value in factor.values or tuple(int(end) if whole else end for end in factor.range):
        refused = _refused({factor.path: value}, scenarios)
        if refused:
            key = "path" if "is not a known path" in refused.what else "values" if factor.values else "range"
            yield Problem(("factors", name, key), f"cannot be used: {refused.what}", refused.remedy)
            return


def _refused(overrides: dict[str, Any], scenarios: Mapping[str, Scenario]) -> Refused | None:
    """Try values in scenarios; give what the first says that refuses them."""
    for name, scenario in scenarios.items():
        try:
            scenario.variant(overrides)
        except LinkageError as error:
            what, _, remedy = str(error).removeprefix("override: ").rstrip(".").rpartition("; ")
            return Refused(what + (f" in scenario {name}" if len(scenarios) > 1 else ""), remedy)
    return None


def paths_of(points: Iterable[Mapping[str, Any]]) -> list[str]:
    """Factors and paths that listed points name, in the order of their first appearance."""
    return list(dict.fromkeys(key for point in points for key in point if key not in KEYS))
