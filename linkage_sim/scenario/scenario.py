"""The scenario as users meet it: loaded, changed by overrides, resolved, written and compared."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .checks import RULES, check, further
from .declare import OWN
from .difference import differences
from .evidence import Evidence
from .extensions import check_extensions, with_asked
from .loading import Layer, dict_layers, locate, merged, read_layers
from .nation import Nation
from .overrides import MARK, apply, keys
from .places import Environment, Place
from .problems import Marks, Problem, RefusalError, refusal
from .programmes import Programme
from .reach import granted, tell
from .rooms import EconomyRules, MeasureRules, PlatformRules, PopulationRules
from .root import EvidenceLink, ScenarioData
from .shaping import validated
from .subjects import Actors
from .support import Support, check_covered, check_links, coverage
from .varying import varied
from .writing import as_yaml


class Scenario:
    """What is simulated: every value that a run depends on but for its seed. It never changes.

    Parameters
    ----------
    data : ScenarioData
        Validated values; see :meth:`load`, :meth:`from_dict` and :meth:`with_overrides` for ways to get them.

    Examples
    --------
    >>> junpu = Scenario.load("junpu")
    >>> reform = junpu.with_overrides({"platform.on": False, "places.junpu.founders": 0})
    >>> sorted(reform.differences(junpu))
    ['places.junpu.founders', 'platform.on']
    """

    def __init__(self, data: ScenarioData) -> None:
        self.data = data

    @classmethod
    def load(cls, name_or_path: str | os.PathLike[str]) -> Scenario:
        """Load a bundled scenario by its name, or a file by its path.

        Raises
        ------
        LinkageError
            One sentence with file, line, path, what is wrong and what to do.
        """
        return cls._built(merged(_layers(name_or_path)))

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Scenario:
        """Build a scenario from what a scenario file would hold.

        Raises
        ------
        LinkageError
            As :meth:`load`, without file and line.
        """
        return cls._built(merged(dict_layers(content, "scenario given as a dict")))

    @classmethod
    def _built(cls, layer: Layer) -> Scenario:
        return cls._checked(layer.value, layer.marks)

    @classmethod
    def _checked(cls, content: Mapping[Any, Any], marks: Marks) -> Scenario:
        content = with_asked(content)
        try:
            data = granted(validated(content, marks, ScenarioData))
        except RefusalError as error:
            raise refusal(marks, [*error.problems, *further(content, marks, error.problems)]) from None
        check_extensions(data, marks)
        check(data, marks)
        if data.environment.extrapolate:
            tell(data)
        scenario = cls(data)
        if data.evidence:
            check_links(scenario.resolved(), marks, Evidence.load())
        return scenario

    def with_overrides(self, overrides: Mapping[str, Any]) -> Scenario:
        """Build another scenario in which some values differ.

        Parameters
        ----------
        overrides : mapping
            Values by path, such as ``{"actors.household.open_rate": 0.2}``; a place goes by its number or its name,
            and a programme set to None is removed.

        Raises
        ------
        LinkageError
            If a path does not exist or a value is impossible.
        """
        content = self.resolved()
        marks: Marks = {(): MARK}
        try:
            apply(content, overrides)
        except RefusalError as error:
            raise refusal(marks, [*error.problems, *self._problems(content, marks)]) from None
        return self._checked(content, marks)

    @classmethod
    def _problems(cls, content: Mapping[Any, Any], marks: Marks) -> tuple[Problem, ...]:
        """What is wrong with content, if anything is."""
        try:
            cls._checked(content, marks)
        except RefusalError as error:
            return error.problems
        return ()

    def variant(self, overrides: Mapping[str, Any]) -> Scenario:
        """Build another scenario as :meth:`with_overrides` does, ten times faster, for runs by the thousand.

        It simulates the same; only its evidence links still speak of this scenario's values.

        Raises
        ------
        LinkageError
            As :meth:`with_overrides`.
        """
        names = {place.name: number for number, place in enumerate(self.data.places)}
        data = varied(self.data, {keys(path, names): value for path, value in overrides.items()})
        if data is None or any(problem for rule in RULES for problem in rule(data)):
            return self.with_overrides(overrides)
        if data.environment.extrapolate:
            tell(data)
        return Scenario(data)

    def resolved(self) -> dict[str, Any]:
        """Give all values as plain dicts and lists, defaults and inherited values included."""
        return dict(_plain(self.data.model_dump(by_alias=True)))

    def to_yaml(self) -> str:
        """Write the resolved scenario as a scenario file."""
        return as_yaml(self.resolved())

    @property
    def hash(self) -> str:
        """Hash of everything that can change a result; name, title and evidence cannot."""
        return self.data.hash

    def differences(self, parent: Scenario) -> dict[str, tuple[Any, Any]]:
        """List the values in which two scenarios differ.

        Returns
        -------
        dict
            Path to (value in ``parent``, value here). A place or programme that only one of them has is one entry,
            with None for the other. Name, title and evidence are left out.
        """
        return differences(parent.resolved(), self.resolved())

    def coverage(self) -> list[Support]:
        """List every parameter with what supports its value."""
        return coverage(self.resolved())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {self.title} ({self.hash[:12]})>"

    @property
    def name(self) -> str:
        """Short name."""
        return self.data.name

    @property
    def title(self) -> str:
        """One line for people."""
        return self.data.title

    @property
    def start(self) -> str:
        """First month, YYYY-MM."""
        return self.data.start

    @property
    def months(self) -> int:
        """Length of a run."""
        return self.data.months

    @property
    def environment(self) -> Environment:
        """The exogenous series."""
        return self.data.environment

    @property
    def population(self) -> PopulationRules:
        """Who lives in a village at the start."""
        return self.data.population

    @property
    def places(self) -> tuple[Place, ...]:
        """The villages."""
        return self.data.places

    @property
    def nation(self) -> Nation | None:
        """The country whose villages are sampled, if the scenario has one in place of places."""
        return self.data.nation

    @property
    def actors(self) -> Actors:
        """The five subjects."""
        return self.data.actors

    @property
    def platform(self) -> PlatformRules:
        """The information platform."""
        return self.data.platform

    @property
    def programmes(self) -> dict[str, Programme]:
        """The catalogue of assistance."""
        return self.data.programmes

    @property
    def economy(self) -> EconomyRules:
        """Stores and their market, wages, farming, credit and consumption."""
        return self.data.economy

    @property
    def measures(self) -> MeasureRules:
        """Definitions of what is observed."""
        return self.data.measures

    @property
    def evidence(self) -> dict[str, EvidenceLink]:
        """Links from parameter paths to evidence, or to an assumption."""
        return self.data.evidence


def validate(name_or_path: str | os.PathLike[str]) -> Scenario:
    """Load a scenario and demand besides that its files support every value that they change.

    Raises
    ------
    LinkageError
        One sentence with file, line, path, what is wrong and what to do.
    """
    layers = _layers(name_or_path)
    scenario = Scenario._built(merged(layers))
    check_covered(layers)
    return scenario


def _layers(name_or_path: str | os.PathLike[str]) -> list[Layer]:
    path = locate(name_or_path)
    return read_layers(path, os.fspath(path))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        items = sorted(value.items()) if value and all(isinstance(key, int) for key in value) else value.items()
        return {key: _plain(item) for key, item in items if key not in OWN or item}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value
