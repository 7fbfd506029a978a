"""Making the runs of a comparison: where and how, with nothing that changes a number."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ....population.spots import households_played
from ...files import passing_folder
from ...keeping import keep

if TYPE_CHECKING:
    from ....findings.finding import Finding
    from ...design.experiment import Experiment
    from ...study.study import Study

SMALL = 20_000_000
"""Household-months that one process does in some seconds, about as long as it takes others to start."""


class Progress(Protocol):
    """Shows how far work is."""

    def __call__(self, total: int, text: str) -> AbstractContextManager[Any]:
        """Begin to show so many runs and what they are for; the context's ``tick`` is told how many more are done."""


@dataclass(frozen=True)
class Running:
    """Where and how runs are made.

    Attributes
    ----------
    engine, scheduler, jobs, yes, command
        As for :func:`linkage_sim.experiments.study.sweeping.sweep`; what takes seconds only is done in this process, unless jobs are named.
    progress : Progress, optional
        Shows how far the work is.
    draw : callable, optional
        Draws the figures of what was found into the folder that is kept.
    """

    engine: str = "processes"
    scheduler: str | None = None
    jobs: int | None = None
    yes: bool = False
    command: str | None = None
    progress: Progress | None = None
    draw: Callable[[Finding, Path], None] | None = None

    def keep(self, found: Finding, folder: Path) -> list[str]:
        """Keep what was found, and its figures; give the names of the files but those of the figures."""
        names = keep(found, folder)
        if self.draw is not None:
            self.draw(found, folder)
        return names

    def sweep(self, experiment: Experiment, folder: Path, resume: bool, pairs: int) -> Study:
        """Run an experiment in a folder with so many replicates."""
        from ...study.sweeping import sweep

        engine = "inprocess" if self.engine == "processes" and self.jobs is None and _size(experiment, pairs) <= SMALL else self.engine
        with self._watch(experiment.point_count * pairs, experiment.title) as bar:
            return sweep(
                experiment, folder, engine=engine, scheduler=self.scheduler, jobs=self.jobs, resume=resume, yes=self.yes,
                replicates=pairs, tick=getattr(bar, "tick", None), command=self.command,
            )  # fmt: skip

    def _watch(self, total: int, text: str) -> AbstractContextManager[Any]:
        return self.progress(total, text) if self.progress else nullcontext()


def _size(experiment: Experiment, pairs: int) -> int:
    """Household-months of all runs."""
    months = max(one.months for one in experiment.scenarios.values())
    return pairs * months * sum(households_played(one) for one in experiment.scenarios.values())


@contextmanager
def kept_or_passing(out: str | os.PathLike[str] | None) -> Iterator[Path]:
    """The folder that keeps the study; one that vanishes where none is given."""
    if out is not None:
        yield Path(out)
        return
    with passing_folder() as place:
        yield Path(place) / "study"
