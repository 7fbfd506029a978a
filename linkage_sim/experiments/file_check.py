"""Files that are checked before anything is run: scenarios, experiments, and the evidence base."""

from __future__ import annotations

import os
import pathlib
from dataclasses import dataclass

from ..errors import LinkageError
from ..scenario import validate as valid_scenario
from ..scenario.behaviour import behaviour_set
from ..scenario.bundled import EVIDENCE_FILE, bundled
from ..scenario.evidence import Evidence
from ..scenario.loading import locate, read_layer
from ..scenario.problems import RefusalError
from ..scenario.reading import read_file


@dataclass(frozen=True)
class FileCheck:
    """What is wrong with a file.

    Attributes
    ----------
    file : str
        As it was named.
    errors : tuple of str
        All that is wrong, a sentence each; none where the file is valid.
    behaviour : tuple of str
        Paths of the behaviour that all places share and that a valid scenario changes for itself.
    """

    file: str
    errors: tuple[str, ...] = ()
    behaviour: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    def __str__(self) -> str:
        if self.errors:
            return "\n".join(self.errors)
        told = f"{self.file}: valid"
        return (
            f"{told}, but it changes behaviour that all places share: {', '.join(self.behaviour)} (see docs/settings.md)"
            if self.behaviour
            else told
        )


def validate(file: str | os.PathLike[str]) -> FileCheck:
    """Check a file, and tell all that is wrong at once.

    Form, units and ranges are checked; of scenarios, that evidence or an assumption supports changes; of experiments, every point.

    Parameters
    ----------
    file : str or path
        Scenario or experiment, or the name of a bundled one; a file called ``evidence.yaml`` is an evidence base.

    Returns
    -------
    FileCheck
        ``valid``, and the ``errors`` where it is not.

    Examples
    --------
    >>> validate("junpu").valid
    True
    """
    name = os.fspath(file)
    try:
        return FileCheck(name, behaviour=_checked(name))
    except RefusalError as error:
        return FileCheck(name, tuple(error.each()))
    except LinkageError as error:
        return FileCheck(name, (str(error),))


def _checked(name: str) -> tuple[str, ...]:
    """Read a file, and return the shared behaviour that it changes if it is a scenario."""
    if pathlib.Path(name).name == EVIDENCE_FILE:
        Evidence.load(name)
        return ()
    if is_experiment(name):
        _check_points(name)
        return ()
    valid_scenario(name)
    layer = read_layer(locate(name))
    return tuple(behaviour_set(layer)) if layer.value.get("extends") else ()


def is_experiment(name: str) -> bool:
    """Whether a file says what is varied, or a name is that of a bundled experiment and of no scenario."""
    from .design.bundled import bundled as bundled_experiments

    if name in bundled() or name in bundled_experiments():
        return name not in bundled()
    content = read_file(name).value if pathlib.Path(name).is_file() else None
    return isinstance(content, dict) and not {"scenario", "scenarios", "factors", "points"}.isdisjoint(content)


def _check_points(name: str) -> None:
    from .design.experiment import Experiment

    experiment = Experiment.load(name)
    for point in experiment.points:
        experiment.scenario_at(point)
