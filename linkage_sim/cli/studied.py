"""What commands share that analyse a study: one that stands in a folder, or one that is run now from its experiment."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from linkage_sim.errors import LinkageError
from linkage_sim.findings.words import listing

from . import completing
from .options import told_how_to_go_on

if TYPE_CHECKING:
    from linkage_sim.experiments.design.experiment import Experiment
    from linkage_sim.experiments.study.study import Study

Given = Annotated[
    str,
    typer.Argument(
        metavar="EXPERIMENT|FOLDER",
        help="Bundled experiment or file to run, or the folder of a study.",
        autocompletion=completing.experiments,
    ),
]
NoFigures = Annotated[bool, typer.Option("--no-figures", help="Draw no figures.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


class Running(NamedTuple):
    """How an experiment is run."""

    out: Path | None
    engine: str
    scheduler: str | None
    jobs: int | None
    resume: bool
    yes: bool

    @property
    def asked(self) -> list[str]:
        """The options by which something of it was asked for."""
        usual = Running(None, "processes", None, None, False, self.yes)
        return [f"--{name}" for name, value, other in zip(self._fields, self, usual, strict=True) if value != other]


def studied(given: str, running: Running, check: Callable[[Experiment], Any], words: Sequence[str]) -> Study:
    """Read a study from its folder, or run an experiment.

    Parameters
    ----------
    given : str
        A study's folder, or an experiment's name or file.
    running : Running
        How to run it.
    check : callable
        Refuses an experiment that cannot be analysed as asked, before any run.
    words : sequence of str
        The command as a person would type it again, without its folder.
    """
    from linkage_sim.experiments.design.experiment import Experiment
    from linkage_sim.experiments.study.study import Study

    if _is_folder(given):
        if running.asked:
            what = "its analysis is kept in it" if running.asked == ["--out"] else "nothing of it is run here"
            raise LinkageError(f"{given} is a study that was run already, and {what}; leave out {listing(running.asked)}.")
        study = Study(Path(given))
        check(study.experiment)
        return study
    if running.resume and running.out is None:
        raise LinkageError("--resume goes on with what stands in a folder; say which with --out DIR.")
    experiment = Experiment.load(given)
    check(experiment)
    return _swept(experiment, running, [*words, *(["--out", str(running.out)] if running.out else [])])


def kept_in(given: str, running: Running) -> Path | None:
    """Folder in which the analysis is kept, if any."""
    return Path(given) if _is_folder(given) else running.out


def _is_folder(given: str) -> bool:
    """A folder, unless it only happens to have the name of a bundled experiment."""
    from linkage_sim.experiments.design.bundled import bundled
    from linkage_sim.experiments.study.folder import is_study

    path = Path(given)
    return path.is_dir() and (is_study(path) or given not in bundled())


def _swept(experiment: Experiment, running: Running, words: Sequence[str]) -> Study:
    from linkage_sim.experiments.study.sweeping import sweep
    from linkage_sim.model import compile_rules

    from .progress import Bar

    compile_rules()
    again = shlex.join(words)
    how = running._asdict()
    with (
        told_how_to_go_on(running.out, f"{again} --resume"),
        Bar(experiment.run_count(experiment.data.replicates), f"Running {experiment.name}") as bar,
    ):
        return sweep(experiment, how.pop("out"), tick=bar.tick, command=again, **how)
