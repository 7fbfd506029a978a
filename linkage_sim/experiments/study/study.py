"""A study as all meet it who read it: its scenarios, points, outcomes and tables; whole, or with what is missing told."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import LinkageError
from .. import manifest as facts
from ..stored import AGAIN, GIVE, STUDY, read_manifest
from ..summary import RUN_COLUMNS, TABLES
from ..tables import read_table
from .folder import ENSEMBLE, LEDGER, is_study, read_experiment, refuse_changed, refuse_leading_out
from .ledger import PENDING, SUCCEEDED, Entry, Ledger
from .plan import Plan
from .shown import Shown

if TYPE_CHECKING:
    import pandas as pd

    from ...scenario import Scenario
    from ..design.experiment import Experiment
    from ..ensemble.ensemble import Ensemble

OUTCOMES = "outcomes.parquet"


class Study(Shown):
    """Runs that are kept in a folder, those of a scenario or of a whole experiment, done or under way.

    Parameters
    ----------
    folder : str or path
        The folder that ``run`` or ``sweep`` has made.
    temporary : TemporaryDirectory, optional
        Where the folder lies, if it is to vanish with the study.
    plan, manifest : optional
        What was asked, and what the manifest would tell, where the folder has no papers of its own yet.

    Raises
    ------
    LinkageError
        Where the folder is no study's, is of another format, or was made by another version of the model.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        temporary: tempfile.TemporaryDirectory[str] | None = None,
        plan: Plan | None = None,
        manifest: dict[str, Any] | None = None,
    ) -> None:
        self.folder = Path(os.fspath(folder))
        self._temporary = temporary
        self.manifest = manifest or _manifest(self.folder)
        if plan is not None:
            self.plan, self.experiment = plan, plan.experiment

    @property
    def passing(self) -> bool:
        """Whether its folder vanishes with it."""
        return self._temporary is not None

    @cached_property
    def experiment(self) -> Experiment:
        """What was asked."""
        return read_experiment(self.folder)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that was run; of several, the first."""
        return next(iter(self.experiment.scenarios.values()))

    @cached_property
    def ensemble(self) -> Ensemble | None:
        """The ensemble whose members the runs of the scenario behave as, each point one member in its order; None where they do not."""
        from ..ensemble.ensemble import Ensemble

        return Ensemble.load(self.folder / ENSEMBLE) if (self.folder / ENSEMBLE).is_file() else None

    @property
    def behaviour(self) -> str:
        """Whose behaviour the runs have, in words that follow their number; empty where it is the scenario's own."""
        if self.ensemble is None:
            return ""
        return f", behaving as {self.runs['design'].nunique()} parameter sets of the ensemble {self.ensemble.name}"

    def scenario_of(self, design: int) -> Scenario:
        """What the runs of a point have simulated."""
        return self.experiment.scenario_at(self.experiment.points[design])

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

        names = list(self.experiment.outcomes)
        columns = ["run", "design", "replicate", "seed", "state", "message", *names]
        if OUTCOMES in self.manifest.get("files", {}):
            return read_table(self.folder / OUTCOMES)[columns]
        known = self._entries()
        rows = [self._row(known, design, replicate, names) for design, replicate in self.plan.wanted(self.replicates)]
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

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """A row per run and month of the runs that succeeded; see :meth:`months` for a part of a large table."""
        return self.table("monthly")

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row per run: its state, where it ended, when it took off."""
        return self.table("runs")

    @cached_property
    def villages(self) -> pd.DataFrame | None:
        """A row per run, village and month, where asked for."""
        return self._kept("villages")

    @cached_property
    def cohorts(self) -> pd.DataFrame | None:
        """A row per run, month and quarter of entry, where asked for."""
        return self._kept("cohorts")

    @cached_property
    def stores(self) -> pd.DataFrame | None:
        """A row per store in each December and in the last month, where asked for."""
        return self._kept("stores")

    @cached_property
    def provinces(self) -> pd.DataFrame | None:
        """A row per run, province and month, of runs of a country."""
        return self._kept("provinces")

    @cached_property
    def counties(self) -> pd.DataFrame | None:
        """A row per run, county and month, of runs of a country."""
        return self._kept("counties")

    def _kept(self, name: str) -> pd.DataFrame | None:
        file = f"{name}.parquet"
        there = file in self.manifest.get("files", {}) or (self.folder / file).is_file()
        return self.table(name) if there else None

    def months_of(self, design: int, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Months of the runs that stand for a point, with these columns beside the run and the month; all if not given."""
        import pyarrow.parquet as pq

        wanted = None if columns is None else ["run", "month", *columns]
        table = pq.read_table(self.sound("monthly.parquet"), columns=wanted, filters=[("run", "in", list(self.runs_of(design)))])
        frame: pd.DataFrame = table.to_pandas(date_as_object=False)
        return frame

    def runs_of(self, design: int) -> dict[str, int]:
        """Ids of the runs that stand for a point, with their seeds; points that simulate the same share theirs."""
        owner, known = self.plan.owner[design], self._entries()
        return {entry.run: entry.seed for (of, _), entry in known.items() if of == owner}

    def table(self, name: str) -> pd.DataFrame:
        """Read a table of a finished study: monthly, villages, runs, points or outcomes."""
        columns = TABLES[name].columns if name in TABLES else RUN_COLUMNS if name == "runs" else ()
        return read_table(self.sound(f"{name}.parquet"), columns)

    def sound(self, name: str) -> Path:
        """Give the path of a finished study's table, if it is as it was written."""
        path, known = self.folder / name, self.manifest.get("files", {}).get(name)
        if not path.is_file():
            why = f"{name} is missing" if known else f"has no {name}: the study is not finished"
            raise LinkageError(f"{self.folder}: {why}. {AGAIN}")
        if known and facts.file_hash(path) != known:
            raise LinkageError(f"{path}: was changed or damaged after it was written. {AGAIN}")
        return path

    def months_in(self, province: str, columns: Sequence[str]) -> pd.DataFrame:
        """Months of one province in all runs of a finished study of a country, with these columns beside the keys."""
        import pyarrow.parquet as pq

        wanted = ["run", "design", "replicate", "seed", "province", "month", *columns]
        table = pq.read_table(self.sound("provinces.parquet"), columns=wanted, filters=[("province", "=", province)])
        frame: pd.DataFrame = table.to_pandas(date_as_object=False)
        return frame.drop(columns="province")

    def months(self, designs: Sequence[int] | None = None, columns: Sequence[str] | None = None) -> pd.DataFrame:
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
            raise LinkageError(f"{self.folder / LEDGER}: the outcomes of run {run} are not as they were written. {AGAIN}")
        state, message = (entry.state, entry.message) if entry else (PENDING, "")
        return [run, design, replicate, self.plan.seed_of(design, replicate), state, message, *values]


class _opened:  # noqa: N801 - used like a function
    """Open a study's ledger to look into it."""

    def __init__(self, folder: Path) -> None:
        self._ledger = Ledger(folder / LEDGER, read_only=True)

    def __enter__(self) -> Ledger:
        return self._ledger

    def __exit__(self, *_: object) -> None:
        self._ledger.close()


def _manifest(folder: Path) -> dict[str, Any]:
    known = read_manifest(folder)
    if known["kind"] != STUDY or not is_study(folder):
        raise LinkageError(f"{folder}: holds no runs that could be read. {GIVE}")
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
            raise LinkageError(f"{ledger.path}: was changed after the study was finished. {AGAIN}")


def studies_below(folder: Path) -> Iterator[Path]:
    """Folders below that hold studies."""
    return (path.parent for path in sorted(folder.glob(f"*/{LEDGER}")))
