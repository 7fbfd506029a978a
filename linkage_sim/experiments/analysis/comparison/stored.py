"""Result folders as cases of a comparison: nothing is run, their months are read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....errors import LinkageError
from ....findings.words import counted
from ....state.month import COLUMNS
from ...design.outcomes import Outcome, measure
from ...study.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from ....scenario import Scenario
    from ...ensemble.ensemble import EnsembleData

MARK = "#"


@dataclass(frozen=True)
class Stored:
    """Runs of one scenario that lie in a folder.

    Attributes
    ----------
    label : str
        Name of the folder, with the design point where it has several.
    scenario : Scenario
        What was run.
    outcomes : pandas.DataFrame
        Columns replicate, seed and every outcome, a row for each run that succeeded.
    planned : tuple of int
        Seeds of all runs, those that are missing included.
    version : str
        Version of the model that ran them.
    ensemble : EnsembleData or None
        Where the runs behave as the members of an ensemble do.
    """

    label: str
    scenario: Scenario
    outcomes: pd.DataFrame
    planned: tuple[int, ...]
    version: str
    ensemble: EnsembleData | None = None


def is_folder(given: Any) -> bool:
    """Whether something names a folder, with or without a design point (``DIR#3``)."""
    return isinstance(given, (str, os.PathLike)) and _split(given)[0].is_dir()


def read_stored(given: str | os.PathLike[str], outcomes: Mapping[str, Outcome]) -> Stored:
    """Read a result folder of ``run``, or a design point of one of ``sweep``.

    Raises
    ------
    LinkageError
        Where it is no whole result folder, or does not say which of its points is meant.
    """
    folder, point = _split(given)
    study = Study(folder)
    version, data = study.manifest["versions"]["model"], study.experiment.data
    if data.draws:  # each run has the behaviour of the member that was drawn for it: all of them are the case
        if point:
            raise LinkageError(f"{given}: the folder holds one scenario, not design points. Leave out '{MARK}{point}'.")
        measured = _measured(folder, study.monthly, study.scenario, outcomes)
        ensemble = study.ensemble.data if study.ensemble else None
        return Stored(folder.name, study.scenario, measured, tuple(seed for _, seed in data.draws), version, ensemble)
    number = _design(study, point)
    chosen, runs = study.experiment.points[number], study.runs_of(number)
    label = chosen.label or (f"{folder.name}{MARK}{number}" if len(study.experiment.points) > 1 else folder.name)
    scenario = study.experiment.scenario_at(chosen)
    measured = _measured(folder, study.months_of(number), scenario, outcomes)
    return Stored(label, scenario, measured, tuple(runs.values()), version)


def _split(given: str | os.PathLike[str]) -> tuple[Path, str]:
    """A folder and the design point that is named behind ``#``; a folder with that sign in its own name goes first."""
    text = os.fspath(given)
    if Path(text).is_dir():
        return Path(text), ""
    path, _, point = text.rpartition(MARK)
    return (Path(path), point) if path else (Path(text), "")


def _design(study: Study, point: str) -> int:
    """Number of the design point that is meant."""
    count = len(study.experiment.points)
    labels = {one.label: one.design for one in study.experiment.points if one.label}
    if not point and count == 1:
        return 0
    if point in labels:
        return int(labels[point])
    if point.isdecimal() and int(point) < count:
        return int(point)
    what = f"has no design point '{point}'" if point else f"holds {count} design points"
    raise LinkageError(f"{study.folder}: {what}. Say which is meant, from {study.folder}{MARK}0 to {study.folder}{MARK}{count - 1}.")


def _measured(folder: Path, monthly: pd.DataFrame, scenario: Scenario, outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    """Read outcomes off each run's months."""
    import numpy as np
    import pandas as pd

    lacking = [one.column for one in outcomes.values() if one.column not in monthly]
    if lacking:
        raise LinkageError(f"{folder}: its months have no column {lacking[0]}; it was made by an older version. Run the scenario again.")
    months = monthly.sort_values(["seed", "month"], kind="stable").reindex(columns=["seed", *(column.name for column in COLUMNS)])
    seeds = months["seed"].unique()
    record = (
        months.drop(columns="seed").to_numpy(float).reshape(len(seeds), -1, len(COLUMNS)) if len(seeds) else np.zeros((0, 1, len(COLUMNS)))
    )
    values = measure(list(outcomes.values()), record.transpose(1, 0, 2), scenario.start)
    return pd.DataFrame(values, columns=list(outcomes)).assign(seed=seeds.astype(int), replicate=range(len(seeds)))


LEAST_PAIRS = 2


def matched(cases: Sequence[Stored]) -> tuple[list[Stored], list[str]]:
    """Keep the pairs that all folders have, and say how many are lost.

    Raises
    ------
    LinkageError
        Where folders were made with other seeds, or cover other months, or share no pair.
    """
    first = cases[0]
    for other in cases[1:]:
        _check(first, other)
    common = set.intersection(*(set(case.outcomes["seed"]) for case in cases))
    lost = len(first.planned) - len(common)
    if not common:
        raise LinkageError("No seed has succeeded in all of the folders, so there is no pair. Run the scenarios again.", exit_code=1)
    if len(common) < LEAST_PAIRS:
        raise LinkageError(
            "The folders have one pair of runs in common, and one pair has no interval. Run the scenarios with more replicates."
        )
    missing = [f"{case.label} lacks {len(case.planned) - len(case.outcomes)}" for case in cases if len(case.outcomes) < len(case.planned)]
    notes = [f"{lost} of {len(first.planned)} pairs are lost, because runs failed: {', '.join(missing)}."] if lost else []
    return [_keeping(case, common) for case in cases], notes


def _keeping(case: Stored, seeds: set[int]) -> Stored:
    rows = case.outcomes[case.outcomes["seed"].isin(sorted(seeds))]
    return replace(case, outcomes=rows)


def _check(first: Stored, other: Stored) -> None:
    horizons = [f"{counted(case.scenario.months, 'month')} from {case.scenario.start}" for case in (first, other)]
    if horizons[0] != horizons[1]:
        both = f"{first.label} covers {horizons[0]}, but {other.label} {horizons[1]}"
        raise LinkageError(f"{both}, so their runs cannot be paired. Run both over the same months.")
    if set(first.planned) != set(other.planned):
        both = f"{first.label} has {_seeds(first)}, but {other.label} {_seeds(other)}"
        raise LinkageError(f"{both}, so their runs cannot be paired. Run both with the same --seed and --replicates.")
    if first.ensemble != other.ensemble:
        both = f"The runs of {first.label} and of {other.label} do not have the behaviour of the same ensemble"
        raise LinkageError(f"{both}, so a difference would not be that of the reform. Run both with the same --ensemble.")


def _seeds(case: Stored) -> str:
    return f"{counted(len(case.planned), 'seed')} from {min(case.planned)} to {max(case.planned)}"
