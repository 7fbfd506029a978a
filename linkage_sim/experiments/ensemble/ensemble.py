"""The ensemble: parameter sets that the evidence allows, with their weights, kept with the scenario and read strictly."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from ...errors import LinkageError
from ...scenario import Scenario, shape
from ...scenario.bundled import ensembles as bundled
from ...scenario.declare import Block
from ...scenario.evidence import Evidence
from ...scenario.overrides import split
from ...scenario.parameters import parameters
from ...scenario.problems import Path as Keys
from ...scenario.problems import Problem, dotted, fault, mark_of, nearest, refusal, shortened
from ...scenario.reading import Document, read_file
from ...scenario.shaping import validated
from ...scenario.writing import as_yaml
from ..design.declared import Factor as DeclaredFactor
from ..design.declared import Name
from ..design.experiment import Experiment
from ..files import write_file
from .priors import MARGIN, admissible, net_margin, places_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

SELDOM = ("others", "set_aside")  # keys that a file has only where they say something
MOST_DRAWS = 1000  # where some members weigh next to nothing
ROUNDING = 1e-3  # weights are stored with six digits each
ANEW = "make the ensemble anew with 'linkage-sim calibrate'"


class Member(Block):
    """One parameter set."""

    weight: float = Field(gt=0, le=1, description="Share of the posterior that it stands for.")
    distance: float = Field(ge=0, description="Its distance from the evidence in the calibration, in tolerances.")
    values: tuple[float, ...] = Field(description="Values of the factors, in their order.")


class EnsembleData(Block):
    """A whole ensemble file."""

    schema_: Literal[1] = Field(1, alias="schema", description="Version of the ensemble format.")
    name: str = Name
    title: str = Field(description="One line for people.")
    scenario: str = Field(description="Scenario that the parameters belong to; of several, the first.")
    scenario_hash: str = Field(description="What that scenario simulated when it was calibrated.")
    others: dict[str, str] = Field(default_factory=dict, description="Further scenarios that it was calibrated to, likewise.")
    model_version: str = Field(description="Version of the model's rules.")
    experiment: str = Field(description="Experiment that was searched.")
    experiment_hash: str = Field(description="SHA-256 of that experiment, written out.")
    seed: int = Field(ge=0, description="Seed of the search.")
    waves: int = Field(ge=1, description="Waves that were run.")
    tried: int = Field(ge=1, description="Parameter sets that were tried.")
    runs: int = Field(ge=1, description="Runs of the model.")
    tolerance: float = Field(ge=0, description="Largest distance among the members, in tolerances of the evidence.")
    made: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="Day on which the first wave was run.")
    set_aside: tuple[str, ...] = Field((), description="Paths that were varied too, and that runs set for all members instead.")
    factors: dict[str, DeclaredFactor] = Field(description="What was varied, with the ranges of the prior.")
    members: tuple[Member, ...] = Field(description="The parameter sets.")


class Ensemble:
    """Parameter sets with weights. It never changes.

    Parameters
    ----------
    data : EnsembleData
        Validated content; see :meth:`load`.

    Examples
    --------
    >>> ensemble = Ensemble.load("junpu")
    >>> len(ensemble.scenarios()) == len(ensemble.weights)
    True
    """

    def __init__(self, data: EnsembleData) -> None:
        self.data = data

    @classmethod
    def load(cls, name_or_path: str | os.PathLike[str]) -> Ensemble:
        """Load the bundled ensemble of a scenario, or a file by its path.

        Raises
        ------
        LinkageError
            One sentence with file, line, what is wrong and what to do.
        """
        return cls.read(read_file(locate(name_or_path)))

    @classmethod
    def read(cls, document: Document) -> Ensemble:
        """Build an ensemble from a file's content."""
        if not isinstance(document.value, dict):
            raise fault(document.marks[()], "holds no ensemble", "make one with 'linkage-sim calibrate'")
        ensemble = cls(validated(document.value, document.marks, EnsembleData))
        ensemble._refuse_unknown_scenario(document)
        problems = [*_problems(ensemble.data), *_path_problems(ensemble.data, ensemble.scenario)]
        problems += [] if problems else _joint_problems(ensemble)  # what members are together depends on the paths of their values
        if problems:
            raise refusal(document.marks, problems)
        return ensemble

    def _refuse_unknown_scenario(self, document: Document) -> None:
        for name in self.hashes:
            path: Keys = ("others", name) if name in self.data.others else ("scenario",)
            try:
                Scenario.load(name)
            except LinkageError as error:
                raise LinkageError(f"{mark_of(document.marks, path)}: {dotted(path[:1])}: {error}", error.exit_code) from error

    def save(self, path: Path) -> None:
        """Write it as a file; the same ensemble gives the same bytes."""
        write_file(path, self.to_yaml().encode())

    def to_yaml(self) -> str:
        """Write it as YAML: a line per member."""
        content = self.data.model_dump(
            by_alias=True, exclude={"members", "factors", *(name for name in SELDOM if not getattr(self.data, name))}
        )
        content["factors"] = {name: _plain(factor) for name, factor in self.data.factors.items()}
        lines = [f"  - {{weight: {m.weight!r}, distance: {m.distance!r}, values: {list(m.values)!r}}}\n" for m in self.data.members]
        return HEAD + as_yaml(content) + "members:\n" + "".join(lines)

    @property
    def name(self) -> str:
        """Short name."""
        return self.data.name

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all that its file says: another calibration gives another one."""
        return hashlib.sha256(self.to_yaml().encode()).hexdigest()

    @property
    def factors(self) -> dict[str, str]:
        """Path of each factor, by its name."""
        return {name: factor.path for name, factor in self.data.factors.items()}

    @cached_property
    def weights(self) -> pd.Series:
        """Weight of each member; they sum to one."""
        import pandas as pd

        given = pd.Series([member.weight for member in self.data.members], name="weight")
        return given / given.sum()

    @cached_property
    def values(self) -> pd.DataFrame:
        """A row per member, a column per factor."""
        import pandas as pd

        return pd.DataFrame([member.values for member in self.data.members], columns=list(self.data.factors))

    @property
    def places(self) -> pd.DataFrame:
        """Where members lie in the priors: 0 at the low end of a range, 1 at its high end, on the scale of the prior."""
        return places_in(self.values, self.data.factors)

    def overrides(self) -> list[dict[str, Any]]:
        """What each member changes in a scenario, by path: for this village, or for another one."""
        paths = self.factors.values()
        return [dict(zip(paths, member.values, strict=True)) for member in self.data.members]

    @cached_property
    def centre(self) -> dict[str, Any]:
        """Values of the one member that stands for all, by path: what a scenario holds that is run without the ensemble.

        It is the member nearest to the weighted mean of all, each parameter measured on the scale of its prior; the weighted sum of its
        squared distances to the others is the least of all. A real member and not the mean itself, for parameters trade off, and a mean of
        sets that the evidence allows need not be one.
        """
        at, weights = self.places.to_numpy(), self.weights.to_numpy()
        nearest_one = int((((at - weights @ at) ** 2).sum(axis=1)).argmin())
        return self.overrides()[nearest_one]

    @property
    def draws_of_all(self) -> int:
        """How many draws give every member its part of the posterior: those of a hundred particles, some of them alike, are a hundred."""
        return min(max(round(1.0 / float(self.weights.min())), len(self.weights)), MOST_DRAWS)

    def draws(self, count: int) -> list[int]:
        """Draw so many members, each as often as it weighs: numbers of the members, in their order."""
        import numpy as np

        edges = np.cumsum(self.weights.to_numpy())
        drawn = np.minimum(np.searchsorted(edges, (np.arange(count) + 0.5) / count), len(edges) - 1)
        return [int(number) for number in drawn]

    def scenarios(self, base: Scenario | None = None) -> list[Scenario]:
        """Give each member as a scenario.

        Parameters
        ----------
        base : Scenario, optional
            What the parameters are laid over: the ensemble's own scenario if not given; another village, to try them without re-tuning.
        """
        scenario = base or self.scenario
        return [scenario.variant(overrides) for overrides in self.overrides()]

    def thinned(self, count: int) -> Ensemble:
        """Give at most so many members that stand for all, each for an equal part of the posterior; those drawn twice weigh twice."""
        copies = Counter(self.draws(count))
        members = tuple(self.data.members[number].model_copy(update={"weight": copy / count}) for number, copy in copies.items())
        return Ensemble(self.data.model_copy(update={"members": members}))

    def without(self, paths: Iterable[str]) -> Ensemble:
        """Give the same members without their own values at some paths, which a scenario sets for all of them instead."""
        gone = [path for path in paths if path in self.factors.values()]
        kept = [number for number, path in enumerate(self.factors.values()) if path not in gone]
        names = list(self.data.factors)
        factors = {names[number]: self.data.factors[names[number]] for number in kept}
        members = tuple(one.model_copy(update={"values": tuple(one.values[number] for number in kept)}) for one in self.data.members)
        aside = (*self.data.set_aside, *gone)
        return Ensemble(self.data.model_copy(update={"factors": factors, "members": members, "set_aside": aside}))

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that it belongs to, as it is now; of several, the first."""
        return Scenario.load(self.data.scenario)

    @property
    def hashes(self) -> dict[str, str]:
        """All scenarios that it was calibrated to, with what each simulated then."""
        return {self.data.scenario: self.data.scenario_hash} | self.data.others

    @property
    def outdated(self) -> str:
        """What has changed since the calibration, in words; empty if nothing."""
        from ...model import MODEL_VERSION

        changed = [f"scenario {name}" for name in self.hashes if self._changed(name)]
        if self.data.model_version != MODEL_VERSION:
            changed.append(f"the model's version ({self.data.model_version}, now {MODEL_VERSION})")
        return " and ".join(changed)

    def _changed(self, name: str) -> bool:
        scenario = self.scenario if name == self.data.scenario else Scenario.load(name)
        return hash_without(scenario, [*self.factors.values(), *self.data.set_aside]) != self.hashes[name]

    def experiment(self, name: str, title: str, points: list[dict[str, Any]] | None = None, **content: Any) -> Experiment:
        """Make an experiment with a point per member.

        Parameters
        ----------
        name, title : str
            Of the experiment.
        points : list of dict, optional
            What is changed besides, by path, each for every member; it prevails over the members' own values. The first points are all
            members with the first change. No change if not given.
        content
            Further keys of an experiment: replicates, seed, months, outcomes.
        """
        members = self.overrides()
        blocks = points or [{}]
        listed = [{"name": _label(block, number)} | member | _labelled(block) for block in blocks for number, member in enumerate(members)]
        made = {"name": name, "title": title, "scenario": self.data.scenario, "design": {"kind": "list"}, "points": listed} | content
        return Experiment.from_dict(made)


