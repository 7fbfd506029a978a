"""The result folder: what a run leaves behind, written whole or not at all, and read back with care."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import LinkageError
from . import manifest as facts
from .files import new_folder
from .stored import inside, read_json, refuse_odd, refuse_odd_values
from .summary import MONTHLY_COLUMNS, RUN_COLUMNS, TABLES, own_columns
from .tables import read_table, write_table

if TYPE_CHECKING:
    import pandas as pd

    from ..scenario import Scenario
    from .calibration.ensemble import Ensemble

MANIFEST, SCENARIO, ENSEMBLE, MONTHLY, RUNS, FIGURES = (
    "manifest.json", "scenario.yaml", "ensemble.yaml", "monthly.parquet", "runs.parquet", "figures",
)  # fmt: skip
ON_REQUEST = ("villages", "cohorts", "stores", "provinces", "counties")
"""Tables that are there where asked for; those of places in runs of a country."""
SUCCEEDED, FAILED = "succeeded", "failed"


@dataclass(frozen=True)
class Results:
    """Tables of one scenario's runs.

    Attributes
    ----------
    scenario : Scenario
        The resolved scenario.
    monthly : pandas.DataFrame
        A row per run and month of the runs that succeeded.
    runs : pandas.DataFrame
        A row per run: its state, where it ended, when it took off.
    villages : pandas.DataFrame or None
        A row per run, village and month, where asked for.
    model_version : str
        Version of the model's rules.
    started, finished : str
        UTC times.
    ensemble : Ensemble or None
        Where the runs behave as its members do: the column ``design`` is the number of the member, from 0, in its own order.
    cohorts : pandas.DataFrame or None
        A row per run, month and quarter of entry, where asked for.
    stores : pandas.DataFrame or None
        A row per store in each December and in the last month, where asked for.
    provinces, counties : pandas.DataFrame or None
        A row per run, place and month, of runs of a country.
    """

    scenario: Scenario
    monthly: pd.DataFrame
    runs: pd.DataFrame
    villages: pd.DataFrame | None
    model_version: str
    started: str
    finished: str
    ensemble: Ensemble | None = None
    cohorts: pd.DataFrame | None = None
    stores: pd.DataFrame | None = None
    provinces: pd.DataFrame | None = None
    counties: pd.DataFrame | None = None

    def scenario_of(self, design: int) -> Scenario:
        """What a run has simulated: the scenario, with the behaviour of the member that was drawn for it."""
        return behaving(self.scenario, self.ensemble, design)

    @property
    def behaviour(self) -> str:
        """Whose behaviour the runs have, in words that follow their number; empty where it is the scenario's own."""
        if self.ensemble is None:
            return ""
        return f", behaving as {self.runs['design'].nunique()} parameter sets of the ensemble {self.ensemble.name}"

    @property
    def failed(self) -> pd.DataFrame:
        """The runs that failed, with what went wrong."""
        return self.runs[self.runs["state"] != SUCCEEDED]


def behaving(scenario: Scenario, ensemble: Ensemble | None, member: int) -> Scenario:
    """Give a scenario with the behaviour of a member of an ensemble; as it is where there is none."""
    return scenario if ensemble is None else scenario.variant(ensemble.overrides()[member])


def write_result_folder(folder: Path, results: Results, command: str | None = None, draw: Callable[[Path], None] | None = None) -> None:
    """Write a whole result folder; it appears under its name when all of it is on the disk.

    Parameters
    ----------
    folder : Path
        A new folder, or an empty one.
    results : Results
        What to write.
    command : str, optional
        The command that made it.
    draw : callable, optional
        Draws the figures into the folder that it is given.
    """
    with new_folder(folder) as partial:
        fill_folder(partial, results, command, draw)


