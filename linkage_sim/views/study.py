"""The figures of a study, drawn from its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import LinkageError
from ..scenario.evidence import Evidence
from .choosing import chosen
from .figures import drawings, figure_names
from .report.sweeps import NAMES, study_drawings
from .style import Drawing
from .targets import targets_for

if TYPE_CHECKING:
    from ..experiments.study.study import Study


def figures(study: Study, name: str = "") -> Sequence[Drawing]:
    """Draw a study's main figure, or that of a name.

    Raises
    ------
    LinkageError
        If there is no such figure, or no run has succeeded.
    """
    single = study.experiment.single
    known = figure_names(study.provinces is not None, network=False) if single else NAMES
    names = chosen([name] if name else [], known)
    found = _of_run(study, names[:1]) if single else list(study_drawings(study, names))
    if not found:
        raise LinkageError(f"{study.folder}: too few runs have succeeded for a figure of them.", exit_code=1)
    return found


def _of_run(study: Study, names: Sequence[str]) -> Sequence[Drawing]:
    if study.monthly.empty:
        return ()
    scenario = study.scenario
    return drawings(study.monthly, scenario.title, targets_for(scenario.name, Evidence.load()), provinces=study.provinces, names=names)
