"""Questions to a study that was run, for scripts and notebooks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..findings.finding import Findings

if TYPE_CHECKING:
    from .analysis.discovery.finding import Discovery
    from .analysis.sensitivity.finding import Sensitivity
    from .study.study import Study


def sensitivity(study: Study | str | os.PathLike[str], outcomes: Sequence[str] = (), where: Sequence[str] = ()) -> Findings[Sensitivity]:
    """Tell which factors of a study move its outcomes.

    The method is that of the design: morris, saltelli (Sobol' indices) or oat; any other design is analysed regionally: which factors tell
    runs that meet a condition from others.

    Parameters
    ----------
    study : Study, str or path
        What was run, or its folder.
    outcomes : sequence of str
        Outcomes to analyse; all if none is named.
    where : sequence of str
        Conditions such as ``stores >= 1000``, of which is told besides which factors decide them.
    """
    from .analysis.sensitivity.analysing import analyse

    known = _study(study)
    return Findings(analyse(known.outcomes, known.points, known.experiment, outcomes, where))


def discover(study: Study | str | os.PathLike[str], where: str | Sequence[str]) -> Findings[Discovery]:
    """Tell where among a study's points a condition is met.

    The answer is a box (PRIM) and a small tree (CART) in plain words, each with what it does at points that it was not made from.

    Parameters
    ----------
    study : Study, str or path
        What was run, or its folder.
    where : str or sequence of str
        What makes a run interesting: 'stores >= 1000'; may be repeated.
    """
    from .analysis.discovery.discovering import discover as found

    known = _study(study)
    return Findings(found(known.outcomes, known.points, known.experiment, where))


def _study(given: Study | str | os.PathLike[str]) -> Study:
    """A study, opened where only its folder is given."""
    from .study.study import Study

    return given if isinstance(given, Study) else Study(given)
