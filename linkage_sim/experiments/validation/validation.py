"""What a validation finds: scenarios that were run with an ensemble, against observed figures, patterns and negative controls."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import account
from ..keeping import keep
from .controls import run_controls
from .finding import Validation
from .reproduction import refuse_unasked, run_scenario

if TYPE_CHECKING:
    from ..ensemble.ensemble import Ensemble

During = Callable[[Path | None], AbstractContextManager[Any]]
USUAL = "junpu"
"""The ensemble that is held against the evidence where none is named, unless the scenario has one of its own."""


def reproduce(
    *scenarios: str,
    ensemble: Ensemble | str | os.PathLike[str] | None = None,
    replicates: int | None = None,
    controls: bool = False,
    out: str | os.PathLike[str] | None = None,
    resume: bool = False,
    command: str | None = None,
    during: During = nullcontext,
    **how: Any,
) -> Validation:
    """Run scenarios with an ensemble and fresh seeds, and hold them against observed figures, patterns and, if asked, negative controls.

    Parameters
    ----------
    *scenarios : str
        Names of scenarios with targets or patterns; those that the ensemble was calibrated to if none is named.
    ensemble : Ensemble, str or path, optional
        The parameter sets, a bundled ensemble's name, or a file; that of the scenario, or of Junpu, if not given.
    replicates : int, optional
        Seeds of each parameter set; 20 if not given, of a country one.
    controls : bool
        Whether to run the negative controls as well.
    out : path, optional
        Folder for the runs and the tables; the figures are drawn by ``plot`` or by the command.
    resume : bool
        Whether to go on with what stands in the folder.
    command : str, optional
        The command that asked for it, for the manifest.
    during : callable
        Takes the folder of the runs and gives the context in which a scenario is run.
    **how
        How to run: ``engine``, ``scheduler``, ``jobs`` and what else ``sweep`` takes.

    Examples
    --------
    >>> found = reproduce("dongfeng", replicates=2)  # doctest: +SKIP
    >>> found.frames["targets"]  # doctest: +SKIP
    """
    from ...model import MODEL_VERSION
    from ..ensemble.ensemble import Ensemble

    chosen = ensemble if isinstance(ensemble, Ensemble) else Ensemble.load(ensemble or ensemble_for(scenarios))
    names = list(dict.fromkeys(scenarios or chosen.hashes))
    refuse_unasked(names)  # before anything is run
    folder = None if out is None else Path(os.fspath(out))
    how |= {"resume": resume, "command": command}
    with nullcontext([]) if folder is None else _kept(folder, chosen, names, command, resume) as files:
        found, judged = [], {}
        for name in names:
            with during(folder and folder / name):
                found.append(run_scenario(chosen, name, folder and folder / name / "runs", replicates=replicates, **how))
                if controls:
                    judged[name] = run_controls(chosen, name, folder and folder / name / "controls", **how)
        made = Validation(chosen, tuple(found), judged, MODEL_VERSION)
        files += [] if folder is None else keep(made, folder)
    return made


def _kept(folder: Path, ensemble: Ensemble, names: Sequence[str], command: str | None, resume: bool) -> AbstractContextManager[list[str]]:
    """Note what is held against what; other parameter sets are another folder."""
    from ...scenario import Scenario

    told = {"title": f"The ensemble {ensemble.name} against the evidence", "scenarios": {name: Scenario.load(name).hash for name in names}}
    return account.kept(folder, Validation.analysis, command, resume, {"ensemble": ensemble.hash}, **told)


def ensemble_for(scenarios: Sequence[str]) -> str:
    """Return the bundled ensemble for scenarios that are named alone: a country has one of its own."""
    from ...scenario.bundled import ensembles

    return scenarios[0] if len(scenarios) == 1 and scenarios[0] in ensembles() else USUAL
