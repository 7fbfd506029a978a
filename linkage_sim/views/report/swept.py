"""A study as a report reads it: once, and from its tables where it is finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...experiments.manifest import file_hash
from ...experiments.study.ledger import Entry
from ...experiments.study.study import Study
from ...experiments.tables import read_table

if TYPE_CHECKING:
    import pandas as pd

    from ...experiments.design.experiment import Experiment

OUTCOMES = "outcomes.parquet"
MONTHS = "monthly.parquet"


@dataclass(frozen=True, eq=False)
class Swept:
    """What is known of a study.

    Attributes
    ----------
    folder : Path
        Where it lies.
    manifest : mapping
        Its manifest.
    experiment : Experiment
        What was asked.
    points : pandas.DataFrame
        A row per point, indexed by its number: scenario, label, and a column per factor.
    outcomes : pandas.DataFrame
        A row per point and replicate: run, design, replicate, seed, state, message, and a column per outcome.
    counts : mapping of str to int
        Runs by state.
    failed : tuple of Entry
        Runs that failed or were aborted.
    replicates : int
        Runs of each point that were asked for.
    """

    folder: Path
    manifest: Mapping[str, Any]
    experiment: Experiment
    points: pd.DataFrame
    outcomes: pd.DataFrame
    counts: Mapping[str, int]
    failed: tuple[Entry, ...]
    replicates: int


def read(folder: Path) -> Swept:
    """Read a study.

    Raises
    ------
    LinkageError
        If it cannot be read.
    """
    study = Study(folder)
    if MONTHS in study.manifest.get("files", {}):
        study.sound(MONTHS)
    return Swept(
        folder, study.manifest, study.experiment, study.points, _outcomes(study), study.counts, tuple(study.failed), study.replicates
    )


def _outcomes(study: Study) -> pd.DataFrame:
    """The table that a finished study has written, if it is as it was written; what the ledger knows of any other."""
    path = study.folder / OUTCOMES
    known = study.manifest.get("files", {}).get(OUTCOMES)
    if known and path.is_file() and file_hash(path) == known:
        return read_table(path)
    return study.outcomes
