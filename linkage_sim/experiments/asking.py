"""Questions to a study that was run, for scripts and notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .analysis.discovery.discovering import Discovery
    from .analysis.sensitivity.effects import Sensitivity
    from .study.study import Study


def sensitivity(study: Study, outcomes: Sequence[str] = (), where: Sequence[str] = ()) -> list[Sensitivity]:
    """Tell which factors of a study move its outcomes.

    The method is that of the design: morris, saltelli (Sobol' indices) or oat; any other design is analysed regionally: which factors tell
    runs that meet a condition from others.

    Parameters
    ----------
    study : Study
        What was run.
    outcomes : sequence of str
        Outcomes to analyse; all if none is named.
    where : sequence of str
        Conditions such as ``stores >= 1000``, of which is told besides which factors decide them.
    """
    from .analysis.sensitivity.analysing import analyse

    return analyse(study.outcomes, study.points, study.experiment, outcomes, where)


def discover(study: Study, where: str | Sequence[str]) -> list[Discovery]:
    """Tell where among a study's points a condition is met.

    The answer is a box (PRIM) and a small tree (CART) in plain words, each with what it does at points that it was not made from.

    Parameters
    ----------
    study : Study
        What was run.
    where : str or sequence of str
        What makes a run interesting: 'stores >= 1000'; may be repeated.
    """
    from .analysis.discovery.discovering import discover as found

    return found(study.outcomes, study.points, study.experiment, where)
