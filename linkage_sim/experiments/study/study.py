"""A study as analyses meet it: its points, its outcomes, its months; whole, or with what is missing told."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import LinkageError
from .. import manifest as facts
from ..stored import read_json, refuse_odd
from ..summary import TABLES
from ..tables import read_table
from .folder import KIND, LEDGER, MANIFEST, is_study, read_experiment, refuse_changed, refuse_leading_out
from .ledger import PENDING, SUCCEEDED, Entry, Ledger
from .plan import Plan

if TYPE_CHECKING:
    import pandas as pd

    from ..design.experiment import Experiment


class Study:
    """A study that was run, or is being run: read from its folder.

    Parameters
    ----------
    folder : Path
        The folder that a sweep has made.
    temporary : TemporaryDirectory, optional
        Where the folder lies, if it is to vanish with the study.
    known : Study, optional
        The same study as it was read before: its experiment and its plan are not read again.

    Raises
    ------
    LinkageError
        Where the folder is no study's, is of another format, or was made by another version of the model.
    """

    def __init__(self, folder: Path, temporary: tempfile.TemporaryDirectory[str] | None = None, known: Study | None = None) -> None:
        self.folder = folder
        self._temporary = temporary
        self.manifest = _manifest(folder)
        if known is not None:
            self.experiment, self.plan = known.experiment, known.plan

    @cached_property
    def experiment(self) -> Experiment:
        """What was asked."""
        return read_experiment(self.folder)

    @cached_property
    def plan(self) -> Plan:
        """Its runs, with their identities as they were when the study was made."""
        return Plan(self.experiment, self.manifest["versions"]["model"])

    @cached_property
    def points(self) -> pd.DataFrame:
        """A row per design point, indexed by its number: scenario, label, and a column per factor."""
        import pandas as pd

        rows = [{"scenario": point.scenario, "label": point.label, **point.levels} for point in self.experiment.points]
        return pd.DataFrame(rows, index=pd.RangeIndex(len(rows), name="design"))

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """A row per point and replicate: run, design, replicate, seed, state, message, and each outcome (missing unless succeeded)."""
        import pandas as pd

        known = self._entries()
        names = list(self.experiment.outcomes)
        rows = [
            self._row(known, design, replicate, names) for replicate in range(self.replicates) for design in range(len(self.plan.points))
        ]
        columns = ["run", "design", "replicate", "seed", "state", "message", *names]
        return pd.DataFrame(rows, columns=columns)

    @property
    def replicates(self) -> int:
        """Replicates of each point that were asked for."""
        with _opened(self.folder) as ledger:
            return ledger.replicates()

    @property
    def counts(self) -> dict[str, int]:
        """Number of runs by state; points that simulate the same share their runs."""
        with _opened(self.folder) as ledger:
            return ledger.counts()

    @property
    def failed(self) -> list[Entry]:
        """Runs that failed or were aborted, with the stage that broke and the message."""
        with _opened(self.folder) as ledger:
            return [entry for entry in ledger.entries() if entry.state not in (SUCCEEDED, PENDING)]

    def complete(self) -> pd.DataFrame:
        """Outcomes with the points' factors, where every run is there.

        Raises
        ------
        LinkageError
            If runs are missing; the sentence says how many, and what to do.
        """
        frame = self.outcomes
        missing = int((frame["state"] != SUCCEEDED).sum())
        if missing:
            first = frame[frame["state"] != SUCCEEDED].iloc[0]
            why = f"the first, of point {first['design']} with seed {first['seed']}, is {first['state']}"
            why += f" ({first['message']})" if first["message"] else ""
            raise LinkageError(
                f"{self.folder}: {missing} of {len(frame)} runs are missing: {why}. Sweep again with --resume, or change the scenario.", 1
            )
        return frame

    def table(self, name: str) -> pd.DataFrame:
        """Read a table of a finished study: monthly, villages, runs, points or outcomes."""
        columns = TABLES[name].columns if name in TABLES else ()
        return read_table(self.sound(f"{name}.parquet"), columns)

    def sound(self, name: str) -> Path:
        """Give the path of a finished study's table, if it is as it was written."""
        path = self.folder / name
        if not path.is_file():
            raise LinkageError(f"{self.folder}: has no {name}: the study is not finished. Sweep again with --resume.")
        known = self.manifest.get("files", {}).get(name)
        if known and facts.file_hash(path) != known:
            raise LinkageError(f"{path}: was changed or damaged after it was written. Sweep again with --resume, or restore the file.")
        return path

    def months_in(self, province: str, columns: Sequence[str]) -> pd.DataFrame:
        """Months of one province in all runs of a finished study of a country, with these columns beside the keys."""
        import pyarrow.parquet as pq

        wanted = ["run", "design", "replicate", "seed", "province", "month", *columns]
        table = pq.read_table(self.sound("provinces.parquet"), columns=wanted, filters=[("province", "=", province)])
        frame: pd.DataFrame = table.to_pandas(date_as_object=False)
        return frame.drop(columns="province")

    def monthly(self, designs: Sequence[int] | None = None, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Months of a finished study, of some points and columns only where asked for; keys are always there."""
        import pyarrow.parquet as pq

        path = self.sound("monthly.parquet")
        keys = ["run", "design", "replicate", "seed", "month"]
        wanted = None if columns is None else [*keys, *(name for name in columns if name not in keys)]
        filters = None if designs is None else [("design", "in", list(designs))]
        frame: pd.DataFrame = pq.read_table(path, columns=wanted, filters=filters).to_pandas(date_as_object=False)
        return frame

    def _entries(self) -> dict[tuple[int, int], Entry]:
        """Runs by point and replicate, as the ledger knows them: a later version may name the same scenario otherwise."""
        with _opened(self.folder) as ledger:
            return {(entry.design, entry.replicate): entry for entry in ledger.entries()}

    def _row(self, known: dict[tuple[int, int], Entry], design: int, replicate: int, names: Sequence[str]) -> list[Any]:
        entry = known.get((self.plan.owner[design], replicate))
        run = entry.run if entry else self.plan.run_of(design, replicate)
        values = entry.outcomes if entry and entry.state == SUCCEEDED else (float("nan"),) * len(names)
        if len(values) != len(names):
            raise LinkageError(
                f"{self.folder / LEDGER}: the outcomes of run {run} are not as they were written. Sweep again with --resume."
            )
        state, message = (entry.state, entry.message) if entry else (PENDING, "")
        return [run, design, replicate, self.experiment.data.seed + replicate, state, message, *values]


class _opened:  # noqa: N801 - used like a function
    """Open a study's ledger to look into it."""

    def __init__(self, folder: Path) -> None:
        self._ledger = Ledger(folder / LEDGER, read_only=True)

    def __enter__(self) -> Ledger:
        return self._ledger

    def __exit__(self, *_: object) -> None:
        self._ledger.close()


def _manifest(folder: Path) -> dict[str, Any]:
    remedy = "Give a folder that 'linkage-sim sweep --out' has made."
    if not folder.is_dir():
        raise LinkageError(f"{folder}: there is no such folder. {remedy}")
    try:
        known = read_json(folder / MANIFEST)
    except (OSError, ValueError) as error:
        raise LinkageError(f"{folder}: has no readable {MANIFEST}, so it is not a study. {remedy}") from error
    if not isinstance(known, dict) or known.get("format") != facts.FORMAT:
        found = known.get("format") if isinstance(known, dict) else None
        raise LinkageError(
            f"{folder / MANIFEST}: its format is {found!r}, this version reads {facts.FORMAT!r}. Sweep again into a new folder."
        )
    if known.get("kind") != KIND or not is_study(folder):
        raise LinkageError(f"{folder}: holds the results of one scenario, not a study. {remedy}")
    refuse_odd(folder / MANIFEST, known)
    refuse_leading_out(folder)
    refuse_changed(folder, known.get("files", {}))
    _refuse_changed_ledger(folder, known)
    return known


def _refuse_changed_ledger(folder: Path, known: dict[str, Any]) -> None:
    """Refuse a finished study whose ledger is not as it was when the study was finished."""
    if known.get("ledger") is None:
        return
    with _opened(folder) as ledger:
        if ledger.digest() != known["ledger"]:
            raise LinkageError(f"{ledger.path}: was changed after the study was finished. Sweep again with --resume.")


def studies_below(folder: Path) -> Iterator[Path]:
    """Folders below that hold studies."""
    return (path.parent for path in sorted(folder.glob(f"*/{LEDGER}")))