def hash_without(scenario: Scenario, paths: Iterable[str]) -> str:
    """Hash of what a scenario simulates but for some parameters, which count as if they had their declared defaults.

    So an ensemble does not grow old when its own centre becomes the value of what it varies.
    """
    known = {one.path: one.default for one in parameters()}
    beyond = ["environment.extrapolate"] if scenario.environment.extrapolate else []  # nor when a command may run it for longer
    return scenario.variant({path: known[path] for path in (*paths, *beyond) if path in known}).hash


HEAD = """\
# Parameter sets that the evidence allows, made by 'linkage-sim calibrate' (docs/calibration.md): do not edit.
"""


def locate(name_or_path: str | os.PathLike[str]) -> Path:
    """Find an ensemble by the name of its scenario or by its path."""
    text = os.fspath(name_or_path)
    names = bundled()
    if isinstance(name_or_path, str) and text in names:
        return names[text]
    path = Path(text)
    if path.suffix in (".yaml", ".yml"):
        return path
    guess = nearest(text, names)
    remedy = f"write {guess}" if guess else f"use {', '.join(names) or 'a file'} or the path of a .yaml file"
    raise LinkageError(f"'{shortened(text)}' is neither a bundled ensemble nor a file; {remedy}.")


def _problems(data: EnsembleData) -> Iterator[Problem]:
    if not data.members:
        yield Problem(("members",), "are missing", ANEW)
    for number, member in enumerate(data.members):
        if len(member.values) != len(data.factors):
            what = f"are {len(member.values)}, but there are {len(data.factors)} factors"
            yield Problem(("members", number, "values"), what, "give one for each factor, in their order")
        for (name, factor), value in zip(data.factors.items(), member.values, strict=False):
            if factor.range and not factor.range[0] <= value <= factor.range[-1]:
                what = f"give {value:g} for {name}, outside its prior from {factor.range[0]:g} to {factor.range[-1]:g}"
                yield Problem(("members", number, "values"), what, ANEW)
    total = sum(member.weight for member in data.members)
    if data.members and abs(total - 1.0) > ROUNDING:
        yield Problem(("members",), f"have weights that sum to {total:g}", "weights sum to one")


