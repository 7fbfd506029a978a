"""The account that a folder gives of itself where an analysis makes runs of its own: its manifest, begun before them, ended after them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import LinkageError
from . import manifest as facts
from .files import occupied, refuse_taken
from .stored import MANIFEST, read_manifest, write_manifest

RUNNING, FINISHED = "running", "finished"


@contextmanager
def kept(folder: Path, kind: str, command: str | None, resume: bool, asked: Mapping[str, Any], **told: Any) -> Iterator[list[str]]:
    """Use the folder of an analysis alone, and note what it is about before anything is run.

    Parameters
    ----------
    folder : Path
        A new folder, or one that is gone on with.
    kind : str
        Name of the analysis.
    command : str, optional
        The command that asked for it.
    resume : bool
        Whether to go on with what stands there.
    asked : mapping
        What must be the same where it is gone on with.
    told
        What the manifest tells besides.

    Yields
    ------
    list of str
        To be filled with the names of the files that are made: when the block ends well, the manifest holds their hashes.

    Raises
    ------
    LinkageError
        Where the folder holds something and is not to be gone on with, was begun with something else, or is in use.
    """
    from ..model import MODEL_VERSION

    if (folder / MANIFEST).is_file():
        refuse_other(folder, kind, resume, asked)
    elif not resume:
        refuse_taken(folder)
    with occupied(folder):
        known = {"kind": kind, "state": RUNNING, "command": command, **asked, **told}
        write_manifest(folder, known | {"versions": facts.versions(MODEL_VERSION), "commit": facts.commit(), "started": _started(folder)})
        names: list[str] = []
        yield names
        _end(folder, names)


def refuse_other(folder: Path, kind: str, resume: bool, asked: Mapping[str, Any]) -> None:
    """Refuse a folder that holds something else, or the same without being gone on with."""
    known = read_manifest(folder)
    if known.get("kind") != kind:
        raise LinkageError(f"{folder}: holds other results than those of '{kind}'. Name a new folder.")
    if not resume:
        raise LinkageError(f"{folder}: holds results of '{kind}' already. Add --resume to go on with them, or name a new folder.")
    other = [key for key, value in asked.items() if known.get(key) != value]
    if other:
        raise LinkageError(f"{folder}: was begun with another {other[0].replace('_', ' ')}. Name a new folder.")


def _end(folder: Path, names: Iterable[str]) -> None:
    """Note that all is there, with the hashes of the files of these names."""
    known = read_manifest(folder)
    files = {name: facts.file_hash(folder / name) for name in sorted(names) if (folder / name).is_file()}
    write_manifest(folder, known | {"state": FINISHED, "finished": facts.now(), "files": files})


def _started(folder: Path) -> str:
    """When it was begun first."""
    known = read_manifest(folder) if (folder / MANIFEST).is_file() else {}
    return str(known.get("started") or facts.now())
