"""What a scenario holds: its parameters with what supports them, its programmes, and the month's schedule."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from ..errors import LinkageError
from ..findings.words import counted
from ..scenario import Scenario
from ..scenario.problems import nearest
from ..scenario.support import Support

if TYPE_CHECKING:
    import pandas as pd

    from ..actors.schedule import Phase


@dataclass(frozen=True, repr=False)
class Description:
    """What a scenario holds.

    Attributes
    ----------
    scenario : Scenario
        What is described.
    parameters : tuple of Support
        Its parameters, each with value, unit and what supports it; those that were asked for.
    """

    scenario: Scenario
    parameters: tuple[Support, ...]

    @property
    def schedule(self) -> tuple[Phase, ...]:
        """Phases of a month, in their order: stage, actor, name, and what happens."""
        from ..actors.schedule import schedule

        return schedule()

    @property
    def table(self) -> pd.DataFrame:
        """The parameters, a row each."""
        import pandas as pd

        return pd.DataFrame([vars(one) for one in self.parameters])

    @property
    def content(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "name": self.scenario.name,
            "title": self.scenario.title,
            "hash": self.scenario.hash,
            "parameters": [vars(one) for one in self.parameters],
            "scenario": self.scenario.resolved(),
            "schedule": [{key: str(getattr(phase, key)) for key in ("stage", "actor", "name", "text")} for phase in self.schedule],
        }

    def to_json(self) -> str:
        """All of it as JSON."""
        return json.dumps(self.content, indent=2, ensure_ascii=False)

    def __repr__(self) -> str:
        told = f"{self.scenario.name}: {self.scenario.title}"
        run = f"from {self.scenario.start} for {counted(self.scenario.months, 'month')}; hash {self.scenario.hash[:12]}"
        return f"{told}\n{run}\n{counted(len(self.parameters), 'parameter')}; see .table, .schedule and .scenario"


def describe(scenario: str | os.PathLike[str] | Scenario, paths: Sequence[str] = ()) -> Description:
    """Describe a scenario: parameters with units and evidence, programmes, the month's schedule.

    Parameters
    ----------
    scenario : str, path or Scenario
        Bundled scenario, file, or a scenario that is loaded.
    paths : sequence of str
        Only these parameters, written as a shell matches names, such as ``platform.*``; all of them if none is given.

    Returns
    -------
    Description
        ``parameters`` (also as a ``table``), ``scenario`` and ``schedule``.

    Raises
    ------
    LinkageError
        If the scenario is refused, or no parameter matches a path.

    Examples
    --------
    >>> [one.path for one in describe("junpu", ["platform.delay"]).parameters]
    ['platform.delay']
    """
    loaded = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    known = loaded.coverage()
    return Description(loaded, tuple(_matching(known, paths, loaded.name) if paths else known))


def _matching(known: Sequence[Support], patterns: Sequence[str], name: str) -> list[Support]:
    """Return the parameters whose paths match a pattern."""
    found: list[Support] = []
    for pattern in patterns:
        matching = [one for one in known if fnmatchcase(one.path, pattern)]
        if not matching:
            names = [one.path for one in known]
            guess = nearest(pattern, names) or f"{names[0].split('.')[0]}.*"
            raise LinkageError(f"'{pattern}' matches no parameter of {name}; write for example '{guess}'.", exit_code=2)
        found += [one for one in matching if one not in found]
    return found
