"""The ledger of a study: a row per run with its state, in SQLite, so that a study can be interrupted at any moment."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import LinkageError
from ..files import SPACE, is_passing
from .work import Failure, PlannedRun

PENDING, SUCCEEDED, FAILED, ABORTED = "pending", "succeeded", "failed", "aborted"
STATES = (PENDING, SUCCEEDED, FAILED, ABORTED)

_TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
    run TEXT PRIMARY KEY, position INTEGER NOT NULL, design INTEGER NOT NULL, replicate INTEGER NOT NULL, seed INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending', stage_broken TEXT NOT NULL DEFAULT '', message TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0, part INTEGER, outcomes TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS runs_in_order ON runs (position);
"""
_RUN = "run, position, design, replicate, seed"
_NO_LEDGER = "Give a folder that 'linkage-sim sweep --out' has made, or sweep into a new one."


class Entry(NamedTuple):
    """A run as the ledger knows it; ``part`` is None once its months are in the study's tables, ``outcomes`` empty unless it succeeded."""

    run: str
    position: int
    design: int
    replicate: int
    seed: int
    state: str
    stage_broken: str
    message: str
    attempts: int
    part: int | None
    outcomes: tuple[float, ...]


class Ledger:
    """The ledger of a study's folder.

    Every change is one transaction that is on the disk when the call returns: after a crash, the ledger is as it was before or after it.
    (In a folder that goes with the process nobody waits for the disk.)

    Parameters
    ----------
    path : Path
        The SQLite file; made where there is none, unless ``read_only``.
    read_only : bool
        Whether only to look.
    """

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self.path = path
        with self._told():
            # A change that a crash cut short is rolled back by whoever opens the file next, who must be allowed to write for that.
            mode = "rw" if read_only and path.with_name(f"{path.name}-journal").exists() else "ro" if read_only else "rwc"
            self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=30.0)
            self._db.text_factory = _text
            if not read_only:
                self._db.execute(f"PRAGMA synchronous = {'OFF' if is_passing(path) else 'FULL'}")
                self._db.executescript(_TABLES)
            self._db.execute("SELECT count(*) FROM runs").fetchone()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def fact(self, name: str) -> Any:
        """Give something that was noted, or None."""
        with self._told():
            row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return _json(row[0]) if row else None

    def replicates(self) -> int:
        """Replicates of each point that were asked for; as many as there are runs of, where that is not noted as it was written."""
        noted = self.fact("replicates")
        with self._told():
            there = int(self._db.execute("SELECT coalesce(max(replicate), -1) + 1 FROM runs").fetchone()[0])
        return noted if type(noted) is int and 0 < noted <= there else there

    def digest(self) -> str:
        """SHA-256 of all that the ledger says of runs and their outcomes."""
        found = hashlib.sha256(json.dumps([self.fact("replicates"), self.fact("outcomes")]).encode())
        with self._told():
            for row in self._db.execute(f"SELECT {_RUN}, state, stage_broken, message, outcomes FROM runs ORDER BY position"):
                found.update(repr(row).encode())
        return found.hexdigest()

    def note(self, **facts: Any) -> None:
        """Note facts, all or none of them."""
        with self._change():
            self._db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", [(name, json.dumps(value)) for name, value in facts.items()])

    def plan(self, runs: Iterable[PlannedRun], reset: bool) -> None:
        """Take on runs: new ones are pending, known ones keep what became of them and get their new place.

        Parameters
        ----------
        runs : iterable of PlannedRun
            All runs of the study; runs that are not among them are forgotten.
        reset : bool
            Whether runs that failed or were aborted are to be tried again.
        """
        with self._change():
            self._db.execute("UPDATE runs SET position = -1")
            self._db.executemany(
                f"INSERT INTO runs ({_RUN}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (run) DO UPDATE SET "
                "position = excluded.position, design = excluded.design, replicate = excluded.replicate, seed = excluded.seed",
                runs,
            )
            self._db.execute("DELETE FROM runs WHERE position = -1")
            if reset:
                self._db.execute(f"UPDATE runs SET state = '{PENDING}' WHERE state IN ('{FAILED}', '{ABORTED}')")

    def surplus(self, wanted: set[str], pending: bool = False) -> int:
        """Count runs that succeeded, or with ``pending`` all runs, which are not among those that are wanted."""
        where = "" if pending else f"WHERE state = '{SUCCEEDED}'"
        with self._told():
            known = self._db.execute(f"SELECT run FROM runs {where}")
            return sum(run not in wanted for (run,) in known)

    def succeed(self, part: int, runs: Sequence[PlannedRun], outcomes: Mapping[str, Sequence[float]], seconds: float) -> None:
        """Note that runs succeeded and which part holds their months."""
        rows = [(part, seconds, json.dumps(list(outcomes[run.run])), run.run) for run in runs]
        with self._change():
            self._db.executemany(
                f"UPDATE runs SET state = '{SUCCEEDED}', stage_broken = '', message = '', attempts = attempts + 1, part = ?, seconds = ?, "
                "outcomes = ? WHERE run = ?",
                rows,
            )

    def fail(self, failures: Mapping[str, Failure], state: str = FAILED) -> None:
        """Note that runs failed, at which stage, and why."""
        rows = [(state, failure.stage, failure.message, run) for run, failure in failures.items()]
        with self._change():
            self._db.executemany(
                "UPDATE runs SET state = ?, stage_broken = ?, message = ?, attempts = attempts + 1, outcomes = '' WHERE run = ?", rows
            )

    def lose(self, runs: Iterable[PlannedRun]) -> None:
        """Note that a worker vanished with these runs under way; they stay pending."""
        with self._change():
            self._db.executemany("UPDATE runs SET attempts = attempts + 1 WHERE run = ?", [(run.run,) for run in runs])

    def tables_written(self, facts: Mapping[str, Any], last_part: int) -> None:
        """Note that all months of the parts up to the last one are in the study's tables now."""
        with self._change():
            self._db.execute("UPDATE runs SET part = NULL WHERE part <= ?", (last_part,))
            self._db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", [(name, json.dumps(value)) for name, value in facts.items()])

    def forget(self, runs: Iterable[str]) -> None:
        """Note that the months of runs are not on the disk, or are not those of a whole run: they are to be run again."""
        with self._change():
            self._db.executemany(f"UPDATE runs SET state = '{PENDING}', part = NULL, outcomes = '' WHERE run = ?", [(run,) for run in runs])

    def revalue(self, outcomes: Mapping[str, Sequence[float]]) -> None:
        """Note outcomes that were read anew."""
        with self._change():
            self._db.executemany(
                "UPDATE runs SET outcomes = ? WHERE run = ?", [(json.dumps(list(row)), run) for run, row in outcomes.items()]
            )

    def pending(self) -> Iterator[PlannedRun]:
        """Yield the runs that are to be done, in the order of work; runs that change their state meanwhile do not matter."""
        last = -1
        while True:
            with self._told():
                rows = self._db.execute(
                    f"SELECT {_RUN} FROM runs WHERE state = '{PENDING}' AND position > ? ORDER BY position LIMIT 5000", (last,)
                ).fetchall()
            if not rows:
                return
            yield from (PlannedRun(*row) for row in rows)
            last = rows[-1][1]

    def entries(self, state: str | None = None) -> Iterator[Entry]:
        """Yield all runs in the order of work, or those of a state."""
        where = "" if state is None else f"WHERE state = '{state}'"
        with self._told():
            rows = self._db.execute(
                f"SELECT {_RUN}, state, stage_broken, message, attempts, part, outcomes FROM runs {where} ORDER BY position"
            )
            for row in rows:
                yield Entry._make((*row[:-1], _outcomes(row[-1])))

    def counts(self) -> dict[str, int]:
        """Count runs by state."""
        with self._told():
            found = dict(self._db.execute("SELECT state, count(*) FROM runs GROUP BY state").fetchall())
        return {state: int(found.get(state, 0)) for state in STATES}

    def last_part(self) -> int:
        """Number of the newest part; 0 where there is none."""
        with self._told():
            return int(self._db.execute("SELECT coalesce(max(part), 0) FROM runs").fetchone()[0])

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:  # SQLite tells of a damaged file in the file's own bytes
            raise LinkageError(f"{self.path}: cannot be used (it is damaged). {_NO_LEDGER}") from error
        except sqlite3.Error as error:
            raise LinkageError(f"{self.path}: cannot be used ({error}). {_remedy(error)}", _exit_code(error)) from error


def _text(raw: bytes) -> str:
    """Read a text; what is no text any more is another one, which is found to be so by its hash."""
    return raw.decode(errors="replace")


def _json(text: object) -> Any:
    """Read what was noted; nothing where it is not as it was written."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


def _outcomes(text: object) -> tuple[float, ...]:
    """Read a run's outcomes; none where they are not numbers."""
    found = _json(text)
    return tuple(found) if isinstance(found, list) and all(type(value) in (int, float) for value in found) else ()


def _remedy(error: sqlite3.Error) -> str:
    text = str(error)
    if "full" in text or "disk I/O" in text:
        return SPACE
    if "locked" in text:
        return "Another process has it open; wait for it, or end it."
    return _NO_LEDGER


def _exit_code(error: sqlite3.Error) -> int:
    return 1 if "full" in str(error) or "disk I/O" in str(error) else 2
