"""The folder of a study: made once, used by one sweep at a time, and known again by what stands in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import LinkageError
from ...scenario.reading import MADE, read_file
from .. import manifest as facts
from ..files import LOCK, refuse_taken, write_file
from ..stored import AGAIN, MANIFEST, inside, is_as_written, read_json, refuse_links
from ..summary import TABLES
from .parts import FOLDER

if TYPE_CHECKING:
    from ..design.experiment import Experiment

EXPERIMENT, SCENARIOS, LEDGER, ENSEMBLE = "experiment.yaml", "scenarios", "ledger.sqlite", "ensemble.yaml"
FIRST = "scenario.yaml"
"""The first of the study's scenarios, as it was resolved."""
NAME = re.compile(r"[a-z][a-z0-9_-]*")
LARGE = tuple(TABLES)
"""Tables that are looked at whole only where they are read."""


def is_study(folder: Path) -> bool:
    """Whether a folder holds a study, whole or not."""
    return (folder / LEDGER).is_file() and (folder / EXPERIMENT).is_file()


def refuse_place(folder: Path, resume: bool) -> None:
    """Refuse a folder that holds something, unless it is a study that is to be gone on with."""
    if is_study(folder):
        if resume:
            return
        raise LinkageError(f"{folder}: holds a study already. Add --resume to go on with it, or name a new folder.")
    if folder.is_dir() and not (folder / EXPERIMENT).exists() and all(_is_leftover(path.name) for path in folder.iterdir()):
        return  # a sweep that was killed before it began
    refuse_taken(folder)


def _is_leftover(name: str) -> bool:
    """Whether a sweep that is killed before it has begun may leave something of this name: what comes before the experiment."""
    return name in (LOCK, FOLDER, SCENARIOS, FIRST, LEDGER, f"{LEDGER}-journal") or (name.startswith(".") and ".partial-" in name)


def refuse_other_format(folder: Path) -> None:
    """Refuse a study of another format; a manifest that is missing or no JSON is made again from the ledger."""
    found = stored_manifest(folder).get("format", facts.FORMAT)
    if found not in (facts.FORMAT, facts.UNSEALED):
        raise LinkageError(f"{folder / MANIFEST}: its format is {found!r}, this version reads {facts.FORMAT!r}. Name a new folder.")


def set_changed_aside(folder: Path) -> None:
    """Give tables that were changed since they were written another name: their runs are done again."""
    for name, known in stored_manifest(folder).get("files", {}).items():
        path = inside(folder, name)
        if name.endswith((".parquet", ".csv")) and path.is_file() and facts.file_hash(path) != known:
            path.replace(path.with_name(f"{path.name}.changed"))


def stored_manifest(folder: Path) -> dict[str, Any]:
    """Give the manifest of a study that is gone on with; nothing where it is missing or not as it was written: it is made again.

    Raises
    ------
    LinkageError
        Where it names a file outside the folder.
    """
    try:
        known = read_json(folder / MANIFEST)
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    files = known.get("files", {})
    if not isinstance(files, dict):
        return {name: value for name, value in known.items() if name != "files"}
    for name in files:
        inside(folder, name)
    of_ours = known.get("format") in (facts.FORMAT, facts.UNSEALED)  # another format is told, and not taken for damage
    return known if is_as_written(known) or not of_ours else {}


def refuse_leading_out(folder: Path) -> None:
    """Refuse a study's folder in which a link leads elsewhere."""
    if folder.is_dir():
        refuse_links(folder, FOLDER, SCENARIOS)


def begin(folder: Path, experiment: Experiment) -> None:
    """Write what a study is about: the scenarios as their files give them, and last the experiment, with which the folder is a study's."""
    for sub in (FOLDER, SCENARIOS):
        (folder / sub).mkdir(exist_ok=True)
    written = {id(scenario): scenario.to_yaml().encode() for scenario in experiment.sources.values()}
    for name, scenario in experiment.sources.items():
        write_file(folder / SCENARIOS / f"{name}.yaml", written[id(scenario)])
    first = next(iter(experiment.scenarios.values()))
    write_file(folder / FIRST, written.get(id(first)) or first.to_yaml().encode())
    write_file(folder / EXPERIMENT, experiment.to_yaml().encode())


def read_experiment(folder: Path) -> Experiment:
    """Read the experiment that a study's folder holds."""
    from ...scenario import Scenario
    from ..design.experiment import Experiment

    content = read_file(folder / EXPERIMENT, MADE).value
    names = content.get("scenarios", []) if isinstance(content, dict) else []
    if not isinstance(names, list) or not all(isinstance(name, str) and NAME.fullmatch(name) for name in names):
        raise LinkageError(f"{folder / EXPERIMENT}: does not name its scenarios as it was written. {AGAIN}")
    return Experiment.from_dict(content, {name: Scenario.load(folder / SCENARIOS / f"{name}.yaml") for name in names})


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of all that a finished study says: its question, its scenarios, its tables; not of what analyses write beside them."""
    tables = [folder / f"{name}.parquet" for name in (*TABLES, "runs", "points", "outcomes")]
    said = [folder / EXPERIMENT, folder / FIRST, folder / ENSEMBLE, *(folder / SCENARIOS).glob("*.yaml"), *tables, folder / "outcomes.csv"]
    return {path.relative_to(folder).as_posix(): facts.file_hash(path) for path in sorted(said) if path.is_file()}


def refuse_changed(folder: Path, files: dict[str, str]) -> None:
    """Refuse a study of which a file is not as it was written; large tables are looked at when they are read."""
    for name, known in files.items():
        path = inside(folder, name)
        if name.removesuffix(".parquet") not in LARGE and (not path.is_file() or facts.file_hash(path) != known):
            raise LinkageError(f"{path}: was changed or damaged after it was written. {AGAIN}")
