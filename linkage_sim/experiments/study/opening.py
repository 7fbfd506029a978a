"""The folder of a study is opened: begun, or gone on with where what stands in it belongs to what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import LinkageError
from ...scenario.reading import content_of
from .. import manifest as facts
from ..design.experiment import Experiment
from ..files import occupied
from ..stored import MOST_BYTES, write_manifest
from .conducting import asked_of, take_on
from .finishing import manifest_of
from .folder import (
    EXPERIMENT,
    LEDGER,
    begin,
    is_study,
    refuse_leading_out,
    refuse_other_format,
    refuse_place,
    set_changed_aside,
    stored_manifest,
)  # fmt: skip
from .gathering import forget_lost, gather_tables
from .ledger import Ledger
from .parts import stream
from .plan import Plan


@contextmanager
def opened(
    folder: Path, plan: Plan, replicates: int, resume: bool, command: str | None, *, same: bool = False, rows: int | None = None
) -> Iterator[Ledger]:
    """Open a study's folder for this process alone, take on the plan, and give the ledger.

    Parameters
    ----------
    folder : Path
        Where the study is, or is to be.
    plan : Plan
        Its runs.
    replicates : int
        Runs of each point.
    resume : bool
        Whether to go on with what stands there.
    command : str, optional
        The command that asked for it, for the manifest.
    same : bool
        Whether what stands there must be what is asked for, but for the number of replicates; otherwise whatever holds no other runs.
    rows : int, optional
        Rows that are put together in the tables.
    """
    altered = False
    refuse_place(folder, resume)
    refuse_leading_out(folder)
    with occupied(folder):
        known = is_study(folder)
        if known:
            refuse_other_format(folder)
            _refuse_other_runs(folder, plan, replicates, same)
            altered = _is_altered(folder)
            set_changed_aside(folder)
        else:
            begin_ledger(folder, plan.model_version)
        begin(folder, plan.experiment)
        ledger = Ledger(folder / LEDGER)
        try:
            take_on(plan, ledger, replicates)
            write_manifest(folder, manifest_of(folder, ledger, plan.experiment, command, "running"))
            if known:
                _check_disk(folder, plan, ledger, altered, rows)
            yield ledger
        finally:
            ledger.close()


def begin_ledger(folder: Path, model_version: str) -> None:
    """Make an empty ledger; a study's folder has one before it has an experiment."""
    ledger = Ledger(folder / LEDGER)
    ledger.note(model_version=model_version, started=facts.now())
    ledger.close()


def _refuse_other_runs(folder: Path, plan: Plan, replicates: int, same: bool) -> None:
    """Refuse to go on where what stands in the folder would not belong to the study any more."""
    ledger = Ledger(folder / LEDGER, read_only=True)
    try:
        version = ledger.fact("model_version")
        if version != plan.model_version:
            what = f"was made by version {version} of the model, this is {plan.model_version}"
            raise LinkageError(f"{folder}: {what}, and runs of two versions are not mixed. Name a new folder.")
        count = max(replicates, ledger.replicates())
        surplus = ledger.surplus({run.run for run in plan.runs(count)}, pending=same)
    finally:
        ledger.close()
    if same and (surplus or not _asks_the_same(folder, plan.experiment)):
        begun = stored_manifest(folder).get("command")
        remedy = f", or go on with: {begun} --resume" if isinstance(begun, str) else "."
        raise LinkageError(
            f"{folder}: holds other runs than those that are asked for: of another scenario, or with other settings, months, seeds, tables "
            f"or parameter sets. Name a new folder{remedy}"
        )
    if surplus:
        raise LinkageError(
            f"{folder}: {surplus} runs kept there are not part of the experiment any more: its scenario, factors, months or seeds "
            "have changed since. Sweep into a new folder, or restore the experiment."
        )


def _asks_the_same(folder: Path, experiment: Experiment) -> bool:
    """Whether the experiment of a folder is this one, but for the number of replicates."""
    known = content_of(folder / EXPERIMENT, MOST_BYTES)
    return _but_replicates(known) == _but_replicates(experiment.to_yaml().encode())


def _but_replicates(experiment: bytes) -> list[bytes]:
    """The lines of an experiment as it is written, but for the number of replicates."""
    return [line for line in experiment.splitlines() if not line.startswith(b"replicates:")]


def _is_altered(folder: Path) -> bool:
    """Whether a ledger is another than when the study was finished: what it says of outcomes is then not believed."""
    known = stored_manifest(folder).get("ledger")
    ledger = Ledger(folder / LEDGER, read_only=True)
    try:
        return known is not None and ledger.digest() != known
    finally:
        ledger.close()


def _check_disk(folder: Path, plan: Plan, ledger: Ledger, altered: bool, rows: int | None) -> None:
    """Have runs done again whose months are not whole on the disk; read outcomes anew that were changed, or where others are asked for."""
    forget_lost(folder, ledger, plan)
    damaged = any(len(entry.outcomes) != len(plan.experiment.outcomes) for entry in ledger.entries("succeeded"))
    if altered or damaged or ledger.fact("outcomes") not in (None, asked_of(plan.experiment)):
        ledger.revalue(_reread(folder, plan, ledger, rows))
    ledger.note(outcomes=asked_of(plan.experiment))


def _reread(folder: Path, plan: Plan, ledger: Ledger, rows: int | None) -> dict[str, tuple[float, ...]]:
    """Read the outcomes that are asked for now off the months on the disk."""
    from .rereading import outcomes_of

    gather_tables(folder, ledger, plan.tables, rows)
    designs = {entry.run: entry.design for entry in ledger.entries("succeeded")}
    asked = tuple(plan.experiment.outcomes.values())
    return {run: row for found in stream(folder / "monthly.parquet") for run, row in outcomes_of(found, asked, plan, designs)}
