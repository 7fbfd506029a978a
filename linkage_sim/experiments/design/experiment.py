"""The experiment as users meet it: loaded, checked, and laid out in points."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from ...errors import LinkageError
from ...scenario import Scenario
from ...scenario.problems import Marks, RefusalError, dotted, fault, mark_of, unheard
from ...scenario.reading import Document, exists, read_file
from ...scenario.writing import as_yaml
from . import declared
from .bundled import locate
from .checks import MOST_POINTS, apart, check
from .declared import Design, ExperimentData
from .factor_checks import paths_of
from .factors import Factor, described
from .form import check_form
from .outcomes import Outcome, usual
from .sampling import levels, point_count
from .sound import sound

SWITCHES = {
    "actors.household.active": "households",
    "actors.community.active": "village committee",
    "actors.government.active": "county government",
    "actors.market.active": "couriers and other firms",
    "actors.society.active": "colleges, charities and media",
    "platform.on": "information platform",
}
"""What is switched by a path."""


class Point(NamedTuple):
    """One design point.

    Attributes
    ----------
    design : int
        Its number.
    scenario : str
        Name of the scenario that is varied.
    levels : dict
        Value of every factor, by the factor's name.
    overrides : dict
        What is changed in the scenario, by path.
    label : str
        What people call it; empty where its levels say it all.
    """

    design: int
    scenario: str
    levels: dict[str, Any]
    overrides: dict[str, Any]
    label: str = ""


class Experiment:
    """What is varied, how, how often, and what is read off the runs. It never changes.

    Parameters
    ----------
    data : ExperimentData
        Validated content; see :meth:`load` and :meth:`from_dict`.
    sources : mapping of str to Scenario
        The scenarios that are varied, by their names, as their files give them.
    """

    def __init__(self, data: ExperimentData, sources: Mapping[str, Scenario]) -> None:
        self.data = data
        self.sources = dict(sources)
        common = _plain(data.set) | ({"months": data.months} if data.months else {})
        self.scenarios = {name: scenario.with_overrides(common) if common else scenario for name, scenario in sources.items()}
        self.outcomes = {name: _outcome(name, given) for name, given in data.outcomes.items()} or usual(
            nation=any(scenario.nation is not None for scenario in sources.values())
        )

    @classmethod
    def load(cls, name_or_path: str | os.PathLike[str]) -> Experiment:
        """Load a bundled experiment by its name, or a file by its path.

        Raises
        ------
        LinkageError
            One sentence with file, line, path, what is wrong and what to do.
        """
        path = locate(name_or_path)
        return cls._built(read_file(path), path.parent, {})

    @classmethod
    def from_dict(cls, content: Mapping[str, Any], scenarios: Mapping[str, Scenario] | None = None) -> Experiment:
        """Build an experiment from what a file would hold; ``scenarios`` are known by their names beside the bundled ones."""
        from ...scenario.problems import Mark

        document = Document(dict(content), {(): Mark("experiment given as a dict")})
        return cls._built(document, pathlib.Path(), scenarios or {})

    @classmethod
    def _built(cls, document: Document, folder: pathlib.Path, known: Mapping[str, Scenario]) -> Experiment:
        if not isinstance(document.value, dict):
            raise fault(mark_of(document.marks, ()), "holds no experiment", "begin it with 'schema: 1', 'name:' and 'title:'")
        check_form(document.value, document.marks)
        data, told = sound(document)
        try:
            sources = _sources(data, folder, known, document.marks)
            data = data.model_copy(update={"scenario": "", "scenarios": tuple(sources)})
            experiment: Experiment = _told(lambda: cls(data, sources), document.marks, ("set",), data.set)
        except LinkageError as error:
            others = [*told, *unheard(apart(data), told)]
            raise (RefusalError(document.marks, others, error) if others else error) from error
        check(experiment.data, experiment.scenarios, experiment.outcomes, document.marks, told)
        _refuse_many(experiment, document.marks)
        return experiment

    @property
    def name(self) -> str:
        """Short name."""
        return self.data.name

    @property
    def title(self) -> str:
        """One line for people."""
        return self.data.title

    @property
    def question(self) -> str:
        """What the experiment asks."""
        return self.data.question

    @property
    def design(self) -> Design:
        """How points are placed."""
        return self.data.design

    @cached_property
    def factors(self) -> dict[str, Factor]:
        """What is varied, by name; paths that only the points of a list name are factors of that name."""
        first = next(iter(self.scenarios.values()))
        given = self.data.factors | _listed(self.data, self.scenarios)
        return described({name: titled(name, factor, given) for name, factor in given.items()}, first)

    @property
    def point_count(self) -> int:
        """Number of design points."""
        return self._points_each * (1 if self.design.kind == "list" else len(self.scenarios))

    @property
    def single(self) -> bool:
        """Whether nothing is compared: one scenario is run, as it is or with the behaviour that is drawn for each run."""
        return bool(self.data.draws) or (self.data.points == ({},) and len(self.sources) == 1)

    def run_count(self, replicates: int) -> int:
        """Pairs of a point and a seed, with so many seeds for each point where the runs are not named one by one."""
        return len(self.data.draws) or self.point_count * replicates

    @property
    def _points_each(self) -> int:
        return len(self.data.points) if self.design.kind == "list" else point_count(self.design, list(self.factors.values()))

    @cached_property
    def points(self) -> list[Point]:
        """All design points in their order, scenario by scenario."""
        if self.design.kind == "list":
            return [self._listed_point(number, dict(values)) for number, values in enumerate(self.data.points)]
        laid = list(levels(self.design, list(self.factors.values())))
        pairs = ((name, values) for name in self.scenarios for values in laid)
        return [self._point(number, name, values) for number, (name, values) in enumerate(pairs)]

    def scenario_at(self, point: Point) -> Scenario:
        """Give the scenario of a point."""
        base = self.scenarios[point.scenario]
        return base.variant(point.overrides) if point.overrides else base

    def to_yaml(self) -> str:
        """Write the experiment as an experiment file; its scenarios go by their names."""
        return as_yaml(
            {key: _plain(value) for key, value in self.data.model_dump(by_alias=True, exclude_defaults=True).items()} | {"schema": 1}
        )

    def _listed_point(self, number: int, values: dict[str, Any]) -> Point:
        label = str(values.pop("name", ""))
        name = str(values.pop("scenario", next(iter(self.scenarios))))
        return self._point(number, name, values, label)

    def _point(self, number: int, scenario: str, values: dict[str, Any], label: str = "") -> Point:
        overrides = {self.factors[name].path: value for name, value in values.items()}
        own = self._own[scenario]
        return Point(number, scenario, {name: values.get(name, own[name]) for name in self.factors}, overrides, label)

    @cached_property
    def _own(self) -> dict[str, dict[str, Any]]:
        """Values of the factors in the scenarios as they are."""
        return {
            name: {factor: value_at(scenario, known.path) for factor, known in self.factors.items()}
            for name, scenario in self.scenarios.items()
        }


def value_at(scenario: Scenario, path: str) -> Any:
    """Value of a scenario at a path; None where there is nothing of that name."""
    from ...scenario.overrides import split

    value: Any = scenario.resolved()
    for key in split(path, value):
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _refuse_many(experiment: Experiment, marks: Marks) -> None:
    """Count the points before any of them is made."""
    if experiment.design.kind != "list" and experiment.point_count > MOST_POINTS:
        grid = experiment.design.kind == "grid"
        remedy = "give factors fewer values, or use a design such as lhs" if grid else "ask for fewer points"
        what = f"asks for {experiment.point_count:,} design points, more than {MOST_POINTS:,}"
        raise fault(mark_of(marks, ("design", "points")), what, remedy, ("design",))


def _outcome(name: str, given: Any) -> Outcome:
    better = None if given.better == "neither" else given.better
    return Outcome(name, given.column, given.summary, better, given.month, given.last, given.threshold, given.title)


def _sources(data: ExperimentData, folder: pathlib.Path, known: Mapping[str, Scenario], marks: Marks) -> dict[str, Scenario]:
    """Load the scenarios that are varied."""
    key = ("scenario",) if data.scenario else ("scenarios",)
    names = (data.scenario,) if data.scenario else data.scenarios
    if not names or (data.scenario and data.scenarios):
        raise fault(mark_of(marks, key), "does not say which scenario is varied", "write either 'scenario: junpu' or 'scenarios: [...]'")
    found: dict[str, Scenario] = {}
    for given in names:
        scenario = known[str(given)] if given in known else _told(lambda given=given: _load(str(given), folder), marks, key)
        if scenario.name in found:
            raise fault(
                mark_of(marks, key), f"names two scenarios that are both called {scenario.name}", "give each a name of its own", key
            )
        found[scenario.name] = scenario
    return found


def _load(name: str, folder: pathlib.Path) -> Scenario:
    beside = folder / name
    return Scenario.load(beside) if beside.suffix in (".yaml", ".yml") and exists(beside) else Scenario.load(name)


def _told(work: Any, marks: Marks, path: tuple[str, ...], keys: Iterable[str] = ()) -> Any:
    """Do something; an error of a scenario is told with the place in the experiment that asked for it, that of a key where it names one."""
    try:
        return work()
    except LinkageError as error:
        told = str(error).removeprefix("override: ")
        place = next(((*path, key) for key in keys if told.startswith(f"{key} ")), path)
        raise LinkageError(f"{mark_of(marks, place)}: {dotted(path)}: {told}", error.exit_code) from error


def titled(name: str, factor: declared.Factor, among: Mapping[str, declared.Factor]) -> declared.Factor:
    """Give a factor that has only a path a title: what the path ends in, and of a switch what is switched, where no other ends so."""
    titles = {one: SWITCHES.get(one) or one.rpartition(".")[2].replace("_", " ") for one in among if "." in one}
    short = titles.get(name, "")
    if factor.title or not short or list(titles.values()).count(short) > 1:
        return factor
    return factor.model_copy(update={"title": short})


def _listed(data: ExperimentData, scenarios: Mapping[str, Scenario]) -> dict[str, declared.Factor]:
    """Factors whose values only the points of a list give: those without values of their own, and paths."""
    found: dict[str, declared.Factor] = {}
    for name in paths_of(data.points):
        factor = data.factors.get(name, declared.Factor(path=name))
        if not factor.values and not factor.range:
            own = {key: value_at(scenario, factor.path) for key, scenario in scenarios.items()}
            values = [point.get(name, own[str(point.get("scenario", next(iter(own))))]) for point in data.points]
            known = dict.fromkeys(value for value in values if value is not None)
            found[name] = factor.model_copy(update={"values": tuple(known)})
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value