def fill_folder(partial: Path, results: Results, command: str | None = None, draw: Callable[[Path], None] | None = None) -> None:
    """Write the pieces of a result folder into a folder that is still being made; the manifest comes last."""
    (partial / SCENARIO).write_text(results.scenario.to_yaml(), encoding="utf-8")
    if results.ensemble is not None:
        (partial / ENSEMBLE).write_text(results.ensemble.to_yaml(), encoding="utf-8")
    own = tuple(column for column in own_columns() if column.name in results.monthly)
    write_table(partial / MONTHLY, results.monthly, MONTHLY_COLUMNS + own)
    write_table(partial / RUNS, results.runs, RUN_COLUMNS)
    for name in ON_REQUEST:
        if getattr(results, name) is not None:
            write_table(partial / f"{name}.parquet", getattr(results, name), TABLES[name].columns)
    if draw is not None:
        (partial / FIGURES).mkdir()
        draw(partial / FIGURES)
    text = json.dumps(_manifest(partial, results, command), indent=2, ensure_ascii=False)
    (partial / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_results(folder: Path) -> Results:
    """Read a result folder back.

    Raises
    ------
    LinkageError
        When the folder is missing, lacks a piece, is of another format, or holds a piece that was changed since.
    """
    from ..scenario import Scenario
    from .calibration.ensemble import Ensemble

    known = read_manifest(folder)
    for name, expected in known["files"].items():
        _check_piece(folder, name, expected)
    asked = {
        name: read_table(folder / f"{name}.parquet", TABLES[name].columns) for name in ON_REQUEST if f"{name}.parquet" in known["files"]
    }
    for name in (SCENARIO, MONTHLY, RUNS):
        if name not in known["files"]:
            raise LinkageError(f"{folder / MANIFEST}: does not name {name}. Run the scenario again, or restore the file.")
    return Results(
        Scenario.load(folder / SCENARIO), read_table(folder / MONTHLY, MONTHLY_COLUMNS), read_table(folder / RUNS, RUN_COLUMNS),
        asked.get("villages"),
        known["versions"]["model"], known["started"], known["finished"],
        Ensemble.load(folder / ENSEMBLE) if ENSEMBLE in known["files"] else None,
        asked.get("cohorts"), asked.get("stores"), asked.get("provinces"), asked.get("counties"),
    )  # fmt: skip


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read and check the manifest of a result folder."""
    remedy = "Give a folder that 'linkage-sim run --out' or 'linkage-sim sweep --out' has made."
    if not folder.is_dir():
        raise LinkageError(f"{folder}: there is no such folder. {remedy}")
    try:
        known = read_json(folder / MANIFEST)
    except FileNotFoundError as error:
        raise LinkageError(f"{folder}: has no {MANIFEST}, so it is not a result folder. {remedy}") from error
    except (OSError, ValueError) as error:
        raise LinkageError(f"{folder / MANIFEST}: cannot be read as JSON. {remedy}") from error
    found = known.get("format") if isinstance(known, dict) else None
    if found != facts.FORMAT:
        raise LinkageError(f"{folder / MANIFEST}: its format is {found!r}, this version reads {facts.FORMAT!r}. Run the scenario again.")
    refuse_odd_values(folder / MANIFEST, known)
    if known.get("kind") in (None, "study"):
        refuse_odd(folder / MANIFEST, known, () if known.get("kind") else ("files", "started", "finished"))
    return dict(known)


def _manifest(partial: Path, results: Results, command: str | None) -> dict[str, Any]:
    runs, data = results.runs, results.scenario.data
    return {
        "format": facts.FORMAT,
        "command": command,
        "scenario": data.name,
        "title": data.title,
        "scenario_hash": results.scenario.hash,
        "ensemble": results.ensemble.name if results.ensemble else None,
        "start": data.start,
        "months": data.months,
        "seeds": [int(seed) for seed in runs["seed"]],
        "states": dict(sorted(Counter(runs["state"]).items())),
        "runs": dict(zip(runs["run"], runs["state"], strict=True)),
        "versions": facts.versions(results.model_version),
        "commit": facts.commit(),
        "started": results.started,
        "finished": results.finished,
        "files": {path.name: facts.file_hash(path) for path in sorted(partial.iterdir()) if path.is_file()},
    }


def _check_piece(folder: Path, name: str, expected: str) -> None:
    if not inside(folder, name).is_file():
        raise LinkageError(f"{folder}: {name} is missing. Run the scenario again, or restore the file.")
    if facts.file_hash(folder / name) != expected:
        raise LinkageError(f"{folder / name}: was changed after it was written. Run the scenario again, or restore the file.")