def _path_problems(data: EnsembleData, scenario: Scenario) -> Iterator[Problem]:
    """Every factor varies a parameter of the scenario, and none varies what another one varies already."""
    content = scenario.resolved()
    seen: dict[Keys, str] = {}
    for name, factor in data.factors.items():
        where: Keys = ("factors", name, "path")
        path = split(factor.path, content)
        if path in seen:
            yield Problem(where, f"is the path of factor {seen[path]} as well", ANEW)
        seen.setdefault(path, name)
        node = shape.at(path)
        if node is None or node.block is not None or not _holds(content, path):
            guess = nearest(factor.path, [dotted(leaf) for leaf, _, _ in shape.leaves(shape.ROOT, content)])
            remedy = f"write {guess}" if guess else "see 'linkage-sim describe' for the paths"
            yield Problem(where, f"is {shortened(factor.path)}, which is no parameter of scenario {data.scenario}", remedy)


def _holds(content: Any, path: Keys) -> bool:
    try:
        for key in path:
            content = content[key]
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _joint_problems(ensemble: Ensemble) -> Iterator[Problem]:
    """No member leaves a shop a margin that the search never runs; of a scenario that has changed since, `outdated` tells.

    What is set for all members by those who run them is theirs to answer for.
    """
    if ensemble.data.set_aside or ensemble._changed(ensemble.data.scenario):
        return
    scenario, evidence = ensemble.scenario, Evidence.load()
    low, high = evidence[MARGIN].value
    for number, values in enumerate(ensemble.overrides()):
        if not admissible(values, scenario, evidence):
            what = f"leave a shop {net_margin(values, scenario):.3g} of its sales, but {low:g} to {high:g} were observed ({MARGIN})"
            yield Problem(("members", number, "values"), what, ANEW)


def _plain(factor: DeclaredFactor) -> dict[str, Any]:
    known: Mapping[str, Any] = factor.model_dump(exclude_defaults=True)
    return {key: list(value) if isinstance(value, tuple) else value for key, value in known.items()}


def _labelled(block: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in block.items() if key != "name"}


def _label(block: dict[str, Any], number: int) -> str:
    return f"{block.get('name', 'member')} {number}"
