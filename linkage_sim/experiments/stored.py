"""What stands in a folder of results, taken with care: its manifest has the form that was written, and every name lies in the folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import LinkageError
from ..scenario.reading import content_of
from . import manifest as facts
from .files import write_file

MANIFEST, FIGURES = "manifest.json", "figures"
STUDY = "study"
"""Kind of the folders that runs are kept in: those of a scenario, or of a whole experiment."""
MOST_BYTES = 500_000_000
SEAL = "sha256"
"""Entry of a manifest, or of a kept finding, with the hash of all others."""
MAPPINGS = {"files": str, "versions": str, "scenarios": str, "states": int}
"""Entries of a manifest that are blocks of names, and what stands beside each name."""
REMEDY = "Restore it, or make the results anew."
AGAIN = "Give its command again with --resume, or restore the file."
"""What helps where a study was damaged: what is missing or was changed is done again."""
GIVE = "Give a folder that 'linkage-sim run --out' or 'linkage-sim sweep --out' has made."


def write_manifest(folder: Path, known: Mapping[str, Any]) -> None:
    """Write the manifest of a folder anew: what its format and kind are, what is known of it, and the hash of all that."""
    told = {"format": ""} | dict(known) | {"format": facts.FORMAT}
    text = json.dumps(told | {SEAL: seal(told)}, indent=2, ensure_ascii=False)
    write_file(folder / MANIFEST, (text + "\n").encode())


def seal(content: Mapping[str, Any]) -> str:
    """SHA-256 of all entries but the one that holds it, in whatever order and spacing they are written."""
    rest = {key: value for key, value in content.items() if key != SEAL}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def is_as_written(manifest: Mapping[str, Any]) -> bool:
    """Whether nothing of a manifest was changed; those of the format before had no hash by which to tell."""
    return manifest.get("format") == facts.UNSEALED or manifest.get(SEAL) == seal(manifest)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read and check the manifest of a folder.

    Raises
    ------
    LinkageError
        When there is none, it is of another format, or is not as it was written.
    """
    if not folder.is_dir():
        raise LinkageError(f"{folder}: there is no such folder. {GIVE}")
    try:
        known = read_json(folder / MANIFEST)
    except FileNotFoundError as error:
        raise LinkageError(f"{folder}: has no {MANIFEST}, so it is not a result folder. {GIVE}") from error
    except (OSError, ValueError) as error:
        raise LinkageError(f"{folder / MANIFEST}: cannot be read as JSON. {GIVE}") from error
    found = known.get("format") if isinstance(known, dict) else None
    if found not in (facts.FORMAT, facts.UNSEALED):
        raise LinkageError(f"{folder / MANIFEST}: its format is {found!r}, this version reads {facts.FORMAT!r}. Make the results anew.")
    refuse_odd_values(folder / MANIFEST, known)
    if known.get("kind") is None:
        command = known.get("command") or f"linkage-sim run {known.get('scenario')} --out DIR"
        raise LinkageError(f"{folder}: is a run's folder of an older form. Make it anew, in a new folder: {command}")
    if known["kind"] == STUDY:
        refuse_odd(folder / MANIFEST, known)
    if not is_as_written(known):
        remedy = AGAIN if known["kind"] == STUDY else REMEDY
        raise LinkageError(f"{folder / MANIFEST}: was changed or damaged after it was written. {remedy}")
    return dict(known)


def read_json(path: Path) -> Any:
    """Read a file that should hold JSON.

    Raises
    ------
    ValueError
        Where it does not, is nested without end, or is larger than any that was written.
    OSError
        Where it cannot be read.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path} is no file")
    try:
        return json.loads(content_of(path, MOST_BYTES).decode("utf-8"))
    except (LinkageError, RecursionError) as error:
        raise ValueError(str(error)) from error


def refuse_odd(path: Path, known: Mapping[str, Any], needed: Iterable[str] = ()) -> None:
    """Refuse a manifest that has another form than those that are written, or names a file outside its folder.

    Parameters
    ----------
    path : Path
        The manifest, whose folder is that of the results.
    known : mapping
        Its content.
    needed : iterable of str
        Entries that it must have, beside the version of the model.
    """
    for name in ("versions", *needed):
        if name not in known:
            raise LinkageError(f"{path}: lacks {name}. {REMEDY}")
    for name, kind in MAPPINGS.items():
        block = known.get(name, {})
        if not isinstance(block, dict) or not all(isinstance(value, kind) for value in block.values()):
            raise LinkageError(f"{path}: its {name} are not as they were written. {REMEDY}")
    if any(count < 0 for count in known.get("states", {}).values()):
        raise LinkageError(f"{path}: its states are not as they were written. {REMEDY}")
    if "model" not in known["versions"]:
        raise LinkageError(f"{path}: lacks the version of the model. {REMEDY}")
    refuse_odd_values(path, known)
    for name in known.get("files", {}):
        inside(path.parent, name)


def refuse_odd_values(path: Path, known: Mapping[str, Any]) -> None:
    """Refuse a manifest, of whatever kind, with single entries of another form than those that are written."""
    seeds = known.get("seeds", [])
    if not isinstance(seeds, list) or not all(type(seed) is int for seed in seeds):
        raise LinkageError(f"{path}: its seeds are not as they were written. {REMEDY}")
    for name in ("started", "finished", "command", "commit", "state", "kind", "title", "question", "scenario"):
        if not isinstance(known.get(name), str | None):
            raise LinkageError(f"{path}: its {name} is not as it was written. {REMEDY}")


def inside(folder: Path, name: str) -> Path:
    """Give the path of a file that a folder's own papers name.

    Raises
    ------
    LinkageError
        Where it would lie outside the folder, by its name or by a link.
    """
    pure = PurePosixPath(name)
    plain = bool(pure.parts) and not pure.is_absolute() and ".." not in pure.parts and not set("\\:\0") & set(name)
    path = folder / name if plain else folder
    if not plain or not _resolved(path).is_relative_to(_resolved(folder)):
        raise LinkageError(f"{folder}: its papers name '{name}', which lies outside the folder. Nothing was touched; do not trust it.")
    return path


def refuse_links(folder: Path, *below: str) -> None:
    """Refuse a folder in which a link leads elsewhere: what is written, renamed or removed there would be others' files."""
    for place in (folder, *(folder / name for name in below)):
        if place != folder and not place.is_dir():
            continue
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_symlink() and not _resolved(Path(entry.path)).is_relative_to(_resolved(folder)):
                    raise LinkageError(f"{entry.path}: is a link that leads out of the folder. Put the file itself there, or remove it.")


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # links that go round in a circle
        return Path(os.path.abspath(os.sep)) / "nowhere"  # noqa: PTH100
